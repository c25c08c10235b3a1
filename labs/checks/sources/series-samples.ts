import type { Labels, SampleColumns, SeriesHandle } from "../../../simulator/index.ts";

/** All samples of one series, copied: `count` entries of each array are meaningful. */
export function readAll(series: SeriesHandle): SampleColumns {
  const into: SampleColumns = {
    count: 0,
    timesMs: new Float64Array(0),
    values: new Float64Array(0),
    stale: new Uint8Array(0),
  };
  series.read(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, into);
  return into;
}

/** A series whose samples are computed once, when somebody first reads it. */
export function computedSeries(labels: Labels, compute: () => SampleColumns): SeriesHandle {
  let columns: SampleColumns | undefined;
  return {
    labels,
    read(fromMs, toMs, into) {
      columns ??= compute();
      const first = firstAfter(columns, fromMs);
      const end = firstAfter(columns, toMs);
      const count = Math.max(0, end - first);
      if (into.timesMs.length < count) into.timesMs = new Float64Array(count);
      if (into.values.length < count) into.values = new Float64Array(count);
      if (into.stale.length < count) into.stale = new Uint8Array(count);
      into.timesMs.set(columns.timesMs.subarray(first, end));
      into.values.set(columns.values.subarray(first, end));
      into.stale.set(columns.stale.subarray(first, end));
      into.count = count;
    },
  };
}

/** Index of the first sample later than `ms`. */
function firstAfter(columns: SampleColumns, ms: number): number {
  let low = 0;
  let high = columns.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((columns.timesMs[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
