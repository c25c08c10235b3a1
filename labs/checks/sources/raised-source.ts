import type { SampleColumns, SampleSource, SeriesHandle } from "../../../simulator/index.ts";
import { allSeries, SeriesListSource } from "./series-list-source.ts";
import { computedSeries, readAll } from "./series-samples.ts";

/** How much a raised metric grows: counters gain half of each increment, gauges a tenth (04 section 4.1). */
const counterGain = 0.5;
const gaugeGain = 0.1;

/**
 * The same telemetry with some metrics raised in `(fromMs, toMs]`, as if that much more had happened: an
 * answer that looks at a metric must see it move. `raise` decides by metric name.
 */
export function raisedSource(
  source: SampleSource,
  raise: (metric: string) => boolean,
  isCounter: (metric: string) => boolean,
  fromMs: number,
  toMs: number,
): SampleSource {
  return new SeriesListSource(
    allSeries(source).map((series) => {
      const metric = series.labels.get("__name__");
      if (!raise(metric)) return series;
      return computedSeries(series.labels, () =>
        isCounter(metric) ? raiseCounter(series, fromMs, toMs) : raiseGauge(series, fromMs, toMs),
      );
    }),
  );
}

function raiseCounter(series: SeriesHandle, fromMs: number, toMs: number): SampleColumns {
  const samples = readAll(series);
  let previous: number | undefined;
  let added = 0;
  for (let i = 0; i < samples.count; i++) {
    const value = samples.values[i] ?? 0;
    const timeMs = samples.timesMs[i] ?? 0;
    if (samples.stale[i] === 1) continue;
    // A restart takes the extra counts with it, as it takes the real ones.
    if (previous !== undefined && value < previous) added = 0;
    const increment = previous === undefined ? 0 : value >= previous ? value - previous : value;
    if (timeMs > fromMs && timeMs <= toMs) added += counterGain * increment;
    samples.values[i] = value + added;
    previous = value;
  }
  return samples;
}

function raiseGauge(series: SeriesHandle, fromMs: number, toMs: number): SampleColumns {
  const samples = readAll(series);
  for (let i = 0; i < samples.count; i++) {
    const timeMs = samples.timesMs[i] ?? 0;
    if (timeMs > fromMs && timeMs <= toMs) samples.values[i] = (samples.values[i] ?? 0) * (1 + gaugeGain);
  }
  return samples;
}
