import { Labels } from "../../tsdb/labels.ts";
import type { CallExpr, Expr, MatrixSelector, SubqueryExpr } from "../parse/ast.ts";
import { quoteGo } from "../parse/go-quote.ts";
import { unwrap } from "../plan/unwrap.ts";
import type { Evaluation } from "./evaluation.ts";
import { HistogramNotes } from "./histogram-notes.ts";
import { QueryError } from "./query-error.ts";
import type { RangeCall, RangeFunction, Sweep } from "./range-function.ts";
import { openRange, type RangeInput } from "./range-input.ts";
import { FLOAT, StepBlock } from "./step-block.ts";
import { stepTime, type TimeGrid } from "./time-grid.ts";
import { Window } from "./window.ts";

/** The argument of a call that is a range vector, parentheses removed. */
export function rangeArgument(node: CallExpr): MatrixSelector | SubqueryExpr | undefined {
  for (const arg of node.args) {
    const inner = unwrap(arg);
    if (inner.kind === "matrixSelector" || inner.kind === "subquery") return inner;
  }
  return undefined;
}

/** Evaluates a function over a range vector: one row per series, one window per step. */
export function evaluateRangeCall(
  ev: Evaluation,
  node: CallExpr,
  grid: TimeGrid,
  fn: RangeFunction,
): StepBlock {
  const argument = rangeArgument(node);
  if (argument === undefined) return StepBlock.empty(grid.steps);
  const extended = extension(argument, node.func);
  const useStarts = ev.settings.useStartTimestamps && fn.usesStarts === true;
  const input = openRange(ev, argument, grid, useStarts);
  const params = scalarArguments(ev, node, grid);
  const list = fn.keepsName === true ? input.list : input.list.withoutNames(ev.settings.delayedNames);
  ev.requireRoom(list.length, grid.steps);
  const block = new StepBlock(list, grid.steps);
  const call: RangeCall = {
    ev,
    node,
    rangeSpan: argument.span,
    firstSpan: (node.args[0] ?? node).span,
    labels: Labels.empty,
    extended,
    notes: new HistogramNotes(ev.notes, (node.args[0] ?? node).span),
  };
  const window = new Window();
  const sweep = prepareSweep(fn, block, grid, input, params);
  for (let row = 0; row < input.list.length; row++) {
    call.labels = input.list.labels[row] ?? Labels.empty;
    const samples = input.load(row, window);
    if (samples === 0) continue;
    ev.hold(samples);
    if (sweep !== undefined && fn.sweep !== undefined && isPlain(window)) {
      if (!window.timesAsBefore) slideAll(window, sweep);
      fn.sweep(window, { ...sweep, base: row * grid.steps }, call);
    } else slide(window, call, { fn, input, grid, params }, block, row);
    ev.tick(grid.steps);
    ev.hold(grid.steps - samples);
    if (fn.wantsCounter === true) noteNonCounter(call, block, row);
  }
  if (!ev.settings.delayedNames) block.requireUniqueLabels();
  return block;
}

function isPlain(window: Window): boolean {
  return window.histograms === undefined && window.starts === undefined;
}

const ANCHORED = ["changes", "delta", "increase", "rate", "resets"];
const SMOOTHED = ["delta", "increase", "rate"];

/** The extended modifier of the selector; refuses functions that would not know what to do with it. */
function extension(argument: MatrixSelector | SubqueryExpr, func: string): RangeCall["extended"] {
  if (argument.kind === "subquery") return undefined;
  const { anchored, smoothed } = argument.selector;
  if (!anchored && !smoothed) return undefined;
  const kind = anchored ? "anchored" : "smoothed";
  const allowed = anchored ? ANCHORED : SMOOTHED;
  if (allowed.includes(func)) return kind;
  throw new QueryError(
    `${kind} modifier can only be used with: ${allowed.join(", ")} - not with ${func}`,
    argument.span,
  );
}

/** The scalar arguments before and after the range vector, evaluated per step. */
function scalarArguments(ev: Evaluation, node: CallExpr, grid: TimeGrid): readonly Float64Array[] {
  const isRange = (arg: Expr) => {
    const { kind } = unwrap(arg);
    return kind === "matrixSelector" || kind === "subquery";
  };
  return node.args.filter((arg) => !isRange(arg)).map((arg) => ev.scalar(arg, grid));
}

interface Slide {
  readonly fn: RangeFunction;
  readonly input: RangeInput;
  readonly grid: TimeGrid;
  readonly params: readonly Float64Array[];
}

function slide(window: Window, call: RangeCall, how: Slide, block: StepBlock, row: number): void {
  const { grid, input, params, fn } = how;
  window.lo = window.first;
  window.hi = window.first;
  window.rangeMs = input.rangeMs;
  for (let step = 0; step < grid.steps; step++) {
    window.evalMs = stepTime(grid, step);
    window.endMs = (input.pinnedMs ?? window.evalMs) - input.offsetMs;
    window.startMs = window.endMs - input.rangeMs;
    moveTo(window, window.startMs - input.beforeMs, window.endMs + input.afterMs);
    if (windowIsEmpty(window)) continue;
    call.ev.tick(window.hi - window.lo);
    for (let i = 0; i < params.length; i++) window.params[i] = params[i]?.[step] ?? Number.NaN;
    window.absent = false;
    window.histogramResult = undefined;
    const value = fn.apply(window, call);
    if (window.absent) continue;
    const index = row * grid.steps + step;
    if (window.histogramResult !== undefined) block.setHistogram(index, window.histogramResult);
    else block.setFloat(index, value);
  }
}

function windowIsEmpty(window: Window): boolean {
  const { histograms } = window;
  return window.hi <= window.lo && (histograms === undefined || histograms.hi <= histograms.lo);
}

function moveTo(window: Window, startMs: number, endMs: number): void {
  const { times, end, histograms } = window;
  while (window.lo < end && (times[window.lo] ?? 0) <= startMs) window.lo++;
  if (window.hi < window.lo) window.hi = window.lo;
  while (window.hi < end && (times[window.hi] ?? 0) <= endMs) window.hi++;
  if (histograms === undefined) return;
  const count = histograms.times.length;
  while (histograms.lo < count && (histograms.times[histograms.lo] ?? 0) <= startMs) histograms.lo++;
  if (histograms.hi < histograms.lo) histograms.hi = histograms.lo;
  while (histograms.hi < count && (histograms.times[histograms.hi] ?? 0) <= endMs) histograms.hi++;
}

/** Sweeps pay off when several windows share samples; a pinned window is the same at every step. */
function prepareSweep(
  fn: RangeFunction,
  block: StepBlock,
  grid: TimeGrid,
  input: RangeInput,
  params: readonly Float64Array[],
): Sweep | undefined {
  if (fn.sweep === undefined || grid.steps < 2) return undefined;
  if (input.pinnedMs !== undefined || input.beforeMs > 0) return undefined;
  const endMs = new Float64Array(grid.steps);
  const startMs = new Float64Array(grid.steps);
  const evalMs = new Float64Array(grid.steps);
  for (let step = 0; step < grid.steps; step++) {
    const at = stepTime(grid, step);
    const end = at - input.offsetMs;
    evalMs[step] = at;
    endMs[step] = end;
    startMs[step] = end - input.rangeMs;
  }
  return {
    steps: grid.steps,
    lo: new Int32Array(grid.steps),
    hi: new Int32Array(grid.steps),
    startMs,
    endMs,
    evalMs,
    params,
    fromTimes: new Float64Array(grid.steps),
    values: block.values,
    kinds: block.kinds,
    base: 0,
  };
}

/** Finds the samples of every window: two positions that only move forward, mostly as far as the step before. */
function slideAll(window: Window, sweep: Sweep): void {
  const { times, first, end } = window;
  const { startMs, endMs, lo, hi, steps } = sweep;
  let low = first;
  let high = first;
  let lowStride = 0;
  let highStride = 0;
  for (let step = 0; step < steps; step++) {
    const from = startMs[step] as number;
    const to = endMs[step] as number;
    const lowGuess = low + lowStride;
    if (!isFirstAfter(times, lowGuess, end, from)) {
      const found = skipUntilAfter(times, low, end, from);
      lowStride = found - low;
      low = found;
    } else low = lowGuess;
    const highGuess = high + highStride;
    if (highGuess < low || !isFirstAfter(times, highGuess, end, to)) {
      const found = skipUntilAfter(times, Math.max(low, high), end, to);
      highStride = found - high;
      high = found;
    } else high = highGuess;
    lo[step] = low;
    hi[step] = high;
  }
}

/** Whether `at` is the first index whose time is after `timeMs`, so far as its neighbours tell. */
function isFirstAfter(times: Float64Array, at: number, end: number, timeMs: number): boolean {
  return at > 0 && at < end && (times[at] as number) > timeMs && (times[at - 1] as number) <= timeMs;
}

/** First index from `from` on whose time is after `timeMs`; short steps first, then doubling ones. */
function skipUntilAfter(times: Float64Array, from: number, end: number, timeMs: number): number {
  let at = from;
  for (let i = 0; i < 8; i++) {
    if (at >= end || (times[at] as number) > timeMs) return at;
    at++;
  }
  let step = 8;
  while (at + step < end && (times[at + step] as number) <= timeMs) {
    at += step;
    step *= 2;
  }
  let low = at;
  let high = Math.min(end, at + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

const COUNTER_NAME = /_(?:total|sum|count|bucket)$/;

/** Prometheus reminds people who take the rate of something that does not look like a counter. */
function noteNonCounter(call: RangeCall, block: StepBlock, row: number): void {
  const name = call.labels.get("__name__");
  if (name === "") return;
  const { ev } = call;
  if (ev.settings.typeAndUnitLabels) {
    const type = call.labels.get("__type__");
    if (type === "counter" || type === "histogram" || !hasFloats(block, row)) return;
    ev.notes.info(
      `metric might not be a counter, __type__ label is not set to "counter" or "histogram", got ${quoteGo(type)}: ${quoteGo(name)}`,
      call.firstSpan,
    );
    return;
  }
  if (COUNTER_NAME.test(name) || !hasFloats(block, row)) return;
  ev.notes.info(
    `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quoteGo(name)}`,
    call.firstSpan,
  );
}

function hasFloats(block: StepBlock, row: number): boolean {
  const end = (row + 1) * block.steps;
  for (let i = row * block.steps; i < end; i++) if (block.kinds[i] === FLOAT) return true;
  return false;
}
