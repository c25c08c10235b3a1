import type { HistogramNotes } from "../engine/histogram-notes.ts";
import { addHistogram, subtractHistogram } from "../histogram/combine.ts";
import { detectReset } from "../histogram/detect-reset.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";

/**
 * The value on the straight line between two samples. A counter that fell in between is taken to have
 * restarted at zero.
 */
export function interpolateFloats(
  before: { readonly timeMs: number; readonly value: number },
  after: { readonly timeMs: number; readonly value: number },
  atMs: number,
  isCounter: boolean,
): number {
  const from = isCounter && after.value < before.value ? 0 : before.value;
  return from + ((after.value - from) * (atMs - before.timeMs)) / (after.timeMs - before.timeMs);
}

interface TimedHistogram {
  readonly timeMs: number;
  readonly histogram: FloatHistogram | undefined;
}

/** The histogram on the line between two samples; undefined when one of them is missing. */
export function interpolateHistograms(
  before: TimedHistogram,
  after: TimedHistogram,
  atMs: number,
  isCounter: boolean,
  notes: HistogramNotes,
): FloatHistogram | "incompatible" | undefined {
  if (before.histogram === undefined || after.histogram === undefined) return undefined;
  if (atMs === before.timeMs) return before.histogram.copy();
  if (atMs === after.timeMs) return after.histogram.copy();
  const fraction = (atMs - before.timeMs) / (after.timeMs - before.timeMs);
  const result = after.histogram.copy();
  if (isCounter && detectReset(after.histogram, before.histogram)) return result.multiply(fraction);
  const subtracted = subtractHistogram(result, before.histogram);
  if (subtracted === "incompatible") return "incompatible";
  notes.reconciled(subtracted, "subtraction");
  result.multiply(fraction);
  const added = addHistogram(result, before.histogram);
  if (added === "incompatible") return "incompatible";
  notes.reconciled(added, "addition");
  return result;
}
