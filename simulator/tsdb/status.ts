import { compareCodePoints } from "./labels.ts";
import type { Postings } from "./postings.ts";

/** One row of a cardinality table. */
export interface StatusRow {
  readonly name: string;
  readonly value: number;
}

/** The figures of `/api/v1/status/tsdb`, the page people open when a server runs out of memory. */
export interface TsdbStatus {
  readonly headStats: {
    readonly numSeries: number;
    readonly numLabelPairs: number;
    readonly chunkCount: number;
    /** Milliseconds since the epoch; zero when the store is empty. */
    readonly minTime: number;
    readonly maxTime: number;
  };
  readonly seriesCountByMetricName: readonly StatusRow[];
  readonly labelValueCountByLabelName: readonly StatusRow[];
  readonly memoryInBytesByLabelName: readonly StatusRow[];
  readonly seriesCountByLabelValuePair: readonly StatusRow[];
}

/** Samples in one chunk of a real server; chunk counts are derived from it. */
export const SAMPLES_PER_CHUNK = 120;

/** Builds the four cardinality tables, largest first and cut to `limit` rows, names in code-point order. */
export function cardinalityTables(postings: Postings, limit: number): Omit<TsdbStatus, "headStats"> {
  const byMetric: StatusRow[] = [];
  for (const [name, list] of postings.values("__name__")) byMetric.push({ name, value: list.length });
  const valueCounts: StatusRow[] = [];
  const memory: StatusRow[] = [];
  const pairs: StatusRow[] = [];
  for (const name of postings.names()) {
    const values = postings.values(name);
    let bytes = 0;
    for (const [value, list] of values) {
      // A real server counts the length of each value once per series that carries it.
      bytes += value.length * list.length;
      pairs.push({ name: `${name}=${value}`, value: list.length });
    }
    valueCounts.push({ name, value: values.size });
    memory.push({ name, value: bytes });
  }
  return {
    seriesCountByMetricName: top(byMetric, limit),
    labelValueCountByLabelName: top(valueCounts, limit),
    memoryInBytesByLabelName: top(memory, limit),
    seriesCountByLabelValuePair: top(pairs, limit),
  };
}

/** Number of distinct name and value pairs. */
export function labelPairCount(postings: Postings): number {
  let count = 0;
  for (const name of postings.names()) count += postings.values(name).size;
  return count;
}

function top(rows: StatusRow[], limit: number): readonly StatusRow[] {
  rows.sort((a, b) => b.value - a.value || compareCodePoints(a.name, b.name));
  return rows.slice(0, limit);
}
