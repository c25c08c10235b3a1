import { QueryError } from "../engine/query-error.ts";
import type { RangeFunction } from "../engine/range-function.ts";
import type { Window } from "../engine/window.ts";
import { KahanSum } from "./kahan.ts";
import { histogramCount } from "./window-samples.ts";

/** Functions that draw a line or a smoothed curve through a series: trends and forecasts. */

const sumX = new KahanSum();
const sumY = new KahanSum();
const sumXY = new KahanSum();
const sumXX = new KahanSum();
const line = { slope: 0, intercept: 0 };

/** Least squares through the window's samples; x is seconds from `originMs`. */
function leastSquares(window: Window, originMs: number): typeof line {
  const initial = window.value(window.lo);
  let constant = true;
  for (const sum of [sumX, sumY, sumXY, sumXX]) sum.reset();
  for (let i = window.lo; i < window.hi; i++) {
    const y = window.values[i] as number;
    if (i > window.lo && y !== initial) constant = false;
    const x = ((window.times[i] as number) - originMs) / 1000;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumXX.add(x * x);
  }
  if (constant) {
    const finite = initial !== Number.POSITIVE_INFINITY && initial !== Number.NEGATIVE_INFINITY;
    line.slope = finite ? 0 : Number.NaN;
    line.intercept = finite ? initial : Number.NaN;
    return line;
  }
  const n = window.count;
  const covariance = sumXY.total - (sumX.total * sumY.total) / n;
  const spread = sumXX.total - (sumX.total * sumX.total) / n;
  line.slope = covariance / spread;
  line.intercept = sumY.total / n - (line.slope * sumX.total) / n;
  return line;
}

function derivative(window: Window): number {
  // The first sample as origin keeps x small, which keeps the sums exact.
  return leastSquares(window, window.time(window.lo)).slope;
}

function predict(window: Window): number {
  const { slope, intercept } = leastSquares(window, window.evalMs);
  return slope * (window.params[0] ?? Number.NaN) + intercept;
}

/** At least two floats make a line; histograms beside them are ignored with a note. */
function needsTwo(apply: (window: Window) => number): RangeFunction["apply"] {
  return (window, call) => {
    if (window.count > 0 && histogramCount(window) > 0) call.notes.ignoredInRange(call.labels);
    return window.count < 2 ? window.none() : apply(window);
  };
}

/** Double exponential smoothing, also known as Holt's linear method. */
function smooth(window: Window): number {
  const [smoothing = Number.NaN, trend = Number.NaN] = window.params;
  let before = 0;
  let level = window.value(window.lo);
  let slope = window.value(window.lo + 1) - level;
  for (let i = window.lo + 1; i < window.hi; i++) {
    if (i > window.lo + 1) slope = trend * (level - before) + (1 - trend) * slope;
    const next = smoothing * (window.values[i] as number) + (1 - smoothing) * (level + slope);
    before = level;
    level = next;
  }
  return level;
}

function checkFactors([smoothing = Number.NaN, trend = Number.NaN]: readonly number[]): void {
  if (smoothing <= 0 || smoothing >= 1) {
    throw new QueryError(`invalid smoothing factor. Expected: 0 < sf < 1, got: ${smoothing.toFixed(6)}`);
  }
  if (trend <= 0 || trend >= 1) {
    throw new QueryError(`invalid trend factor. Expected: 0 < tf < 1, got: ${trend.toFixed(6)}`);
  }
}

/** The regression family by function name. */
export const regressionFunctions: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ["deriv", { apply: needsTwo(derivative) }],
  ["predict_linear", { apply: needsTwo(predict) }],
  [
    "double_exponential_smoothing",
    {
      apply: (window, call) => {
        checkFactors(window.params);
        return needsTwo(smooth)(window, call);
      },
    },
  ],
]);
