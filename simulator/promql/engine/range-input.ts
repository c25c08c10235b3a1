import type { SampleColumns } from "../../tsdb/sample-source.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import type { MatrixSelector, SubqueryExpr } from "../parse/ast.ts";
import { durationMs } from "../plan/durations.ts";
import type { Evaluation } from "./evaluation.ts";
import { gappedWindows } from "./gapped-windows.ts";
import { rowLoader } from "./row-loader.ts";
import { listOf, offsetMs, pinnedMs } from "./select.ts";
import type { SeriesList } from "./series-list.ts";
import { ABSENT, HISTOGRAM, type StepBlock } from "./step-block.ts";
import { evaluateSubquery } from "./subquery.ts";
import { stepTime, type TimeGrid } from "./time-grid.ts";
import type { Window } from "./window.ts";
import { fillWindow } from "./window-columns.ts";

/** The series a range vector argument holds, ready to be slid over. */
export interface RangeInput {
  readonly list: SeriesList;
  readonly rangeMs: number;
  readonly offsetMs: number;
  /** The fixed end of the window under `@`, before the offset. */
  readonly pinnedMs: number | undefined;
  /** How far samples are taken from before and after the range, for `anchored` and `smoothed`. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Puts all samples of a row into the window; returns how many floats and histograms there are. */
  load(row: number, window: Window): number;
}

/** Opens `selector[range]` or a subquery for the steps of `grid`. */
export function openRange(
  ev: Evaluation,
  node: MatrixSelector | SubqueryExpr,
  grid: TimeGrid,
  useStarts = false,
): RangeInput {
  return node.kind === "subquery" ? openSubquery(ev, node, grid) : openSelector(ev, node, grid, useStarts);
}

function openSelector(ev: Evaluation, node: MatrixSelector, grid: TimeGrid, useStarts: boolean): RangeInput {
  const { selector } = node;
  const rangeMs = durationMs(node.range, ev.settings, false);
  const offset = offsetMs(selector, ev);
  const pinned = pinnedMs(selector.at, ev);
  const extra = selector.anchored || selector.smoothed ? ev.settings.lookbackMs : 0;
  const from = (pinned ?? grid.startMs) - offset - rangeMs - extra;
  const to = (pinned ?? stepTime(grid, grid.steps - 1)) - offset + (selector.smoothed ? extra : 0);
  const handles = ev.settings.source.select(selector.matchers, from, to);
  ev.countSeries(selector, handles.length);
  ev.countSeries(node, handles.length);
  const whole = pinned !== undefined || extra > 0 || useStarts;
  const windows = whole ? undefined : gappedWindows(grid, offset, rangeMs);
  const load = rowLoader(ev, { selector, handles, from, to, useStarts, windows });
  return {
    list: listOf(handles),
    rangeMs,
    offsetMs: offset,
    pinnedMs: pinned,
    beforeMs: extra,
    afterMs: selector.smoothed ? extra : 0,
    load,
  };
}

function openSubquery(ev: Evaluation, node: SubqueryExpr, grid: TimeGrid): RangeInput {
  const inner = evaluateSubquery(ev, node, grid);
  const columns = ev.scratchColumns();
  return {
    list: inner.block.list,
    rangeMs: inner.rangeMs,
    offsetMs: inner.offsetMs,
    pinnedMs: inner.pinnedMs,
    beforeMs: 0,
    afterMs: 0,
    load: (row, window) => {
      blockColumns(inner.block, row, inner.grid, columns);
      return fillWindow(columns, window, false);
    },
  };
}

/** One row of a block as sample columns: the points that are present, at their steps' times. */
export function blockColumns(block: StepBlock, row: number, grid: TimeGrid, into: SampleColumns): void {
  if (into.timesMs.length < block.steps) {
    into.timesMs = new Float64Array(block.steps);
    into.values = new Float64Array(block.steps);
    into.stale = new Uint8Array(block.steps);
  }
  into.startsMs = undefined;
  into.histograms = undefined;
  const histograms: (FloatHistogram | undefined)[] = [];
  let count = 0;
  for (let step = 0; step < block.steps; step++) {
    const at = row * block.steps + step;
    const kind = block.kinds[at];
    if (kind === ABSENT) continue;
    into.timesMs[count] = stepTime(grid, step);
    into.values[count] = block.values[at] ?? 0;
    into.stale[count] = 0;
    if (kind === HISTOGRAM) {
      histograms[count] = block.histograms?.[at]?.withoutResetHint();
      into.histograms = histograms;
    }
    count++;
  }
  into.count = count;
}
