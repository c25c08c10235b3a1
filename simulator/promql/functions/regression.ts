import { QueryError } from "../engine/query-error.ts";
import type { RangeFunction, Sweep } from "../engine/range-function.ts";
import { FLOAT } from "../engine/step-block.ts";
import type { Window } from "../engine/window.ts";
import { KahanSum } from "./kahan.ts";
import { RunningSum } from "./running-sum.ts";
import { type WindowRun, windowRuns } from "./window-runs.ts";
import { histogramCount } from "./window-samples.ts";

/** Functions that draw a line or a smoothed curve through a series: trends and forecasts. */

const sumX = new KahanSum();
const sumY = new KahanSum();
const sumXY = new KahanSum();
const sumXX = new KahanSum();
const line = { slope: 0, intercept: 0 };

/**
 * Least squares through the window's samples; x is seconds from `originMs`. The result is one object, used
 * again by the next call.
 */
export function leastSquares(window: Window, originMs: number): typeof line {
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

const totals = { x: new RunningSum(), y: new RunningSum(), xy: new RunningSum(), xx: new RunningSum() };

/**
 * Lines through all windows at once, from running sums of x, y, xy and x squared that are then moved to the
 * origin of each window. `origin` is the time (milliseconds) where the intercept is wanted.
 */
function sweepLines(
  window: Window,
  sweep: Sweep,
  origin: (step: number) => number,
  result: (fitted: typeof line, step: number) => number,
): void {
  const runs = windowRuns(window, sweep);
  for (const run of runs ?? [{ fromStep: 0, toStep: sweep.steps, first: 0, end: 0 }]) {
    const usable = runs !== undefined && addRun(window, run);
    for (let step = run.fromStep; step < run.toStep; step++) {
      window.lo = sweep.lo[step] as number;
      window.hi = sweep.hi[step] as number;
      if (window.count < 2) continue;
      const fitted = usable ? fromTotals(window, run, origin(step)) : leastSquares(window, origin(step));
      sweep.values[sweep.base + step] = result(fitted, step);
      sweep.kinds[sweep.base + step] = FLOAT;
    }
  }
}

/** False when a value is not finite, so that sums would tell nothing about single windows. */
function addRun(window: Window, run: WindowRun): boolean {
  for (const sum of [totals.x, totals.y, totals.xy, totals.xx]) sum.reset(run.end - run.first);
  const zero = window.time(run.first);
  for (let i = run.first; i < run.end; i++) {
    const x = ((window.times[i] as number) - zero) / 1000;
    const y = window.values[i] as number;
    totals.x.add(x);
    totals.y.add(y);
    totals.xy.add(x * y);
    totals.xx.add(x * x);
  }
  return totals.y.isFinite && totals.xy.isFinite;
}

function fromTotals(window: Window, run: WindowRun, originMs: number): typeof line {
  if (isConstant(window)) return leastSquares(window, originMs);
  const from = window.lo - run.first;
  const to = window.hi - run.first;
  const n = window.count;
  // Around the window's own middle the sums stay small, whatever the origin asked for.
  const middle = totals.x.between(from, to) / n;
  const y = totals.y.between(from, to) / n;
  const covariance = totals.xy.between(from, to) - middle * n * y;
  const spread = totals.xx.between(from, to) - middle * n * middle;
  // Products were rounded to one double, so less may be lost here than in plain sums.
  if (!totals.xy.isExactEnough(covariance, 30) || !totals.y.isExactEnough(y * n)) {
    return leastSquares(window, originMs);
  }
  line.slope = covariance / spread;
  line.intercept = y - line.slope * (middle - (originMs - window.time(run.first)) / 1000);
  return line;
}

function isConstant(window: Window): boolean {
  const first = window.value(window.lo);
  for (let i = window.lo + 1; i < window.hi; i++) if (window.values[i] !== first) return false;
  return true;
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
  [
    "deriv",
    {
      apply: needsTwo(derivative),
      sweep: (window, sweep) =>
        sweepLines(
          window,
          sweep,
          (step) => window.time(sweep.lo[step] as number),
          ({ slope }) => slope,
        ),
    },
  ],
  [
    "predict_linear",
    {
      apply: needsTwo(predict),
      sweep: (window, sweep) =>
        sweepLines(
          window,
          sweep,
          (step) => sweep.evalMs[step] as number,
          ({ slope, intercept }, step) => slope * (sweep.params[0]?.[step] ?? Number.NaN) + intercept,
        ),
    },
  ],
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
