import type { BorrowedSamples, SampleColumns, SeriesHandle } from "../../tsdb/sample-source.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import type { Window } from "./window.ts";

const borrowed: BorrowedSamples = {
  timesMs: new Float64Array(0),
  values: new Float64Array(0),
  start: 0,
  end: 0,
  stale: undefined,
};

/** Lets the window look at a series where it lies; false when it must be read and cleared of stale markers. */
export function borrowWindow(handle: SeriesHandle, fromMs: number, toMs: number, window: Window): boolean {
  if (handle.borrow?.(fromMs, toMs, borrowed) !== true) return false;
  const { stale, start, end } = borrowed;
  if (stale !== undefined) {
    for (let i = start; i < end; i++) if (stale[i] === 1) return false;
  }
  window.times = borrowed.timesMs;
  window.values = borrowed.values;
  window.first = start;
  window.end = end;
  window.starts = undefined;
  window.histograms = undefined;
  return true;
}

/** Moves columns into the window without the stale markers; splits floats from histograms when needed. */
export function fillWindow(columns: SampleColumns, window: Window, useStarts: boolean): number {
  const starts = useStarts ? columns.startsMs : undefined;
  if (columns.histograms !== undefined) return splitKinds(columns, window, starts);
  window.histograms = undefined;
  window.starts = starts;
  const { timesMs, values, stale, count } = columns;
  const marker = stale.indexOf(1);
  let kept = marker < 0 || marker > count ? count : marker;
  for (let i = kept; i < count; i++) {
    if (stale[i] === 1) continue;
    if (kept !== i) {
      timesMs[kept] = timesMs[i] ?? 0;
      values[kept] = values[i] ?? 0;
      if (starts !== undefined) starts[kept] = starts[i] ?? 0;
    }
    kept++;
  }
  window.times = timesMs;
  window.values = values;
  window.first = 0;
  window.end = kept;
  return kept;
}

function splitKinds(columns: SampleColumns, window: Window, starts: Float64Array | undefined): number {
  const times: number[] = [];
  const histograms: FloatHistogram[] = [];
  const histogramStarts: number[] = [];
  let kept = 0;
  for (let i = 0; i < columns.count; i++) {
    if (columns.stale[i] === 1) continue;
    const histogram = columns.histograms?.[i];
    if (histogram !== undefined) {
      times.push(columns.timesMs[i] ?? 0);
      histograms.push(histogram);
      histogramStarts.push(starts?.[i] ?? 0);
      continue;
    }
    columns.timesMs[kept] = columns.timesMs[i] ?? 0;
    columns.values[kept] = columns.values[i] ?? 0;
    if (starts !== undefined) starts[kept] = starts[i] ?? 0;
    kept++;
  }
  window.times = columns.timesMs;
  window.values = columns.values;
  window.starts = starts;
  window.first = 0;
  window.end = kept;
  window.histograms = {
    times,
    histograms,
    starts: starts === undefined ? undefined : histogramStarts,
    lo: 0,
    hi: 0,
  };
  return kept + histograms.length;
}
