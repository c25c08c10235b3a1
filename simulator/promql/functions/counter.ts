import type { RangeCall, RangeFunction, Sweep } from "../engine/range-function.ts";
import type { Window } from "../engine/window.ts";
import { extendedGrowth, extendedHistogramGrowth } from "./extended-rate.ts";
import {
  DELTA,
  type Growth,
  type GrowthEnds,
  INCREASE,
  RATE,
  stretchFactor,
  stretchFromStart,
} from "./growth.ts";
import { histogramGrowth } from "./histogram-rate.ts";
import { changes, lastChange, resets } from "./sample-changes.ts";
import { startedAnew, startsOverlap } from "./start-times.ts";
import { histogramCount } from "./window-samples.ts";

/**
 * Functions that read a counter's growth. A counter only rises, and falls to zero when its process
 * restarts; whatever it had reached before the fall is added back.
 */
function growthOf(window: Window, call: RangeCall, growth: Growth): number {
  if (histogramCount(window) > 0) {
    if (window.count > 0) {
      call.notes.mixedKinds(call.labels);
      return window.none();
    }
    return call.extended !== undefined && window.histograms !== undefined
      ? extendedHistogramGrowth(window, window.histograms, call, growth)
      : histogramGrowth(window, call, growth);
  }
  if (call.extended !== undefined) return extendedGrowth(window, call, growth);
  return floatGrowth(window, call, growth);
}

const ends: GrowthEnds = { firstMs: 0, lastMs: 0, gaps: 0, first: 0, change: 0 };

function floatGrowth(window: Window, call: RangeCall, growth: Growth): number {
  const { lo, hi, starts } = window;
  const first = window.value(lo);
  let change = window.value(hi - 1) - first;
  if (growth.isCounter) change += lostToResets(window, call);
  ends.firstMs = window.time(lo);
  ends.lastMs = window.time(hi - 1);
  ends.gaps = hi - lo - 1;
  ends.first = first;
  const start = growth.isCounter ? (starts?.[lo] ?? 0) : 0;
  if (start !== 0 && start > window.startMs && start < ends.firstMs) {
    return (change + first) * stretchFromStart(window.startMs, window.endMs, start, ends, growth);
  }
  if (ends.gaps === 0) return window.none();
  ends.change = change;
  return change * stretchFactor(window.startMs, window.endMs, ends, growth);
}

/** What the counter had reached before each of its resets inside the window. */
function lostToResets(window: Window, call: RangeCall): number {
  const { lo, hi, values, starts } = window;
  let lost = 0;
  let previous = window.value(lo);
  let overlapNoted = false;
  for (let i = lo + 1; i < hi; i++) {
    const value = values[i] ?? 0;
    let anew = false;
    if (starts !== undefined) {
      const before = { timeMs: window.time(i - 1), startMs: starts[i - 1] ?? 0 };
      const now = { timeMs: window.time(i), startMs: starts[i] ?? 0 };
      anew = startedAnew(before, now);
      if (!overlapNoted && startsOverlap(before, now)) {
        call.ev.notes.startTimesOverlap(call.labels.get("__name__"), call.firstSpan);
        overlapNoted = true;
      }
    }
    if (value < previous || anew) lost += previous;
    previous = value;
  }
  return lost;
}

/** All windows at once: the correction for resets is a running sum, so a window costs two look-ups. */
function sweepGrowth(window: Window, sweep: Sweep, growth: Growth): void {
  const { times, values, total } = window;
  const corrections = growth.isCounter ? runningCorrections(values, total) : undefined;
  for (let step = 0; step < sweep.steps; step++) {
    const lo = sweep.lo[step] as number;
    const hi = sweep.hi[step] as number;
    if (hi - lo < 2) continue;
    const first = values[lo] as number;
    let change = (values[hi - 1] as number) - first;
    if (corrections !== undefined) change += (corrections[hi - 1] as number) - (corrections[lo] as number);
    else if (growth.isCounter) change += lostBetween(values, lo, hi);
    ends.firstMs = times[lo] as number;
    ends.lastMs = times[hi - 1] as number;
    ends.gaps = hi - lo - 1;
    ends.first = first;
    ends.change = change;
    sweep.values[sweep.base + step] =
      change * stretchFactor(sweep.startMs[step] as number, sweep.endMs[step] as number, ends, growth);
    sweep.kinds[sweep.base + step] = 1;
  }
}

let scratch = new Float64Array(1024);

/** Sum of what resets took away, up to each sample; undefined when infinities make differences useless. */
function runningCorrections(values: Float64Array, total: number): Float64Array | undefined {
  if (scratch.length < total) scratch = new Float64Array(total * 2);
  let sum = 0;
  let previous = values[0] as number;
  scratch[0] = 0;
  for (let i = 1; i < total; i++) {
    const value = values[i] as number;
    if (value < previous) sum += previous;
    scratch[i] = sum;
    previous = value;
  }
  return Number.isFinite(sum) ? scratch : undefined;
}

function lostBetween(values: Float64Array, lo: number, hi: number): number {
  let lost = 0;
  for (let i = lo + 1; i < hi; i++) {
    if ((values[i] ?? 0) < (values[i - 1] ?? 0)) lost += values[i - 1] ?? 0;
  }
  return lost;
}

function growthFunction(growth: Growth): RangeFunction {
  return {
    wantsCounter: growth.isCounter,
    usesStarts: growth.isCounter,
    apply: (window, call) => growthOf(window, call, growth),
    sweep: (window, sweep) => sweepGrowth(window, sweep, growth),
  };
}

/** The counter family by function name. */
export const counterFunctions: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ["rate", growthFunction(RATE)],
  ["increase", growthFunction(INCREASE)],
  ["delta", growthFunction(DELTA)],
  ["irate", { usesStarts: true, apply: (window, call) => lastChange(window, call, true) }],
  ["idelta", { apply: (window, call) => lastChange(window, call, false) }],
  ["resets", { usesStarts: true, apply: resets }],
  ["changes", { apply: changes }],
]);
