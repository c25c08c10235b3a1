import { Labels, type QueryResult, type ResultSeries } from "../../simulator/index.ts";

/** Largest relative difference of two values that count as equal: Prometheus `util/almost`, as prometheus/compliance uses it. */
export const instantEpsilon = 1e-6;
export const rangeEpsilon = 1e-5;
const largest = Number.MAX_VALUE;

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/**
 * Are two sample values the same? Identical, both NaN, infinities of one sign, within the absolute
 * tolerance, or relatively closer than epsilon.
 */
export function sameValue(a: number, b: number, tolerance: Tolerance): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const difference = Math.abs(a - b);
  if (difference <= tolerance.absolute) return true;
  return difference / Math.min(Math.abs(a) + Math.abs(b), largest) < tolerance.relative;
}

/** Series of a result by their labels, without the metric name and without labels that do not matter. */
export interface Projection {
  readonly series: ReadonlyMap<string, ResultSeries & { readonly shown: Labels }>;
  /** Labels of a series that became equal to another one when the extra labels were dropped. */
  readonly merged: Labels | undefined;
}

export function project(series: readonly ResultSeries[], drop: readonly string[]): Projection {
  const byKey = new Map<string, ResultSeries & { shown: Labels }>();
  let merged: Labels | undefined;
  for (const one of series) {
    const shown = one.labels.without(["__name__", ...drop]);
    if (byKey.has(shown.key)) merged ??= one.labels;
    else byKey.set(shown.key, { ...one, shown });
  }
  return { series: byKey, merged };
}

/** How an answer's result differs from the reference's. */
export interface Difference {
  readonly common: number;
  readonly equal: number;
  readonly all: number;
  /** Series the reference has and the answer lacks, and the other way round. */
  readonly missing: readonly Labels[];
  readonly extra: readonly Labels[];
  /** The common point with the largest relative error. */
  readonly worst: { readonly labels: Labels; readonly timeMs: number; readonly yours: number; readonly wanted: number } | undefined;
  /** answer / reference where it is the same everywhere within 0.1 %. */
  readonly scale: number | undefined;
}

/** Compares two projections point by point. */
export function compareResults(yours: Projection, wanted: Projection, tolerance: Tolerance): Difference {
  const missing: Labels[] = [];
  const extra: Labels[] = [];
  let common = 0;
  let equal = 0;
  let all = 0;
  let worst: Difference["worst"];
  let worstError = -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let scaled = 0;
  for (const [key, reference] of wanted.series) {
    const answer = yours.series.get(key);
    if (answer === undefined) {
      missing.push(reference.shown);
      all += reference.timesMs.length;
      continue;
    }
    let i = 0;
    let j = 0;
    let seen = 0;
    while (i < answer.timesMs.length || j < reference.timesMs.length) {
      const a = answer.timesMs[i] ?? Number.POSITIVE_INFINITY;
      const b = reference.timesMs[j] ?? Number.POSITIVE_INFINITY;
      all++;
      if (a < b) i++;
      else if (b < a) j++;
      else {
        const mine = answer.values[i++] ?? Number.NaN;
        const truth = reference.values[j++] ?? Number.NaN;
        common++;
        seen++;
        if (truth !== 0 && mine !== 0 && Number.isFinite(mine / truth)) {
          scaled++;
          low = Math.min(low, mine / truth);
          high = Math.max(high, mine / truth);
        }
        if (sameValue(mine, truth, tolerance)) equal++;
        else {
          const error = Math.abs(mine - truth) / (Math.abs(truth) + 1e-9);
          if (Number.isNaN(error) ? worstError < 0 : error > worstError) {
            worstError = Number.isNaN(error) ? 0 : error;
            worst = { labels: reference.shown, timeMs: a, yours: mine, wanted: truth };
          }
        }
      }
    }
    if (seen === 0 && reference.timesMs.length > 0) missing.push(reference.shown);
  }
  for (const [key, answer] of yours.series) {
    if (wanted.series.has(key)) continue;
    extra.push(answer.shown);
    all += answer.timesMs.length;
  }
  const scale = scaled > 0 && low > 0 && high / low < 1.001 ? (low + high) / 2 : undefined;
  return { common, equal, all, missing, extra, worst, scale };
}

export function isEqual(difference: Difference): boolean {
  return difference.equal === difference.all && difference.missing.length === 0 && difference.extra.length === 0;
}

/** `{exported_pod="a", job="b"}`. */
export function showLabels(labels: Labels): string {
  return `{${labels.pairs.map(([name, value]) => `${name}="${value}"`).join(", ")}}`;
}

/** A number as a reader wants it: six significant digits at most. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  return Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : String(Number(value.toPrecision(6)));
}

/** Words for a result type, as learners say them. */
export function typeOf(result: QueryResult): string {
  if (result.status === "error") return "an error";
  return result.resultType === "vector" || result.resultType === "matrix" ? "set of series" : `single ${result.resultType}`;
}
