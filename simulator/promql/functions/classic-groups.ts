import { Labels } from "../../tsdb/labels.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { SeriesList } from "../engine/series-list.ts";
import { FLOAT, HISTOGRAM, type StepBlock } from "../engine/step-block.ts";
import type { ClassicBuckets } from "../histogram/classic-buckets.ts";
import type { Expr } from "../parse/ast.ts";
import { quoteGo } from "../parse/go-quote.ts";

/** The bucket series of one classic histogram, and a native histogram of the same labels if there is one. */
export interface HistogramGroup {
  readonly labels: Labels;
  /** Rows of the buckets by rising bound. */
  readonly bucketRows: readonly number[];
  readonly bounds: readonly number[];
  readonly nativeRow: number | undefined;
}

/** The histograms in a vector; those with a native row come first, as results do. */
export interface HistogramGroups {
  readonly groups: readonly HistogramGroup[];
  readonly list: SeriesList;
  /** Rows whose `le` is missing or no number. */
  readonly malformed: readonly number[];
}

const groupings = new WeakMap<SeriesList, HistogramGroups>();

interface Draft {
  labels: Labels;
  readonly bucketRows: number[];
  readonly bounds: number[];
  nativeRow: number | undefined;
}

/**
 * Sorts the series of a vector into histograms: `_bucket` series by all labels but `le`, native histograms
 * by all labels. Without native histograms the result is kept for the next evaluation.
 */
export function histogramGroups(input: StepBlock): HistogramGroups {
  const { list } = input;
  const reusable = input.histograms === undefined;
  const known = reusable ? groupings.get(list) : undefined;
  if (known !== undefined) return known;
  const drafts = new Map<string, Draft>();
  const draftOf = (labels: Labels): Draft => {
    let draft = drafts.get(labels.key);
    if (draft === undefined) {
      draft = { labels, bucketRows: [], bounds: [], nativeRow: undefined };
      drafts.set(labels.key, draft);
    }
    return draft;
  };
  const malformed: number[] = [];
  list.labels.forEach((labels, row) => {
    const { floats, natives } = reusable ? { floats: true, natives: false } : kindsOf(input, row);
    if (natives) draftOf(labels).nativeRow = row;
    if (!floats) return;
    const bound = parseBound(labels.get("le"));
    if (bound === undefined) {
      malformed.push(row);
      return;
    }
    addBucket(draftOf(labels.without(["le"])), row, bound);
  });
  const all = [...drafts.values()];
  const groups = [
    ...all.filter((draft) => draft.nativeRow !== undefined),
    ...all.filter((draft) => draft.nativeRow === undefined),
  ];
  const result = { groups, list: new SeriesList(groups.map((group) => group.labels)), malformed };
  if (reusable) groupings.set(list, result);
  return result;
}

/** Inserts a bucket so that bounds go on rising. */
function addBucket(draft: Draft, row: number, bound: number): void {
  let at = draft.bounds.length;
  while (at > 0 && bound < (draft.bounds[at - 1] ?? 0)) at--;
  draft.bucketRows.splice(at, 0, row);
  draft.bounds.splice(at, 0, bound);
}

function kindsOf(input: StepBlock, row: number): { floats: boolean; natives: boolean } {
  const kinds = input.kinds.subarray(row * input.steps, (row + 1) * input.steps);
  return { floats: kinds.includes(FLOAT), natives: kinds.includes(HISTOGRAM) };
}

/** A bucket bound as Go's ParseFloat reads it; undefined when it is no number. */
function parseBound(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (/^\+?inf(?:inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-inf(?:inity)?$/i.test(text)) return Number.NEGATIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : undefined;
}

/** Fills `into` with the cumulative buckets a classic histogram has at one step; false when there are none. */
export function bucketsAt(
  input: StepBlock,
  group: HistogramGroup,
  step: number,
  into: ClassicBuckets,
): boolean {
  into.clear();
  const { bucketRows, bounds } = group;
  for (let i = 0; i < bucketRows.length; i++) {
    const index = (bucketRows[i] as number) * input.steps + step;
    if (input.kinds[index] === FLOAT) into.push(bounds[i] as number, input.values[index] as number);
  }
  return into.length > 0;
}

/** Warns about series that should be buckets and have no bound. */
export function warnAboutBounds(ev: Evaluation, input: StepBlock, groups: HistogramGroups, at: Expr): void {
  for (const row of groups.malformed) {
    if (!kindsOf(input, row).floats) continue;
    const labels = input.list.labels[row] ?? Labels.empty;
    const text = `bucket label "le" is missing or has a malformed value of ${quoteGo(labels.get("le"))}`;
    ev.notes.warn(`${text}${forMetric(ev, labels)}`, at.span);
  }
}

/** ` for metric name "x"`, where the name is still known. */
export function forMetric(ev: Evaluation, labels: Labels): string {
  const name = ev.settings.delayedNames ? labels.get("__name__") : "";
  return name === "" ? "" : ` for metric name ${quoteGo(name)}`;
}
