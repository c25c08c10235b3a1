import type { ChartSeries } from "./chart-types.ts";

/** One time axis in ms for all lines; `null` where a line has no point. uPlot draws `null` as a gap. */
export interface Aligned {
  readonly timesMs: number[];
  readonly columns: (number | null)[][];
}

/**
 * Puts lines on one time axis. Where a line misses more than one step its gap is kept open with an
 * extra empty point, so nothing is joined across missing scrapes. Without a step the lines have times
 * of their own: a line is drawn straight through the times of the others. NaN is drawn as a gap.
 */
export function alignSeries(series: readonly ChartSeries[], stepMs: number | undefined): Aligned {
  const exact = alignExactly(series, stepMs);
  if (stepMs !== undefined) return exact;
  const columns = exact.columns.map((column, i) => joinForeign(exact.timesMs, column, series[i]));
  return { timesMs: exact.timesMs, columns };
}

/** Only the points that exist, on one time axis; `stepMs` adds one empty point per gap. */
export function alignExactly(series: readonly ChartSeries[], stepMs?: number): Aligned {
  const times = new Set<number>();
  for (const line of series) {
    let before: number | undefined;
    for (const at of line.timesMs) {
      if (stepMs !== undefined && before !== undefined && at - before > stepMs * 1.5)
        times.add(before + stepMs);
      times.add(at);
      before = at;
    }
  }
  const timesMs = [...times].sort((a, b) => a - b);
  const place = new Map(timesMs.map((at, index) => [at, index]));
  const columns = series.map((line) => {
    const column = new Array<number | null>(timesMs.length).fill(null);
    for (let i = 0; i < line.timesMs.length; i++) {
      const value = line.values[i] ?? Number.NaN;
      const index = place.get(line.timesMs[i] ?? Number.NaN);
      if (index !== undefined && Number.isFinite(value)) column[index] = value;
    }
    return column;
  });
  return { timesMs, columns };
}

/** Fills one line at the times of other lines by interpolation, so that they do not tear it. */
function joinForeign(
  timesMs: readonly number[],
  column: readonly (number | null)[],
  line: ChartSeries | undefined,
): (number | null)[] {
  const own = new Set(line?.timesMs ?? []);
  const filled = [...column];
  let last = -1;
  for (let i = 0; i < timesMs.length; i++) {
    if (!own.has(timesMs[i] ?? Number.NaN)) continue;
    const value = column[i] ?? null;
    const before = last === -1 ? null : (column[last] ?? null);
    if (before !== null && value !== null) {
      const t0 = timesMs[last] ?? 0;
      const span = (timesMs[i] ?? 0) - t0;
      for (let k = last + 1; k < i; k++) {
        filled[k] = before + ((value - before) * ((timesMs[k] ?? 0) - t0)) / span;
      }
    }
    last = i;
  }
  return filled;
}

/** Gaps of one line in ms: from the last point before to the first after. */
export function gapsOf(line: ChartSeries, stepMs: number | undefined): { fromMs: number; toMs: number }[] {
  if (stepMs === undefined) return [];
  const gaps: { fromMs: number; toMs: number }[] = [];
  for (let i = 1; i < line.timesMs.length; i++) {
    const fromMs = line.timesMs[i - 1] ?? 0;
    const toMs = line.timesMs[i] ?? 0;
    if (toMs - fromMs > stepMs * 1.5) gaps.push({ fromMs, toMs });
  }
  return gaps;
}
