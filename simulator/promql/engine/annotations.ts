import type { Span } from "../parse/ast.ts";
import { goFloat } from "./go-text.ts";
import { isoSeconds } from "./iso-time.ts";
import { textPosition } from "./text-position.ts";

/** Where a forced repair of classic histogram buckets happened. */
export interface BucketRepair {
  readonly timeMs: number;
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDiff: number;
}

interface Note {
  readonly text: string;
  span: Span;
  /** Text added behind `text` when the note is printed with its position. */
  detail(): string;
}

interface RepairNote extends Note {
  minTimeMs: number;
  maxTimeMs: number;
  minBucket: number;
  maxBucket: number;
  maxDiff: number;
  count: number;
}

interface CountedNote extends Note {
  count: number;
}

const MONOTONIC =
  "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";

/**
 * Warnings and infos of one query. A real server collects them per query too: equal texts are kept once, with
 * the position of the last one, and printed with `(LINE:COL)` behind.
 */
export class Annotations {
  private readonly warnings = new Map<string, Note>();
  private readonly infos = new Map<string, Note>();
  private readonly repairs = new Map<string, RepairNote>();
  private readonly overlaps = new Map<string, CountedNote>();

  warn(text: string, span: Span): void {
    put(this.warnings, text, span);
  }

  info(text: string, span: Span): void {
    put(this.infos, text, span);
  }

  /** Buckets of a classic histogram were not cumulative; `metricName` may be empty. */
  bucketsRepaired(repair: BucketRepair, metricName: string, span: Span): void {
    const text = metricName === "" ? MONOTONIC : `${MONOTONIC} for metric name "${metricName}"`;
    const known = this.repairs.get(text);
    if (known === undefined) {
      const note: RepairNote = {
        text,
        span,
        minTimeMs: repair.timeMs,
        maxTimeMs: repair.timeMs,
        minBucket: repair.minBucket,
        maxBucket: repair.maxBucket,
        maxDiff: repair.maxDiff,
        count: 1,
        detail: () =>
          `, from buckets ${goFloat(note.minBucket)} to ${goFloat(note.maxBucket)}, with a max diff of ${twoDigits(note.maxDiff)}, over ${note.count} samples from ${isoSeconds(note.minTimeMs)} to ${isoSeconds(note.maxTimeMs)}`,
      };
      this.repairs.set(text, note);
      this.infos.set(text, note);
      return;
    }
    known.minTimeMs = Math.min(known.minTimeMs, repair.timeMs);
    known.maxTimeMs = Math.max(known.maxTimeMs, repair.timeMs);
    known.minBucket = Math.min(known.minBucket, repair.minBucket);
    known.maxBucket = Math.max(known.maxBucket, repair.maxBucket);
    known.maxDiff = Math.max(known.maxDiff, repair.maxDiff);
    known.count++;
  }

  /** Two samples whose start times overlap; equal metric names are counted. */
  startTimesOverlap(metricName: string, span: Span): void {
    const text = `sample has start time that overlaps with previous sample timestamp for metric "${metricName}"`;
    const known = this.overlaps.get(text);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const note: CountedNote = {
      text,
      span,
      count: 1,
      detail: () => (note.count > 1 ? ` (${note.count} occurrences)` : ""),
    };
    this.overlaps.set(text, note);
    this.warnings.set(text, note);
  }

  /** Texts with prefix and position, in the order in which they first appeared. */
  texts(query: string): { warnings: readonly string[]; infos: readonly string[] } {
    return {
      warnings: print("PromQL warning", this.warnings, query),
      infos: print("PromQL info", this.infos, query),
    };
  }
}

function put(notes: Map<string, Note>, text: string, span: Span): void {
  const known = notes.get(text);
  if (known === undefined) notes.set(text, { text, span, detail: () => "" });
  else known.span = span;
}

function print(prefix: string, notes: ReadonlyMap<string, Note>, query: string): readonly string[] {
  const texts: string[] = [];
  for (const note of notes.values()) {
    texts.push(`${prefix}: ${note.text}${note.detail()} (${textPosition(query, note.span.start)})`);
  }
  return texts;
}

/** `%.2g`. */
function twoDigits(value: number): string {
  const rounded = Number(value.toPrecision(2));
  return goFloat(rounded, 2);
}
