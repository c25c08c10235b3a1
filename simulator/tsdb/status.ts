import { compareCodePoints, type Labels } from "./labels.ts";
import { utf8Length } from "./utf8.ts";

/** One row of a cardinality table. */
export interface StatusRow {
  readonly name: string;
  readonly value: number;
}

/**
 * The `data` of `/api/v1/status/tsdb`, the page people open when a server runs out of memory. It tells of the
 * head alone: what has been written to disk and has no newer samples costs no memory any more.
 */
export interface TsdbStatus {
  readonly headStats: {
    readonly numSeries: number;
    readonly numLabelPairs: number;
    readonly chunkCount: number;
    /** Milliseconds since the epoch. Zero when empty; a real server shows the ends of the int64 range then. */
    readonly minTime: number;
    readonly maxTime: number;
  };
  readonly seriesCountByMetricName: readonly StatusRow[];
  readonly labelValueCountByLabelName: readonly StatusRow[];
  readonly memoryInBytesByLabelName: readonly StatusRow[];
  readonly seriesCountByLabelValuePair: readonly StatusRow[];
}

/** Samples in one chunk of a real server. */
export const SAMPLES_PER_CHUNK = 120;

/** The cardinality tables, and how many name and value pairs there are. */
export interface Cardinality extends Omit<TsdbStatus, "headStats"> {
  readonly pairs: number;
}

/** Counts labels; tables come largest first, cut to `limit` rows, equal ones in code-point order. */
export function cardinalityOf(series: Iterable<Labels>, limit: number): Cardinality {
  const byName = new Map<string, Map<string, number>>();
  for (const labels of series) {
    for (const [name, value] of labels.pairs) {
      let values = byName.get(name);
      if (values === undefined) {
        values = new Map();
        byName.set(name, values);
      }
      values.set(value, (values.get(value) ?? 0) + 1);
    }
  }
  const valueCounts: StatusRow[] = [];
  const memory: StatusRow[] = [];
  const pairs: StatusRow[] = [];
  for (const [name, values] of byName) {
    let bytes = 0;
    for (const [value, count] of values) {
      // A real server counts the length of each value once per series that carries it.
      bytes += utf8Length(value) * count;
      pairs.push({ name: `${name}=${value}`, value: count });
    }
    valueCounts.push({ name, value: values.size });
    memory.push({ name, value: bytes });
  }
  const metrics = [...(byName.get("__name__") ?? [])].map(([name, value]): StatusRow => ({ name, value }));
  return {
    pairs: pairs.length,
    seriesCountByMetricName: top(metrics, limit),
    labelValueCountByLabelName: top(valueCounts, limit),
    memoryInBytesByLabelName: top(memory, limit),
    seriesCountByLabelValuePair: top(pairs, limit),
  };
}

function top(rows: StatusRow[], limit: number): readonly StatusRow[] {
  rows.sort((a, b) => b.value - a.value || compareCodePoints(a.name, b.name));
  return rows.slice(0, limit);
}
