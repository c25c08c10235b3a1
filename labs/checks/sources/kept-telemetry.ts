import type { SampleSource, SeriesHandle } from "../../../simulator/index.ts";
import { allSeries, SeriesListSource } from "./series-list-source.ts";
import { readAll } from "./series-samples.ts";
import { type StoredSamples, storedSeries } from "./stored-series.ts";

/**
 * The telemetry of a finished world, small enough to keep dozens of: series scraped together share their
 * times, and series that never change share their values. A real server gets further with compressed
 * chunks; here every query still reads plain arrays. Series must hold floats; native histograms are refused.
 */
export function keptTelemetry(source: SampleSource): {
  readonly source: SampleSource;
  readonly bytes: number;
} {
  const arrays = new SharedArrays();
  const kept = allSeries(source).map((series) => keep(series, arrays));
  return { source: new SeriesListSource(kept), bytes: arrays.bytes };
}

function keep(series: SeriesHandle, arrays: SharedArrays): SeriesHandle {
  const { count, timesMs, values, stale, histograms } = readAll(series);
  if (histograms !== undefined) {
    throw new Error(
      `series ${series.labels.get("__name__")} holds native histograms, which graders cannot keep`,
    );
  }
  const samples: StoredSamples = {
    count,
    timesMs: arrays.times(timesMs.subarray(0, count)),
    values: arrays.values(values.subarray(0, count)),
    stale: stale.subarray(0, count).includes(1) ? stale.slice(0, count) : undefined,
  };
  return storedSeries(series.labels, () => samples);
}

/** Hands out one array for equal contents. */
class SharedArrays {
  /** Bytes of all arrays handed out, labels and objects not counted. */
  bytes = 0;
  private readonly byEnds = new Map<string, Float64Array[]>();
  private readonly constants = new Map<number, Float64Array>();

  /** Times as they are, from a series with the same ones where there is one. */
  times(timesMs: Float64Array): Float64Array {
    const key = `${timesMs.length} ${timesMs[0]} ${timesMs.at(-1)}`;
    const alike = this.byEnds.get(key) ?? [];
    const same = alike.find((one) => one.every((timeMs, i) => timeMs === timesMs[i]));
    if (same !== undefined) return same;
    const copy = this.copy(timesMs);
    this.byEnds.set(key, [...alike, copy]);
    return copy;
  }

  /** Values as they are; where all are one number, an array of that number which may be longer. */
  values(values: Float64Array): Float64Array {
    const [first] = values;
    if (first === undefined || !values.every((value) => Object.is(value, first))) return this.copy(values);
    const known = this.constants.get(first);
    if (known !== undefined && known.length >= values.length) return known;
    const longer = this.copy(values);
    this.constants.set(first, longer);
    return longer;
  }

  private copy(array: Float64Array): Float64Array {
    this.bytes += array.byteLength;
    return array.slice();
  }
}
