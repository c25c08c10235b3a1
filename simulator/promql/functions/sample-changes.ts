import { HistogramNotes } from "../engine/histogram-notes.ts";
import type { RangeCall } from "../engine/range-function.ts";
import type { Window } from "../engine/window.ts";
import { subtractHistogram } from "../histogram/combine.ts";
import { detectReset } from "../histogram/detect-reset.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { search } from "./extended-rate.ts";
import { startedAnew } from "./start-times.ts";
import { histogramCount, mergedSamples, type WindowSample } from "./window-samples.ts";

/** Functions that compare neighbouring samples. */

/** The change between the last two samples. */
export function lastChange(window: Window, call: RangeCall, perSecond: boolean): number {
  if (histogramCount(window) > 0) return lastHistogramChange(window, call, perSecond);
  if (window.count < 2) return window.none();
  const { hi, starts } = window;
  const last = window.value(hi - 1);
  const before = window.value(hi - 2);
  const elapsed = window.time(hi - 1) - window.time(hi - 2);
  if (elapsed === 0) return window.none();
  if (!perSecond) return last - before;
  const anew =
    starts !== undefined &&
    startedAnew(
      { timeMs: window.time(hi - 2), startMs: starts[hi - 2] ?? 0 },
      { timeMs: window.time(hi - 1), startMs: starts[hi - 1] ?? 0 },
    );
  return (last < before || anew ? last : last - before) / (elapsed / 1000);
}

function lastHistogramChange(window: Window, call: RangeCall, perSecond: boolean): number {
  const samples = mergedSamples(window, window.lo, window.histograms?.lo ?? 0);
  const last = samples[samples.length - 1];
  const before = samples[samples.length - 2];
  if (last === undefined || before === undefined) return window.none();
  const elapsed = last.timeMs - before.timeMs;
  if (elapsed === 0) return window.none();
  if (last.histogram === undefined && before.histogram === undefined) {
    const fell = perSecond && (last.value < before.value || startedAnew(before, last));
    const change = fell ? last.value : last.value - before.value;
    return perSecond ? change / (elapsed / 1000) : change;
  }
  // Notes of these two functions point at the argument list, which starts with the range vector.
  const notes = new HistogramNotes(call.ev.notes, call.firstSpan);
  if (last.histogram === undefined || before.histogram === undefined) {
    notes.mixedKinds(call.labels);
    return window.none();
  }
  const result = histogramDifference(call, notes, before, last, perSecond);
  if (result === undefined) return window.none();
  window.histogramResult = perSecond ? result.divide(elapsed / 1000) : result;
  return Number.NaN;
}

function histogramDifference(
  call: RangeCall,
  notes: HistogramNotes,
  before: WindowSample,
  last: WindowSample,
  perSecond: boolean,
): FloatHistogram | undefined {
  if (last.histogram === undefined || before.histogram === undefined) return undefined;
  const hints = [last.histogram.resetHint, before.histogram.resetHint];
  if (perSecond && hints.includes("gauge")) notes.notCounter(call.labels);
  if (!perSecond && hints.some((hint) => hint !== "gauge")) notes.notGauge(call.labels);
  const result = last.histogram.copy();
  const anew = perSecond && (startedAnew(before, last) || detectReset(last.histogram, before.histogram));
  if (!anew) {
    const subtracted = subtractHistogram(result, before.histogram);
    if (subtracted === "incompatible") {
      notes.mixedSchemas(call.labels);
      return undefined;
    }
    notes.reconciled(subtracted, "subtraction");
  }
  result.resetHint = "gauge";
  return result.compact();
}

/** A counter that fell was started again. */
export const fell = (before: number, now: number): boolean => now < before;

/** NaN after NaN is no change. */
export const differs = (before: number, now: number): boolean =>
  now !== before && !(Number.isNaN(now) && Number.isNaN(before));

/** How often the counter started again. */
export function resets(window: Window, call: RangeCall): number {
  return countPairs(window, call, (before, now) => {
    if (before.histogram === undefined && now.histogram === undefined) {
      return fell(before.value, now.value) || startedAnew(before, now);
    }
    if (before.histogram === undefined || now.histogram === undefined) return true;
    return startedAnew(before, now) || detectReset(now.histogram, before.histogram);
  });
}

/** How often the value changed. */
export function changes(window: Window, call: RangeCall): number {
  return countPairs(window, call, (before, now) => {
    if (before.histogram === undefined && now.histogram === undefined) {
      return differs(before.value, now.value);
    }
    if (before.histogram === undefined || now.histogram === undefined) return true;
    return !now.histogram.equals(before.histogram);
  });
}

function countPairs(
  window: Window,
  call: RangeCall,
  counts: (before: WindowSample, now: WindowSample) => boolean,
): number {
  const first = firstSamples(window, call);
  if (first === undefined) return window.none();
  const samples = mergedSamples(window, first.float, first.histogram);
  let count = 0;
  for (let i = 1; i < samples.length; i++) {
    const before = samples[i - 1];
    const now = samples[i];
    if (before !== undefined && now !== undefined && counts(before, now)) count++;
  }
  return count;
}

/**
 * Where to start: an anchored window begins with the newest sample at or before the range, whatever its
 * kind. Undefined when nothing lies inside the range.
 */
function firstSamples(window: Window, call: RangeCall): { float: number; histogram: number } | undefined {
  const { histograms, startMs } = window;
  const from = histograms?.lo ?? 0;
  if (call.extended !== "anchored") return { float: window.lo, histogram: from };
  const to = histograms?.hi ?? 0;
  const float = search(window.lo, window.hi, (i) => window.time(i) > startMs) - 1;
  const histogram = search(from, to, (i) => (histograms?.times[i] ?? 0) > startMs) - 1;
  if (float + 1 >= window.hi && histogram + 1 >= to) return undefined;
  const hasFloat = float >= window.lo;
  const hasHistogram = histogram >= from;
  if (!hasFloat && !hasHistogram) return { float: window.lo, histogram: from };
  const floatIsNewer =
    !hasHistogram || (hasFloat && window.time(float) >= (histograms?.times[histogram] ?? 0));
  return floatIsNewer ? { float, histogram: histogram + 1 } : { float: float + 1, histogram };
}
