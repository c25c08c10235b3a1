import type { PanelLine } from "./use-panel-data.ts";

/** One row of a heat map: what fell between two bounds, at each moment. */
export interface HeatRow {
  readonly name: string;
  /** Upper bound; undefined for lines that are no buckets. */
  readonly bound: number | undefined;
  /** Same length as `timesMs` of the map; NaN where there is nothing. */
  readonly values: readonly number[];
}

export interface HeatMap {
  readonly timesMs: readonly number[];
  /** Lowest bound first. */
  readonly rows: readonly HeatRow[];
  readonly largest: number;
}

/**
 * Buckets with `le` are cumulative, so a row is the difference to the bucket beneath it; a difference below
 * zero, as rates of buckets that were scraped apart can give, counts as none. Other lines are rows as they are.
 */
export function heatMap(lines: readonly PanelLine[]): HeatMap {
  const timesMs = [...new Set(lines.flatMap(({ timesMs: times }) => [...times]))].sort((a, b) => a - b);
  const column = new Map(timesMs.map((at, i) => [at, i]));
  const spread = (line: PanelLine): number[] => {
    const values = new Array<number>(timesMs.length).fill(Number.NaN);
    line.timesMs.forEach((at, i) => {
      values[column.get(at) ?? 0] = line.values[i] ?? Number.NaN;
    });
    return values;
  };
  const buckets = lines
    .filter(({ labels }) => labels.le !== undefined)
    .map((line) => ({ line, bound: boundOf(line.labels.le ?? "") }))
    .sort((a, b) => a.bound - b.bound);
  const rows: HeatRow[] = [];
  if (buckets.length > 0) {
    let below: readonly number[] | undefined;
    for (const { line, bound } of buckets) {
      const values = spread(line);
      const own = below;
      rows.push({
        name: line.name,
        bound,
        values: own === undefined ? values : values.map((value, i) => Math.max(0, value - (own[i] ?? 0))),
      });
      below = values;
    }
  } else {
    for (const line of lines) rows.push({ name: line.name, bound: undefined, values: spread(line) });
  }
  let largest = 0;
  for (const { values } of rows) for (const value of values) if (value > largest) largest = value;
  return { timesMs, rows, largest };
}

function boundOf(le: string): number {
  return le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
}
