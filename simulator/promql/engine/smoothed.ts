import { Labels } from "../../tsdb/labels.ts";
import { search } from "../functions/extended-rate.ts";
import { interpolateFloats, interpolateHistograms } from "../functions/interpolate.ts";
import type { VectorSelector } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import { HistogramNotes } from "./histogram-notes.ts";
import { listOf, offsetMs, pinnedMs } from "./select.ts";
import { StepBlock } from "./step-block.ts";
import { stepTime, type TimeGrid } from "./time-grid.ts";
import { Window } from "./window.ts";
import { fillWindow } from "./window-columns.ts";

/**
 * `x smoothed`: the value interpolated between the samples around each step, up to the lookback away on both
 * sides. Behind the last sample its value stays; before the first there is none.
 */
export function selectSmoothed(ev: Evaluation, node: VectorSelector, grid: TimeGrid): StepBlock {
  const { lookbackMs, source } = ev.settings;
  const pinned = pinnedMs(node.at, ev);
  const offset = offsetMs(node, ev);
  const timeOf = (step: number) => (pinned ?? stepTime(grid, step)) - offset;
  const from = timeOf(0) - lookbackMs;
  const to = timeOf(grid.steps - 1) + lookbackMs;
  const handles = source.select(node.matchers, from, to);
  ev.requireRoom(handles.length, grid.steps);
  const block = new StepBlock(listOf(handles), grid.steps);
  const notes = new HistogramNotes(ev.notes, node.span);
  const window = new Window();
  const columns = ev.scratchColumns();
  handles.forEach((handle, row) => {
    ev.read(node, handle, from, to, columns);
    ev.countRead(node, fillWindow(columns, window, false));
    ev.tick(grid.steps);
    const labels = block.list.labels[row] ?? Labels.empty;
    for (let step = 0; step < grid.steps; step++) {
      smoothAt(window, timeOf(step), lookbackMs, { block, index: row * grid.steps + step, notes, labels });
    }
  });
  return block;
}

interface Target {
  readonly block: StepBlock;
  readonly index: number;
  readonly notes: HistogramNotes;
  readonly labels: Labels;
}

function smoothAt(window: Window, atMs: number, lookbackMs: number, target: Target): void {
  const lo = search(window.first, window.end, (i) => window.time(i) > atMs - lookbackMs);
  const hi = search(lo, window.end, (i) => window.time(i) > atMs + lookbackMs);
  const hasHistograms = smoothHistogram(window, atMs, lookbackMs, target, hi > lo);
  if (hasHistograms || hi <= lo) return;
  const { block, index } = target;
  const next = search(lo, hi, (i) => window.time(i) >= atMs);
  const point = (i: number) => ({ timeMs: window.time(i), value: window.value(i) });
  if (next < hi && window.time(next) === atMs) block.setFloat(index, window.value(next));
  else if (next > lo && next < hi) {
    block.setFloat(index, interpolateFloats(point(next - 1), point(next), atMs, false));
  } else if (next > lo) block.setFloat(index, window.value(next - 1));
}

/** True when there are histograms around the step, whether they give a value or not. */
function smoothHistogram(
  window: Window,
  atMs: number,
  lookbackMs: number,
  target: Target,
  hasFloats: boolean,
): boolean {
  const { histograms } = window;
  if (histograms === undefined) return false;
  const { times } = histograms;
  const lo = search(0, times.length, (i) => (times[i] ?? 0) > atMs - lookbackMs);
  const hi = search(lo, times.length, (i) => (times[i] ?? 0) > atMs + lookbackMs);
  if (hi <= lo) return false;
  const { block, index, notes, labels } = target;
  if (hasFloats) {
    notes.mixedKinds(labels);
    return true;
  }
  const next = search(lo, hi, (i) => (times[i] ?? 0) >= atMs);
  const at = (i: number) => ({ timeMs: times[i] ?? 0, histogram: histograms.histograms[i] });
  const before = at(next - 1).histogram;
  const after = at(next).histogram;
  if (next < hi && times[next] === atMs) {
    if (after !== undefined) block.setHistogram(index, after.copy());
  } else if (next > lo && next < hi && before !== undefined && after !== undefined) {
    if (before.usesCustomBuckets !== after.usesCustomBuckets) {
      notes.mixedSchemas(labels);
      return true;
    }
    const isCounter = before.resetHint !== "gauge" || after.resetHint !== "gauge";
    const result = interpolateHistograms(at(next - 1), at(next), atMs, isCounter, notes);
    if (result === "incompatible") notes.mixedSchemas(labels);
    else if (result !== undefined) block.setHistogram(index, result);
  } else if (next > lo && before !== undefined) {
    // What the sample says about resets describes its neighbours, not its value.
    block.setHistogram(index, before.withoutResetHint().copy());
  }
  return true;
}
