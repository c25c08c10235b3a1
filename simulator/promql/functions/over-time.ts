import { goFloat } from "../engine/go-text.ts";
import type { RangeCall, RangeFunction, Sweep } from "../engine/range-function.ts";
import type { Window } from "../engine/window.ts";
import { HistogramSum } from "../histogram/combine.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { HistogramMean } from "../histogram/mean.ts";
import { KahanSum } from "./kahan.ts";
import { quantileOf } from "./quantile.ts";
import { histogramCount } from "./window-samples.ts";

/** Aggregations of one series over time: `avg_over_time(x[5m])` and its relatives. */

const kahan = new KahanSum();

function sum(window: Window): number {
  kahan.reset();
  for (let i = window.lo; i < window.hi; i++) kahan.add(window.values[i] as number);
  return Number.isFinite(kahan.sum) ? kahan.total : kahan.sum;
}

/** The mean; when the sum overflows, a running mean takes over. */
function average(window: Window): number {
  kahan.reset(window.value(window.lo));
  for (let i = window.lo + 1; i < window.hi; i++) {
    const { sum: before, rest } = kahan;
    kahan.add(window.values[i] as number);
    if (kahan.sum === Number.POSITIVE_INFINITY || kahan.sum === Number.NEGATIVE_INFINITY) {
      kahan.reset(before, rest);
      return runningMean(window, i);
    }
  }
  return kahan.sum / window.count + kahan.rest / window.count;
}

function runningMean(window: Window, from: number): number {
  let count = from - window.lo;
  kahan.reset(kahan.sum / count, kahan.rest / count);
  for (let i = from; i < window.hi; i++) {
    count++;
    const share = (count - 1) / count;
    kahan.reset(share * kahan.sum, share * kahan.rest);
    kahan.add((window.values[i] as number) / count);
  }
  return kahan.total;
}

const spread = new KahanSum();

function variance(window: Window): number {
  kahan.reset();
  spread.reset();
  let count = 0;
  for (let i = window.lo; i < window.hi; i++) {
    count++;
    const value = window.values[i] as number;
    const delta = value - kahan.total;
    kahan.add(delta / count);
    spread.add(delta * (value - kahan.total));
  }
  return spread.total / count;
}

type Better = (value: number, best: number) => boolean;

function extreme(window: Window, better: Better): number {
  let best = window.value(window.lo);
  for (let i = window.lo; i < window.hi; i++) {
    const value = window.values[i] as number;
    if (better(value, best) || Number.isNaN(best)) best = value;
  }
  return best;
}

function timeOfExtreme(window: Window, better: Better): number {
  let best = window.value(window.lo);
  let at = window.lo;
  for (let i = window.lo; i < window.hi; i++) {
    const value = window.values[i] as number;
    if (better(value, best) || Number.isNaN(best)) {
      best = value;
      at = i;
    }
  }
  return window.time(at) / 1000;
}

/** Minimum or maximum of every window with a queue of candidates: each sample enters and leaves once. */
function sweepExtreme(window: Window, sweep: Sweep, better: Better): void {
  const queue = new Int32Array(window.end - window.first);
  let head = 0;
  let tail = 0;
  let next = window.first;
  for (let step = 0; step < sweep.steps; step++) {
    const lo = sweep.lo[step] as number;
    const hi = sweep.hi[step] as number;
    if (next < lo) {
      next = lo;
      head = tail;
    }
    for (; next < hi; next++) {
      const value = window.values[next] as number;
      if (Number.isNaN(value)) continue;
      while (tail > head && !better(window.values[queue[tail - 1] as number] as number, value)) tail--;
      queue[tail++] = next;
    }
    while (head < tail && (queue[head] as number) < lo) head++;
    if (hi <= lo) continue;
    const best = head < tail ? (window.values[queue[head] as number] as number) : Number.NaN;
    sweep.values[sweep.base + step] = best;
    sweep.kinds[sweep.base + step] = 1;
  }
}

function quantile(window: Window, call: RangeCall): number {
  const q = window.params[0] ?? Number.NaN;
  if (!(q >= 0 && q <= 1)) {
    call.ev.notes.warn(`quantile value should be between 0 and 1, got ${goFloat(q)}`, call.firstSpan);
  }
  return quantileOf(q, window.values.slice(window.lo, window.hi));
}

/** Median of the distances to the median. */
function medianDeviation(window: Window): number {
  const values = window.values.slice(window.lo, window.hi);
  if (values.some((value) => Number.isNaN(value))) return Number.NaN;
  const median = quantileOf(0.5, values);
  for (let i = 0; i < values.length; i++) values[i] = Math.abs((values[i] ?? 0) - median);
  return quantileOf(0.5, values);
}

const greater: Better = (value, best) => value > best;
const less: Better = (value, best) => value < best;
const notLess: Better = (value, best) => value >= best;
const notGreater: Better = (value, best) => value <= best;

/** Functions that only understand floats: histograms beside floats are ignored with a note. */
function floatsOnly(apply: (window: Window, call: RangeCall) => number): RangeFunction["apply"] {
  return (window, call) => {
    if (window.count === 0) return window.none();
    if (histogramCount(window) > 0) call.notes.ignoredInRange(call.labels);
    return apply(window, call);
  };
}

/** Sum or mean: floats or histograms, but not both in one window. */
function eitherKind(
  floats: (window: Window) => number,
  collect: (first: FloatHistogram) => HistogramSum | HistogramMean,
): RangeFunction {
  const apply = (window: Window, call: RangeCall): number => {
    const { histograms } = window;
    if (histograms === undefined || histogramCount(window) === 0) return floats(window);
    if (window.count > 0) {
      call.notes.mixedKinds(call.labels);
      return window.none();
    }
    return collectHistograms(
      window,
      call,
      histograms.histograms.slice(histograms.lo, histograms.hi),
      collect,
    );
  };
  return { apply, sweep: (window, sweep) => sweepOneByOne(window, sweep, floats) };
}

function collectHistograms(
  window: Window,
  call: RangeCall,
  histograms: readonly FloatHistogram[],
  collect: (first: FloatHistogram) => HistogramSum | HistogramMean,
): number {
  const [first, ...others] = histograms;
  if (first === undefined) return window.none();
  const sum = collect(first);
  let reconciled = false;
  for (const histogram of others) {
    const result = sum.add(histogram);
    if (result === "incompatible") {
      call.notes.mixedSchemas(call.labels);
      return window.none();
    }
    reconciled ||= result.boundsReconciled;
  }
  const hints = histograms.map((histogram) => histogram.resetHint);
  if (hints.includes("reset") && hints.includes("not_reset")) call.notes.resetCollision("aggregation");
  if (reconciled) call.notes.boundsReconciled("aggregation");
  window.histogramResult = sum.finish();
  return Number.NaN;
}

/** The newest (or oldest) sample, whichever kind it is. */
function edgeSample(newest: boolean): RangeFunction["apply"] {
  return (window) => {
    const { histograms } = window;
    const float = newest ? window.hi - 1 : window.lo;
    if (histograms === undefined || histogramCount(window) === 0) return window.value(float);
    const at = newest ? histograms.hi - 1 : histograms.lo;
    const time = histograms.times[at] ?? 0;
    const floatWins = window.count > 0 && (newest ? time < window.time(float) : window.time(float) < time);
    if (floatWins) return window.value(float);
    window.histogramResult = histograms.histograms[at]?.copy();
    return Number.NaN;
  };
}

function edgeTime(newest: boolean): RangeFunction["apply"] {
  return (window) => {
    const { histograms } = window;
    const times: number[] = [];
    if (window.count > 0) times.push(window.time(newest ? window.hi - 1 : window.lo));
    if (histograms !== undefined && histogramCount(window) > 0) {
      times.push(histograms.times[newest ? histograms.hi - 1 : histograms.lo] ?? 0);
    }
    return (newest ? Math.max(...times) : Math.min(...times)) / 1000;
  };
}

function plain(apply: (window: Window) => number): RangeFunction {
  return { apply: floatsOnly(apply), sweep: (window, sweep) => sweepOneByOne(window, sweep, apply) };
}

function extremeFunction(better: Better): RangeFunction {
  return {
    apply: floatsOnly((window) => extreme(window, better)),
    sweep: (window, sweep) => sweepExtreme(window, sweep, better),
  };
}

/** The over-time family by function name. */
export const overTimeFunctions: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ["sum_over_time", eitherKind(sum, (first) => new HistogramSum(first.copy()))],
  ["avg_over_time", eitherKind(average, (first) => new HistogramMean(first))],
  [
    "count_over_time",
    {
      apply: (window) => window.count + histogramCount(window),
      sweep: (window, sweep) => sweepOneByOne(window, sweep, (one) => one.count),
    },
  ],
  ["stdvar_over_time", plain(variance)],
  ["stddev_over_time", plain((window) => Math.sqrt(variance(window)))],
  ["min_over_time", extremeFunction(less)],
  ["max_over_time", extremeFunction(greater)],
  ["last_over_time", { keepsName: true, apply: edgeSample(true) }],
  ["first_over_time", { keepsName: true, apply: edgeSample(false) }],
  ["present_over_time", { apply: () => 1 }],
  ["quantile_over_time", { apply: floatsOnly(quantile) }],
  ["mad_over_time", { apply: floatsOnly(medianDeviation) }],
  ["ts_of_min_over_time", { apply: floatsOnly((window) => timeOfExtreme(window, notGreater)) }],
  ["ts_of_max_over_time", { apply: floatsOnly((window) => timeOfExtreme(window, notLess)) }],
  ["ts_of_first_over_time", { apply: edgeTime(false) }],
  ["ts_of_last_over_time", { apply: edgeTime(true) }],
]);

/** Applies a function of one window to every window of a sweep. */
function sweepOneByOne(window: Window, sweep: Sweep, apply: (window: Window) => number): void {
  for (let step = 0; step < sweep.steps; step++) {
    window.lo = sweep.lo[step] ?? 0;
    window.hi = sweep.hi[step] ?? 0;
    if (window.hi <= window.lo) continue;
    sweep.values[sweep.base + step] = apply(window);
    sweep.kinds[sweep.base + step] = 1;
  }
}
