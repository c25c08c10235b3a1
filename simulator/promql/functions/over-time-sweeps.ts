import type { RangeCall, Sweep } from "../engine/range-function.ts";
import { FLOAT } from "../engine/step-block.ts";
import type { Window } from "../engine/window.ts";
import { average, type Better, sum } from "./over-time-floats.ts";
import { warnAboutQuantile } from "./quantile.ts";
import { RunningSum } from "./running-sum.ts";
import { SortedWindow } from "./sorted-window.ts";
import { type WindowRun, windowRuns } from "./window-runs.ts";

/** The over-time functions for all windows of a series at once. */

/** Applies a function of one window to every window of a sweep. */
export function sweepOneByOne(window: Window, sweep: Sweep, apply: (window: Window) => number): void {
  for (let step = 0; step < sweep.steps; step++) {
    window.lo = sweep.lo[step] as number;
    window.hi = sweep.hi[step] as number;
    if (window.hi > window.lo) put(sweep, step, apply(window));
  }
}

function put(sweep: Sweep, step: number, value: number): void {
  sweep.values[sweep.base + step] = value;
  sweep.kinds[sweep.base + step] = FLOAT;
}

const running = new RunningSum();

/** Sums or means from running sums; a window that may have lost digits is added up by itself. */
export function sweepSums(window: Window, sweep: Sweep, mean: boolean): void {
  const direct = mean ? average : sum;
  const runs = windowRuns(window, sweep);
  if (runs === undefined) {
    sweepOneByOne(window, sweep, direct);
    return;
  }
  for (const run of runs) sumRun(window, sweep, run, mean, direct);
}

function sumRun(
  window: Window,
  sweep: Sweep,
  run: WindowRun,
  mean: boolean,
  direct: (window: Window) => number,
): void {
  running.reset(run.end - run.first);
  for (let i = run.first; i < run.end; i++) running.add(window.values[i] as number);
  for (let step = run.fromStep; step < run.toStep; step++) {
    window.lo = sweep.lo[step] as number;
    window.hi = sweep.hi[step] as number;
    if (window.hi <= window.lo) continue;
    const total = running.isFinite ? running.between(window.lo - run.first, window.hi - run.first) : 0;
    const good = running.isFinite && running.isExactEnough(total);
    put(sweep, step, good ? total / (mean ? window.hi - window.lo : 1) : direct(window));
  }
}

/** Minimum or maximum of every window with a queue of candidates: each sample enters and leaves once. */
export function sweepExtreme(window: Window, sweep: Sweep, better: Better): void {
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
    put(sweep, step, best);
  }
}

const sorted = new SortedWindow();

/** Quantiles of a window kept in order: only samples that come and go are moved. */
export function sweepQuantiles(window: Window, sweep: Sweep, call: RangeCall): void {
  const qs = sweep.params[0] ?? new Float64Array(sweep.steps);
  let lo = window.first;
  let hi = window.first;
  sorted.clear();
  for (let step = 0; step < sweep.steps; step++) {
    const from = sweep.lo[step] as number;
    const to = sweep.hi[step] as number;
    if (to <= from) continue;
    if (from >= hi) {
      sorted.clear();
      lo = from;
      hi = from;
    }
    for (; lo < from; lo++) sorted.remove(window.values[lo] as number);
    for (; hi < to; hi++) sorted.insert(window.values[hi] as number);
    // A sample that comes or goes moves up to a whole window.
    call.ev.tick((to - from) >> 3);
    const q = qs[step] as number;
    put(sweep, step, warnAboutQuantile(q, call.ev, call.firstSpan) ?? sorted.quantile(q));
  }
}

/** How many neighbours of every window satisfy a test, from a running count. */
export function sweepPairs(
  window: Window,
  sweep: Sweep,
  counts: (before: number, now: number) => boolean,
): void {
  const { values, first, end } = window;
  const total = new Int32Array(Math.max(1, end - first));
  for (let i = first + 1; i < end; i++) {
    const counted = counts(values[i - 1] as number, values[i] as number) ? 1 : 0;
    total[i - first] = (total[i - first - 1] as number) + counted;
  }
  for (let step = 0; step < sweep.steps; step++) {
    const lo = sweep.lo[step] as number;
    const hi = sweep.hi[step] as number;
    if (hi > lo) put(sweep, step, (total[hi - 1 - first] as number) - (total[lo - first] as number));
  }
}
