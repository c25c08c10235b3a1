import type { Labels, SampleColumns, SeriesHandle } from "../../../simulator/index.ts";

/** Float samples of one series that will not change any more; the arrays may be shared with other series. */
export interface StoredSamples {
  readonly count: number;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** 1 where a sample is a stale marker; undefined when the series has none. */
  readonly stale: Uint8Array | undefined;
}

/** A series over finished samples, or over samples that are computed once, when somebody first reads them. */
export function storedSeries(labels: Labels, samples: () => StoredSamples): SeriesHandle {
  return {
    labels,
    read(fromMs, toMs, into) {
      const { timesMs, values, stale, count: all } = samples();
      const first = firstAfter(timesMs, all, fromMs);
      const end = Math.max(first, firstAfter(timesMs, all, toMs));
      const count = end - first;
      makeRoom(into, count);
      into.timesMs.set(timesMs.subarray(first, end));
      into.values.set(values.subarray(first, end));
      if (stale === undefined) into.stale.fill(0, 0, count);
      else into.stale.set(stale.subarray(first, end));
      into.count = count;
    },
    borrow(fromMs, toMs, into) {
      const { timesMs, values, stale, count } = samples();
      into.timesMs = timesMs;
      into.values = values;
      into.stale = stale;
      into.start = firstAfter(timesMs, count, fromMs);
      into.end = Math.max(into.start, firstAfter(timesMs, count, toMs));
      return true;
    },
  };
}

function makeRoom(into: SampleColumns, count: number): void {
  if (into.timesMs.length < count) into.timesMs = new Float64Array(count);
  if (into.values.length < count) into.values = new Float64Array(count);
  if (into.stale.length < count) into.stale = new Uint8Array(count);
}

/** Index of the first of `count` times later than `ms`. */
function firstAfter(timesMs: Float64Array, count: number, ms: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
