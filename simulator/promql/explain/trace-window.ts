import type { Labels } from "../../tsdb/labels.ts";
import type { SeriesHandle } from "../../tsdb/sample-source.ts";
import { emptyColumns } from "../../tsdb/series-columns.ts";
import { rangeArgument } from "../engine/range-call.ts";
import { blockColumns } from "../engine/range-input.ts";
import { ABSENT, HISTOGRAM, type StepBlock } from "../engine/step-block.ts";
import { evaluateSubquery } from "../engine/subquery.ts";
import type { CallExpr, MatrixSelector, SubqueryExpr } from "../parse/ast.ts";
import { durationMs } from "../plan/durations.ts";
import { unwrap } from "../plan/unwrap.ts";
import { blockOf, firstOf, plain, type TraceContext } from "./trace-context.ts";
import { traceOutcome } from "./trace-outcome.ts";
import { shiftOf } from "./trace-selector.ts";
import type { SampleOutside, TracedWindow, WindowDetail, WindowOutcome } from "./window-detail.ts";

/** A gap is worth naming from this many times the usual distance between samples on. */
const LONG_GAP = 1.5;

/** The row of one series, and how to read what lies in and around its window. */
interface WindowRow {
  readonly labels: Labels;
  readonly row: number;
  readonly read: () => WindowContents;
}

/** Everything in and around a window, oldest first. */
interface WindowContents {
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  readonly stale: readonly boolean[];
  readonly isHistogram: readonly boolean[];
  readonly hasStarts: boolean;
}

/** A range vector at one instant, with the function around it when `call` is given. */
export function traceWindow(
  context: TraceContext,
  argument: MatrixSelector | SubqueryExpr,
  call: CallExpr | undefined,
): WindowDetail {
  const { ev, grid } = context;
  const shift = shiftOf(context, argument.kind === "subquery" ? argument : argument.selector);
  const rangeMs = durationMs(argument.range, ev.settings, false);
  const toMs = (shift.pinnedMs ?? grid.startMs) - shift.offsetMs;
  const fromMs = toMs - rangeMs;
  const rows =
    argument.kind === "subquery"
      ? subqueryRows(context, argument)
      : selectorRows(context, argument, fromMs, toMs, rangeMs);
  const block = call === undefined ? undefined : blockOf(context, call);
  const params = call === undefined ? [] : scalarParams(context, call);
  const shown = firstOf(context, rows, ({ labels }) => labels);
  return {
    kind: "window",
    ...(call === undefined ? {} : { func: call.func }),
    fromMs,
    toMs,
    shift,
    subquery: argument.kind === "subquery",
    windows: shown.map((row) => {
      const contents = row.read();
      const window = cut(contents, row.labels, fromMs, toMs);
      if (call === undefined || block === undefined) return window;
      const extended =
        argument.kind === "matrixSelector" && (argument.selector.anchored || argument.selector.smoothed);
      const whole = extended || contents.hasStarts || window.histograms > 0;
      const samples = { timesMs: window.timesMs, values: window.values, fromMs, toMs };
      return {
        ...window,
        outcome: whole
          ? wholeOutcome(block, row.row)
          : traceOutcome(call.func, samples, params, grid.startMs, resultAt(block, row.row)),
      };
    }),
    count: rows.length,
  };
}

/** The window of a call over a range vector; undefined when it takes none. */
export function traceRangeCall(context: TraceContext, node: CallExpr): WindowDetail | undefined {
  const argument = rangeArgument(node);
  return argument === undefined ? undefined : traceWindow(context, argument, node);
}

function selectorRows(
  { ev }: TraceContext,
  { selector }: MatrixSelector,
  fromMs: number,
  toMs: number,
  rangeMs: number,
): readonly WindowRow[] {
  const extra = selector.anchored || selector.smoothed ? ev.settings.lookbackMs : 0;
  const handles = ev.settings.source.select(
    selector.matchers,
    fromMs - extra,
    toMs + (selector.smoothed ? extra : 0),
  );
  return handles.map((handle, row) => ({
    labels: handle.labels,
    row,
    // One range more on each side shows what just misses the window.
    read: () => readAround(handle, fromMs - rangeMs, toMs + rangeMs),
  }));
}

function readAround(handle: SeriesHandle, fromMs: number, toMs: number): WindowContents {
  const columns = emptyColumns();
  handle.read(fromMs, toMs, columns);
  const { count, startsMs } = columns;
  return {
    timesMs: [...columns.timesMs.subarray(0, count)],
    values: [...columns.values.subarray(0, count)],
    stale: [...columns.stale.subarray(0, count)].map((bit) => bit === 1),
    isHistogram: Array.from({ length: count }, (_, i) => columns.histograms?.[i] !== undefined),
    hasStarts: startsMs?.subarray(0, count).some((start) => start !== 0) ?? false,
  };
}

function subqueryRows({ ev, grid }: TraceContext, node: SubqueryExpr): readonly WindowRow[] {
  const inner = evaluateSubquery(ev, node, grid);
  const columns = emptyColumns();
  return inner.block.list.labels.map((labels, row) => ({
    labels,
    row,
    read: () => {
      blockColumns(inner.block, row, inner.grid, columns);
      const { count } = columns;
      return {
        timesMs: [...columns.timesMs.subarray(0, count)],
        values: [...columns.values.subarray(0, count)],
        stale: new Array<boolean>(count).fill(false),
        isHistogram: Array.from({ length: count }, (_, i) => columns.histograms?.[i] !== undefined),
        hasStarts: false,
      };
    },
  }));
}

/** Sorts what was read into the left-open window and its neighbours. */
function cut(contents: WindowContents, labels: Labels, fromMs: number, toMs: number): TracedWindow {
  const timesMs: number[] = [];
  const values: number[] = [];
  const staleMs: number[] = [];
  let histograms = 0;
  let before: SampleOutside | undefined;
  let after: SampleOutside | undefined;
  contents.timesMs.forEach((timeMs, i) => {
    const value = contents.values[i] ?? Number.NaN;
    const stale = contents.stale[i] === true;
    if (timeMs <= fromMs) {
      before = stale ? undefined : { timeMs, value, why: timeMs === fromMs ? "on-edge" : "before" };
    } else if (timeMs > toMs) {
      if (!stale) after ??= { timeMs, value, why: "after" };
    } else if (stale) staleMs.push(timeMs);
    else if (contents.isHistogram[i] === true) histograms++;
    else {
      timesMs.push(timeMs);
      values.push(value);
    }
  });
  return {
    labels: plain(labels),
    timesMs,
    values,
    staleMs,
    histograms,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    gaps: longGaps(timesMs),
  };
}

function longGaps(timesMs: readonly number[]): TracedWindow["gaps"] {
  const distances = timesMs.slice(1).map((time, i) => time - (timesMs[i] ?? 0));
  const usual = [...distances].sort((a, b) => a - b)[distances.length >> 1] ?? Number.POSITIVE_INFINITY;
  return distances.flatMap((distance, i) =>
    distance > LONG_GAP * usual ? [{ fromMs: timesMs[i] ?? 0, toMs: timesMs[i + 1] ?? 0 }] : [],
  );
}

function scalarParams(context: TraceContext, call: CallExpr): readonly number[] {
  return call.args
    .filter((arg) => !["matrixSelector", "subquery"].includes(unwrap(arg).kind))
    .map((arg) => blockOf(context, arg).values[0] ?? Number.NaN);
}

function resultAt(block: StepBlock, row: number): number | undefined {
  return block.kinds[row] === ABSENT ? undefined : block.values[row];
}

function wholeOutcome(block: StepBlock, row: number): WindowOutcome {
  const kind = block.kinds[row] ?? ABSENT;
  if (kind === HISTOGRAM) return { kind: "whole", histogram: String(block.histograms?.[row]) };
  return { kind: "whole", ...(kind === ABSENT ? {} : { result: block.values[row] ?? Number.NaN }) };
}
