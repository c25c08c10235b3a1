import type { Labels, SampleColumns, SeriesHandle } from "../../../simulator/index.ts";
import { type StoredSamples, storedSeries } from "./stored-series.ts";

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
export function computedSeries(labels: Labels, compute: () => StoredSamples): SeriesHandle {
  let samples: StoredSamples | undefined;
  return storedSeries(labels, () => {
    samples ??= compute();
    return samples;
  });
}

/** The same samples under other labels. */
export function relabelled(series: SeriesHandle, labels: Labels): SeriesHandle {
  return {
    labels,
    read: (fromMs, toMs, into) => series.read(fromMs, toMs, into),
    borrow: (fromMs, toMs, into) => series.borrow?.(fromMs, toMs, into) ?? false,
  };
}
