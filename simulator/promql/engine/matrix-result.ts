import { Labels } from "../../tsdb/labels.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import type { Expr } from "../parse/ast.ts";
import { unwrap } from "../plan/unwrap.ts";
import type { ResultSeries } from "../query-types.ts";
import type { Evaluation } from "./evaluation.ts";
import { openRange } from "./range-input.ts";
import type { TimeGrid } from "./time-grid.ts";
import { Window } from "./window.ts";

/** The result of `x[5m]` or a subquery on its own: every series with its samples at their own times. */
export function evaluateMatrix(ev: Evaluation, node: Expr, grid: TimeGrid): readonly ResultSeries[] {
  const inner = unwrap(node);
  if (inner.kind !== "matrixSelector" && inner.kind !== "subquery") return [];
  const input = openRange(ev, inner, grid);
  const window = new Window();
  const series: ResultSeries[] = [];
  const list = input.list.settled();
  for (let row = 0; row < list.length; row++) {
    const samples = input.load(row, window);
    if (samples === 0) continue;
    ev.hold(samples);
    series.push({ labels: list.labels[row] ?? Labels.empty, ...samplesOf(window) });
  }
  ev.countSeries(inner, series.length);
  return series.sort((a, b) => Labels.compare(a.labels, b.labels));
}

/** Floats and histograms of a window, merged by time. */
function samplesOf(window: Window): Omit<ResultSeries, "labels"> {
  const times = window.times.slice(window.first, window.end);
  const values = window.values.slice(window.first, window.end);
  const { histograms: samples } = window;
  if (samples === undefined || samples.times.length === 0) return { timesMs: times, values };
  const merged: { time: number; value: number; histogram: FloatHistogram | undefined }[] = [];
  times.forEach((time, i) => {
    merged.push({ time, value: values[i] ?? 0, histogram: undefined });
  });
  samples.times.forEach((time, i) => {
    merged.push({ time, value: Number.NaN, histogram: samples.histograms[i] });
  });
  merged.sort((a, b) => a.time - b.time);
  return {
    timesMs: Float64Array.from(merged, (one) => one.time),
    values: Float64Array.from(merged, (one) => one.value),
    histograms: merged.map((one) => one.histogram),
  };
}
