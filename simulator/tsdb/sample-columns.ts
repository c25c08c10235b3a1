import type { SampleColumns } from "./sample-source.ts";

/** An empty set of columns to hand to `SeriesHandle.read`. */
export function emptyColumns(capacity = 128): SampleColumns {
  return {
    count: 0,
    timesMs: new Float64Array(capacity),
    values: new Float64Array(capacity),
    stale: new Uint8Array(capacity),
  };
}

/** Makes room for `count` samples; contents are not kept. */
export function ensureCapacity(columns: SampleColumns, count: number): void {
  if (columns.timesMs.length >= count) return;
  const capacity = Math.max(count, columns.timesMs.length * 2);
  columns.timesMs = new Float64Array(capacity);
  columns.values = new Float64Array(capacity);
  columns.stale = new Uint8Array(capacity);
}

/** Makes room for `count` samples and keeps the first `kept`. */
export function growColumns(columns: SampleColumns, kept: number, count: number): void {
  if (columns.timesMs.length >= count) return;
  const { timesMs, values, stale } = columns;
  ensureCapacity(columns, count);
  columns.timesMs.set(timesMs.subarray(0, kept));
  columns.values.set(values.subarray(0, kept));
  columns.stale.set(stale.subarray(0, kept));
}

/** Appends the samples of `from`, those from index `first` on. */
export function appendColumns(columns: SampleColumns, from: SampleColumns, first: number): void {
  const kept = columns.count;
  const added = from.count - first;
  if (added <= 0) return;
  growColumns(columns, kept, kept + added);
  columns.timesMs.set(from.timesMs.subarray(first, from.count), kept);
  columns.values.set(from.values.subarray(first, from.count), kept);
  columns.stale.set(from.stale.subarray(first, from.count), kept);
  if (columns.histograms !== undefined || from.histograms !== undefined) {
    const before = columns.histograms ?? new Array<undefined>(kept).fill(undefined);
    const after = from.histograms ?? new Array<undefined>(from.count).fill(undefined);
    columns.histograms = [...before, ...after.slice(first, from.count)];
  }
  columns.count = kept + added;
}
