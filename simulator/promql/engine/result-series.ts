import { Labels } from "../../tsdb/labels.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import type { ResultSeries } from "../query-types.ts";
import { ABSENT, type StepBlock } from "./step-block.ts";
import { stepTime, type TimeGrid } from "./time-grid.ts";

/** The rows of an instant result, in the order the expression gives them. */
export function instantSeries(block: StepBlock, timeMs: number): readonly ResultSeries[] {
  const series: ResultSeries[] = [];
  const timesMs = Float64Array.of(timeMs);
  for (let row = 0; row < block.rows; row++) {
    if (block.kinds[row] === ABSENT) continue;
    const labels = block.list.labels[row] ?? Labels.empty;
    const histogram = block.histograms?.[row];
    const values = block.values.subarray(row, row + 1);
    series.push(
      histogram === undefined
        ? { labels, timesMs, values }
        : { labels, timesMs, values, histograms: [histogram] },
    );
  }
  return series;
}

/** The rows of a range result with the points that are present, sorted by labels. */
export function rangeSeries(block: StepBlock, grid: TimeGrid): readonly ResultSeries[] {
  const series: ResultSeries[] = [];
  const allTimes = Float64Array.from({ length: grid.steps }, (_, step) => stepTime(grid, step));
  for (let row = 0; row < block.rows; row++) {
    const one = rangeRow(block, row, allTimes);
    if (one !== undefined) series.push(one);
  }
  return series.sort((a, b) => Labels.compare(a.labels, b.labels));
}

function rangeRow(block: StepBlock, row: number, allTimes: Float64Array): ResultSeries | undefined {
  const { steps } = block;
  const from = row * steps;
  let count = 0;
  for (let step = 0; step < steps; step++) if (block.kinds[from + step] !== ABSENT) count++;
  if (count === 0) return undefined;
  const labels = block.list.labels[row] ?? Labels.empty;
  if (count === steps && block.histograms === undefined) {
    return { labels, timesMs: allTimes, values: block.values.slice(from, from + steps) };
  }
  const timesMs = new Float64Array(count);
  const values = new Float64Array(count);
  const histograms: (FloatHistogram | undefined)[] = [];
  let at = 0;
  for (let step = 0; step < steps; step++) {
    if (block.kinds[from + step] === ABSENT) continue;
    timesMs[at] = allTimes[step] ?? 0;
    values[at] = block.values[from + step] ?? 0;
    histograms[at] = block.histograms?.[from + step];
    at++;
  }
  return histograms.some((one) => one !== undefined)
    ? { labels, timesMs, values, histograms }
    : { labels, timesMs, values };
}
