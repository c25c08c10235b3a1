import type { RangeCall } from "../engine/range-function.ts";
import type { HistogramSamples, Window } from "../engine/window.ts";
import { addHistogram, subtractHistogram } from "../histogram/combine.ts";
import { detectReset } from "../histogram/detect-reset.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import type { Growth } from "./growth.ts";
import { interpolateFloats, interpolateHistograms } from "./interpolate.ts";

/**
 * Growth under `anchored` and `smoothed`: no extrapolation. An anchored window starts with the last sample
 * before the range; a smoothed one has both its edges interpolated from the samples around them.
 */
export function extendedGrowth(window: Window, call: RangeCall, growth: Growth): number {
  const { lo, hi, times, values, startMs, endMs } = window;
  const smoothed = call.extended === "smoothed";
  let first = firstIndex(lo, hi, (i) => (times[i] ?? 0) > startMs);
  let last = smoothed ? search(lo, hi - 1, (i) => (times[i] ?? 0) >= endMs) : hi - 1;
  if ((times[last] ?? 0) <= startMs) return window.none();
  if (smoothed && (times[first] ?? 0) > endMs) return window.none();
  const point = (i: number) => ({ timeMs: times[i] ?? 0, value: values[i] ?? 0 });
  const left =
    smoothed && (times[first] ?? 0) < startMs
      ? interpolateFloats(point(first), point(first + 1), startMs, growth.isCounter)
      : (values[first] ?? 0);
  const right =
    smoothed && last > lo && (times[last] ?? 0) > endMs
      ? interpolateFloats(point(last - 1), point(last), endMs, growth.isCounter)
      : (values[last] ?? 0);
  let result = right - left;
  if (growth.isCounter) {
    if ((times[first] ?? 0) <= startMs) first++;
    if ((times[last] ?? 0) >= endMs) last--;
    let previous = left;
    for (let i = first; i <= last; i++) {
      const value = values[i] ?? 0;
      if (value < previous) result += previous;
      previous = value;
    }
    if (right < previous) result += previous;
  }
  return growth.perSecond ? result / ((endMs - startMs) / 1000) : result;
}

/** Index of the last sample before the first that satisfies `after`, but at least `lo`. */
function firstIndex(lo: number, hi: number, after: (i: number) => boolean): number {
  return Math.max(lo, search(lo, hi - 1, after) - 1);
}

/** First index in `lo` to `end - 1` that satisfies the test, else `end`. */
export function search(lo: number, end: number, test: (i: number) => boolean): number {
  let low = lo;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The same for native histograms; the result is left in `window.histogramResult`. */
export function extendedHistogramGrowth(
  window: Window,
  samples: HistogramSamples,
  call: RangeCall,
  growth: Growth,
): number {
  const { startMs, endMs } = window;
  const { times } = samples;
  const smoothed = call.extended === "smoothed";
  const first = firstIndex(samples.lo, samples.hi, (i) => (times[i] ?? 0) > startMs);
  const last = smoothed
    ? search(samples.lo, samples.hi - 1, (i) => (times[i] ?? 0) >= endMs)
    : samples.hi - 1;
  if ((times[last] ?? 0) <= startMs) return window.none();
  if (smoothed && (times[first] ?? 0) > endMs) return window.none();
  const edges = histogramEdges(window, samples, call, growth, first, last);
  if (edges === undefined) return window.none();
  const { left, right } = edges;
  if (!growth.isCounter && (left.resetHint !== "gauge" || right.resetHint !== "gauge")) {
    call.notes.notGauge(call.labels);
  }
  const result = right.copy();
  const subtracted = subtractHistogram(result, left);
  if (subtracted === "incompatible") {
    call.notes.mixedSchemas(call.labels);
    return window.none();
  }
  call.notes.reconciled(subtracted, "subtraction");
  if (growth.isCounter && !addCorrections(result, samples, call, { first, last, startMs, left, right })) {
    return window.none();
  }
  if (growth.perSecond) result.divide((endMs - startMs) / 1000);
  result.resetHint = "gauge";
  window.histogramResult = result.compact();
  return Number.NaN;
}

function histogramEdges(
  window: Window,
  samples: HistogramSamples,
  call: RangeCall,
  growth: Growth,
  first: number,
  last: number,
): { left: FloatHistogram; right: FloatHistogram } | undefined {
  const { times, histograms } = samples;
  const smoothed = call.extended === "smoothed";
  const custom = histograms[first]?.usesCustomBuckets;
  for (let i = first; i <= last; i++) {
    if (histograms[i]?.usesCustomBuckets !== custom) {
      call.notes.mixedSchemas(call.labels);
      return undefined;
    }
    if (growth.isCounter && histograms[i]?.resetHint === "gauge") call.notes.notCounter(call.labels);
  }
  const between = (i: number, atMs: number) =>
    interpolateHistograms(
      histogramAt(samples, i),
      histogramAt(samples, i + 1),
      atMs,
      growth.isCounter,
      call.notes,
    );
  const left =
    smoothed && (times[first] ?? 0) < window.startMs
      ? between(first, window.startMs)
      : histograms[first]?.copy();
  const right =
    smoothed && last > samples.lo && (times[last] ?? 0) > window.endMs
      ? between(last - 1, window.endMs)
      : histograms[last]?.copy();
  if (left === "incompatible" || right === "incompatible") {
    call.notes.mixedSchemas(call.labels);
    return undefined;
  }
  return left === undefined || right === undefined ? undefined : { left, right };
}

function histogramAt(samples: HistogramSamples, i: number) {
  return { timeMs: samples.times[i] ?? 0, histogram: samples.histograms[i] };
}

interface Span {
  readonly first: number;
  readonly last: number;
  readonly startMs: number;
  readonly left: FloatHistogram;
  readonly right: FloatHistogram;
}

/** Adds what resets inside the range took away; false when histograms do not go together. */
function addCorrections(
  result: FloatHistogram,
  samples: HistogramSamples,
  call: RangeCall,
  span: Span,
): boolean {
  const { histograms, times } = samples;
  let from = span.first + 1;
  let previous = span.left;
  const second = histograms[span.first + 1];
  const atFirst = histograms[span.first];
  if (
    call.extended === "smoothed" &&
    (times[span.first] ?? 0) < span.startMs &&
    second !== undefined &&
    atFirst !== undefined &&
    detectReset(second, atFirst)
  ) {
    // The interpolated left edge already lies behind this reset.
    previous = second;
    from++;
  }
  const to = span.last - 1;
  if (from > to + 1) return true;
  const corrections: FloatHistogram[] = [];
  for (let i = from; i <= to; i++) {
    const current = histograms[i];
    if (current === undefined) continue;
    if (detectReset(current, previous)) corrections.push(previous);
    previous = current;
  }
  if (detectReset(span.right, previous)) corrections.push(previous);
  return addAll(result, corrections, call);
}

function addAll(result: FloatHistogram, corrections: readonly FloatHistogram[], call: RangeCall): boolean {
  for (const correction of corrections) {
    const added = addHistogram(result, correction);
    if (added === "incompatible") {
      call.notes.mixedSchemas(call.labels);
      return false;
    }
    call.notes.reconciled(added, "addition");
  }
  return true;
}
