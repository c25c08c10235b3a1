import type { RangeCall, RangeFunction, Sweep } from "../engine/range-function.ts";
import { FLOAT } from "../engine/step-block.ts";
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
import { sweepPairs } from "./over-time-sweeps.ts";
import { changes, differs, fell, lastChange, resets } from "./sample-changes.ts";
import { startedAnew, startsOverlap } from "./start-times.ts";
import { usualStretches } from "./usual-stretches.ts";
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
  if (starts === undefined) return lostBetween(values, lo, hi);
  let lost = 0;
  let previous = window.value(lo);
  let overlapNoted = false;
  for (let i = lo + 1; i < hi; i++) {
    const value = values[i] ?? 0;
    const before = { timeMs: window.time(i - 1), startMs: starts[i - 1] ?? 0 };
    const now = { timeMs: window.time(i), startMs: starts[i] ?? 0 };
    if (!overlapNoted && startsOverlap(before, now)) {
      call.ev.notes.startTimesOverlap(call.labels.get("__name__"), call.firstSpan);
      overlapNoted = true;
    }
    if (value < previous || startedAnew(before, now)) lost += previous;
    previous = value;
  }
  return lost;
}

/** All windows at once: the correction for resets is a running sum, so a window costs two look-ups. */
function sweepGrowth(window: Window, sweep: Sweep, growth: Growth): void {
  const { values, first: origin } = window;
  const { steps, base, lo: los, hi: his, values: results, kinds, fromTimes: factors } = sweep;
  const lost = growth.isCounter ? runningLosses(window) : NO_LOSSES;
  if (!window.timesAsBefore) usualStretches(window, sweep, growth);
  for (let step = 0; step < steps; step++) {
    const lo = los[step] as number;
    const last = (his[step] as number) - 1;
    if (last <= lo) continue;
    const first = values[lo] as number;
    let change = (values[last] as number) - first;
    if (lost === undefined) change += lostBetween(values, lo, last + 1);
    else if (lost !== NO_LOSSES) change += (lost[last - origin] as number) - (lost[lo - origin] as number);
    let factor = factors[step] as number;
    // NaN stands for windows that must be looked at; so must counters that at least doubled, and NaN itself.
    if (Number.isNaN(factor) || (growth.isCounter && !(first >= change))) {
      factor = stretchOf(window, sweep, growth, step, change);
    }
    results[base + step] = change * factor;
    kinds[base + step] = FLOAT;
  }
}

function stretchOf(window: Window, sweep: Sweep, growth: Growth, step: number, change: number): number {
  const lo = sweep.lo[step] as number;
  const last = (sweep.hi[step] as number) - 1;
  ends.firstMs = window.time(lo);
  ends.lastMs = window.time(last);
  ends.gaps = last - lo;
  ends.first = window.value(lo);
  ends.change = change;
  return stretchFactor(sweep.startMs[step] as number, sweep.endMs[step] as number, ends, growth);
}

/** Stands for a series that was never reset. */
const NO_LOSSES = new Float64Array(0);
let scratch = new Float64Array(1024);

/**
 * Sum of what resets took away, up to each sample. Counters are rarely reset, so the sums are only written
 * out from the first reset on. Undefined when infinities make differences useless.
 */
function runningLosses({ values, first, end }: Window): Float64Array | undefined {
  let at = firstFall(values, first, end);
  if (at >= end) return NO_LOSSES;
  if (scratch.length < end - first) scratch = new Float64Array((end - first) * 2);
  scratch.fill(0, 0, at - first);
  let sum = 0;
  let previous = values[at - 1] as number;
  for (; at < end; at++) {
    const value = values[at] as number;
    if (value < previous) sum += previous;
    scratch[at - first] = sum;
    previous = value;
  }
  return Number.isFinite(sum) ? scratch : undefined;
}

function firstFall(values: Float64Array, first: number, end: number): number {
  let previous = values[first] as number;
  for (let at = first + 1; at < end; at++) {
    const value = values[at] as number;
    if (value < previous) return at;
    previous = value;
  }
  return end;
}

function lostBetween(values: Float64Array, lo: number, hi: number): number {
  let lost = 0;
  for (let i = lo + 1; i < hi; i++) {
    if ((values[i] as number) < (values[i - 1] as number)) lost += values[i - 1] as number;
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
  ["resets", { usesStarts: true, apply: resets, sweep: (window, sweep) => sweepPairs(window, sweep, fell) }],
  ["changes", { apply: changes, sweep: (window, sweep) => sweepPairs(window, sweep, differs) }],
]);
