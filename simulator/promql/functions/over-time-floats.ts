import type { Window } from "../engine/window.ts";
import { KahanSum } from "./kahan.ts";
import { quantileOf } from "./quantile.ts";

/** What the over-time functions compute from the floats of one window. */

const kahan = new KahanSum();

/** Compensated sum of a window. */
export function sum(window: Window): number {
  kahan.reset();
  for (let i = window.lo; i < window.hi; i++) kahan.add(window.values[i] as number);
  return Number.isFinite(kahan.sum) ? kahan.total : kahan.sum;
}

/** The mean; when the sum overflows, a running mean takes over. */
export function average(window: Window): number {
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

/** Population variance of a window. */
export function variance(window: Window): number {
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

/** Whether a value takes the place of the best so far. */
export type Better = (value: number, best: number) => boolean;

/** The best value of a window; NaN gives way to any number. */
export function extreme(window: Window, better: Better): number {
  let best = window.value(window.lo);
  for (let i = window.lo; i < window.hi; i++) {
    const value = window.values[i] as number;
    if (better(value, best) || Number.isNaN(best)) best = value;
  }
  return best;
}

/** When the best value was taken, in seconds. */
export function timeOfExtreme(window: Window, better: Better): number {
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

/** Median of the distances to the median. */
export function medianDeviation(window: Window): number {
  const values = window.values.slice(window.lo, window.hi);
  if (values.some((value) => Number.isNaN(value))) return Number.NaN;
  const median = quantileOf(0.5, values);
  for (let i = 0; i < values.length; i++) values[i] = Math.abs((values[i] ?? 0) - median);
  return quantileOf(0.5, values);
}
