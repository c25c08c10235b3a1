import type { RangeCall, RangeFunction } from "../engine/range-function.ts";
import type { Window } from "../engine/window.ts";
import { HistogramSum } from "../histogram/combine.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { HistogramMean } from "../histogram/mean.ts";
import {
  average,
  type Better,
  extreme,
  medianDeviation,
  sum,
  timeOfExtreme,
  variance,
} from "./over-time-floats.ts";
import { sweepExtreme, sweepOneByOne, sweepQuantiles, sweepSums } from "./over-time-sweeps.ts";
import { quantileOf, warnAboutQuantile } from "./quantile.ts";
import { histogramCount } from "./window-samples.ts";

/** Aggregations of one series over time: `avg_over_time(x[5m])` and its relatives. */

function quantile(window: Window, call: RangeCall): number {
  const q = window.params[0] ?? Number.NaN;
  return (
    warnAboutQuantile(q, call.ev, call.firstSpan) ?? quantileOf(q, window.values.slice(window.lo, window.hi))
  );
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
  return { apply, sweep: (window, sweep) => sweepSums(window, sweep, floats === average) };
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
  return { apply: floatsOnly(apply), sweep: oneByOne(apply) };
}

function oneByOne(apply: (window: Window) => number): NonNullable<RangeFunction["sweep"]> {
  return (window, sweep) => sweepOneByOne(window, sweep, apply);
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
    { apply: (window) => window.count + histogramCount(window), sweep: oneByOne((w) => w.count) },
  ],
  ["stdvar_over_time", plain(variance)],
  ["stddev_over_time", plain((window) => Math.sqrt(variance(window)))],
  ["min_over_time", extremeFunction(less)],
  ["max_over_time", extremeFunction(greater)],
  ["last_over_time", { keepsName: true, apply: edgeSample(true), sweep: oneByOne((w) => w.value(w.hi - 1)) }],
  ["first_over_time", { keepsName: true, apply: edgeSample(false), sweep: oneByOne((w) => w.value(w.lo)) }],
  ["present_over_time", { apply: () => 1, sweep: oneByOne(() => 1) }],
  ["quantile_over_time", { apply: floatsOnly(quantile), sweep: sweepQuantiles }],
  ["mad_over_time", { apply: floatsOnly(medianDeviation) }],
  ["ts_of_min_over_time", { apply: floatsOnly((window) => timeOfExtreme(window, notGreater)) }],
  ["ts_of_max_over_time", { apply: floatsOnly((window) => timeOfExtreme(window, notLess)) }],
  ["ts_of_first_over_time", { apply: edgeTime(false) }],
  ["ts_of_last_over_time", { apply: edgeTime(true) }],
]);
