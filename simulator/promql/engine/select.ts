import { Labels } from "../../tsdb/labels.ts";
import type { SampleColumns, SeriesHandle } from "../../tsdb/sample-source.ts";
import type { AtModifier, VectorSelector } from "../parse/ast.ts";
import { durationMs } from "../plan/durations.ts";
import type { Evaluation } from "./evaluation.ts";
import { gappedWindows } from "./gapped-windows.ts";
import { labelsText } from "./labels-text.ts";
import { QueryError } from "./query-error.ts";
import { SeriesList } from "./series-list.ts";
import { StepBlock } from "./step-block.ts";
import { stepTime, type TimeGrid } from "./time-grid.ts";

const lists = new WeakMap<readonly SeriesHandle[], SeriesList>();

/** The list of label sets for a selection; the same selection gives the same list. */
export function listOf(handles: readonly SeriesHandle[]): SeriesList {
  const known = lists.get(handles);
  if (known !== undefined) return known;
  const list = new SeriesList(handles.map((handle) => handle.labels));
  lists.set(handles, list);
  return list;
}

/** The fixed time of an `@` modifier in milliseconds; undefined without one. */
export function pinnedMs(at: AtModifier | undefined, ev: Evaluation): number | undefined {
  if (at === undefined) return undefined;
  if (at.kind === "time") return at.ms;
  return at.kind === "start" ? ev.settings.startMs : ev.settings.endMs;
}

/** Offset of a selector or subquery in milliseconds; zero without one. */
export function offsetMs(node: { readonly offset: VectorSelector["offset"] }, ev: Evaluation): number {
  return node.offset === undefined ? 0 : durationMs(node.offset, ev.settings, true);
}

/**
 * What is written for a sample: its value; the time it was taken (seconds), for `timestamp()` and, where only
 * floats will do, for info metrics; or the time its counter started.
 */
export type SampleAspect = "value" | "timestamp" | "info-timestamp" | "start-timestamp";

/**
 * Evaluates an instant selector: at every step the newest sample within the lookback, unless it is a stale
 * marker. The lower edge of the lookback is excluded.
 */
export function selectInstant(
  ev: Evaluation,
  node: VectorSelector,
  grid: TimeGrid,
  aspect: SampleAspect = "value",
): StepBlock {
  const pinned = pinnedMs(node.at, ev);
  const offset = offsetMs(node, ev);
  const first = (pinned ?? grid.startMs) - offset;
  const last = (pinned ?? stepTime(grid, grid.steps - 1)) - offset;
  // Of a pinned selector, these two functions forget the offset (as of 3.14); what is read still heeds it.
  const forgets = aspect === "timestamp" || aspect === "start-timestamp";
  const pinnedAt = forgets ? (pinned ?? first) : first;
  const { lookbackMs } = ev.settings;
  const windows = pinned === undefined ? gappedWindows(grid, offset, lookbackMs) : undefined;
  const handles = ev.settings.source.select(node.matchers, first - lookbackMs, last);
  ev.requireRoom(handles.length, grid.steps);
  const block = new StepBlock(listOf(handles), grid.steps);
  ev.withColumns((columns) => {
    for (let row = 0; row < handles.length; row++) {
      const handle = handles[row];
      if (handle === undefined) continue;
      const until = pinned === undefined ? last : Math.min(last, pinnedAt);
      ev.read(node, handle, first - lookbackMs, until, columns, windows);
      if (columns.count === 0) continue;
      const points =
        pinned === undefined
          ? fillRow(ev, columns, block, row, { grid, offset, aspect })
          : fillPinned(ev, columns, block, row, { at: pinnedAt, aspect });
      ev.countRead(node, points);
      ev.tick(grid.steps);
      ev.hold(points);
    }
  });
  return block;
}

function fillRow(
  ev: Evaluation,
  columns: SampleColumns,
  block: StepBlock,
  row: number,
  how: { grid: TimeGrid; offset: number; aspect: SampleAspect },
): number {
  const { count, timesMs } = columns;
  const { steps, startMs, stepMs } = how.grid;
  let newest = -1;
  let points = 0;
  for (let step = 0; step < steps; step++) {
    const at = startMs + step * stepMs - how.offset;
    while (newest + 1 < count && (timesMs[newest + 1] ?? 0) <= at) newest++;
    if (newest < 0 || (timesMs[newest] ?? 0) <= at - ev.settings.lookbackMs) continue;
    if (columns.stale[newest] === 1) continue;
    put(block, row * steps + step, columns, newest, how.aspect);
    points++;
  }
  return points;
}

function fillPinned(
  ev: Evaluation,
  columns: SampleColumns,
  block: StepBlock,
  row: number,
  how: { at: number; aspect: SampleAspect },
): number {
  const newest = columns.count - 1;
  if ((columns.timesMs[newest] ?? 0) <= how.at - ev.settings.lookbackMs) return 0;
  if (columns.stale[newest] === 1) return 0;
  for (let step = 0; step < block.steps; step++) {
    put(block, row * block.steps + step, columns, newest, how.aspect);
  }
  return block.steps;
}

function put(
  block: StepBlock,
  index: number,
  columns: SampleColumns,
  sample: number,
  aspect: SampleAspect,
): void {
  const histogram = columns.histograms?.[sample];
  if (aspect === "timestamp" || aspect === "info-timestamp") {
    if (aspect === "info-timestamp" && histogram !== undefined) {
      const labels = block.list.labels[Math.floor(index / block.steps)] ?? Labels.empty;
      throw new QueryError(`this should be an info metric, with float samples: ${labelsText(labels)}`);
    }
    block.setFloat(index, (columns.timesMs[sample] ?? 0) / 1000);
    return;
  }
  if (aspect === "start-timestamp") {
    block.setFloat(index, (columns.startsMs?.[sample] ?? 0) / 1000);
    return;
  }
  if (histogram !== undefined) block.setHistogram(index, histogram);
  else block.setFloat(index, columns.values[sample] ?? 0);
}
