import type { SampleColumns, SampleSource } from "../../../simulator/index.ts";
import { allSeries, SeriesListSource } from "./series-list-source.ts";
import { computedSeries, readAll } from "./series-samples.ts";

/**
 * The same telemetry after some metrics vanished at `atMs`: the exporter is gone from discovery, so the
 * next scrape writes a stale marker and nothing follows. `gone` decides by metric name.
 */
export function vanishedSource(
  source: SampleSource,
  gone: (metric: string) => boolean,
  atMs: number,
): SampleSource {
  return new SeriesListSource(
    allSeries(source).map((series) => {
      if (!gone(series.labels.get("__name__"))) return series;
      return computedSeries(series.labels, () => cut(readAll(series), atMs));
    }),
  );
}

function cut(samples: SampleColumns, atMs: number): SampleColumns {
  let count = 0;
  while (count < samples.count && (samples.timesMs[count] ?? 0) < atMs) count++;
  if (count === samples.count) return samples;
  // The first missing sample becomes the marker.
  samples.values[count] = 0;
  samples.stale[count] = 1;
  return { ...samples, count: count + 1 };
}
