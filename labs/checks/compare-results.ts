import type { Labels, QueryResult, ResultSeries } from "../../simulator/index.ts";

/** Largest relative difference of two values that count as equal: Prometheus `util/almost`, as prometheus/compliance uses it. */
export const instantEpsilon = 1e-6;
export const rangeEpsilon = 1e-5;
/** Values this near are equal: the relative rule alone demands an exact zero beside a zero. */
export const absoluteEpsilon = 1e-9;
/** Spread of answer / reference within which the answer counts as a constant multiple. */
const scaleSpread = 1.001;

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
  return difference / Math.min(Math.abs(a) + Math.abs(b), Number.MAX_VALUE) < tolerance.relative;
}

/** Series of a result by their labels, without the metric name and without labels that do not matter. */
export interface Projection {
  readonly series: ReadonlyMap<string, ResultSeries & { readonly shown: Labels }>;
  /** Labels of a series that became equal to another one when the extra labels were dropped. */
  readonly merged: Labels | undefined;
}

/** Projects series onto the labels that matter; `drop` lists those that do not. */
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

/** One point where an answer and the reference differ; `undefined` is an absent point. */
export interface DifferentPoint {
  readonly labels: Labels;
  readonly timeMs: number;
  readonly yours: number | undefined;
  readonly wanted: number | undefined;
}

/** How an answer's result differs from the reference's. */
export interface Difference {
  readonly common: number;
  readonly equal: number;
  readonly all: number;
  /** Series the reference has and the answer lacks, and the other way round. */
  readonly missing: readonly Labels[];
  readonly extra: readonly Labels[];
  /** The common point that shows the difference best: plainly wrong, and on the largest wanted value. */
  readonly worst: DifferentPoint | undefined;
  /** The earliest point that differs in any way. */
  readonly first: DifferentPoint | undefined;
  /** Smallest and largest answer / reference over common points where both are finite and not zero. */
  readonly ratio: { readonly low: number; readonly high: number } | undefined;
}

/** Compares two projections point by point. */
export function compareResults(yours: Projection, wanted: Projection, tolerance: Tolerance): Difference {
  const count = new DifferenceCount(tolerance);
  for (const [key, reference] of wanted.series) {
    const answer = yours.series.get(key);
    const seen = answer === undefined ? 0 : count.series(answer, reference);
    if (answer === undefined) count.absent(reference, "yours");
    if (seen === 0 && reference.timesMs.length > 0) count.missing.push(reference.shown);
  }
  for (const [key, answer] of yours.series) {
    if (wanted.series.has(key)) continue;
    count.absent(answer, "wanted");
    count.extra.push(answer.shown);
  }
  return count.result();
}

type ShownSeries = ResultSeries & { readonly shown: Labels };

class DifferenceCount {
  readonly missing: Labels[] = [];
  readonly extra: Labels[] = [];
  private readonly tolerance: Tolerance;
  private common = 0;
  private equal = 0;
  private all = 0;
  private worst: DifferentPoint | undefined;
  private worstWeight: readonly [number, number] = [-1, -1];
  private first: DifferentPoint | undefined;
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;

  constructor(tolerance: Tolerance) {
    this.tolerance = tolerance;
  }

  /** Merges two series by time; answers how many times both have a point. */
  series(answer: ShownSeries, reference: ShownSeries): number {
    const before = this.common;
    const labels = reference.shown;
    let i = 0;
    let j = 0;
    while (i < answer.timesMs.length || j < reference.timesMs.length) {
      const a = answer.timesMs[i] ?? Number.POSITIVE_INFINITY;
      const b = reference.timesMs[j] ?? Number.POSITIVE_INFINITY;
      this.all++;
      if (a < b) this.differs({ labels, timeMs: a, yours: answer.values[i++], wanted: undefined });
      else if (b < a) this.differs({ labels, timeMs: b, yours: undefined, wanted: reference.values[j++] });
      else this.both(labels, a, answer.values[i++] ?? Number.NaN, reference.values[j++] ?? Number.NaN);
    }
    return this.common - before;
  }

  /** A series only one side has. */
  absent(series: ShownSeries, lacking: "yours" | "wanted"): void {
    this.all += series.timesMs.length;
    const timeMs = series.timesMs[0];
    if (timeMs === undefined) return;
    const value = series.values[0];
    const [yours, wanted] = lacking === "yours" ? [undefined, value] : [value, undefined];
    this.differs({ labels: series.shown, timeMs, yours, wanted });
  }

  private both(labels: Labels, timeMs: number, yours: number, wanted: number): void {
    this.common++;
    if (yours !== 0 && wanted !== 0 && Number.isFinite(yours / wanted)) {
      this.low = Math.min(this.low, yours / wanted);
      this.high = Math.max(this.high, yours / wanted);
    }
    if (sameValue(yours, wanted, this.tolerance)) {
      this.equal++;
      return;
    }
    const point = { labels, timeMs, yours, wanted };
    this.differs(point);
    const [gross, size] = weightOf(yours, wanted);
    const [most, largest] = this.worstWeight;
    if (this.worst !== undefined && (gross < most || (gross === most && size <= largest))) return;
    this.worstWeight = [gross, size];
    this.worst = point;
  }

  private differs(point: DifferentPoint): void {
    if (this.first === undefined || point.timeMs < this.first.timeMs) this.first = point;
  }

  result(): Difference {
    const { common, equal, all, missing, extra, worst, first, low, high } = this;
    return {
      common,
      equal,
      all,
      missing,
      extra,
      worst,
      first,
      ratio: low > high ? undefined : { low, high },
    };
  }
}

/** Relative error, as a share of the larger of the two, from which a point counts as plainly wrong. */
const plainlyWrong = 0.25;

/**
 * How well a point shows what is wrong. Any number is far from a series that stands at 0, so among the
 * points that are plainly wrong the one with most going on is taken; else the one that is furthest off.
 */
function weightOf(yours: number, wanted: number): readonly [gross: number, size: number] {
  const error = Math.abs(yours - wanted) / Math.max(Math.abs(yours), Math.abs(wanted), absoluteEpsilon);
  if (!Number.isFinite(error)) return [0, Number.isNaN(wanted) ? 0 : 1];
  return error >= plainlyWrong ? [2, Math.abs(wanted)] : [1, error];
}

/** No point differs and no series is missing or extra. */
export function isEqual(difference: Difference): boolean {
  return (
    difference.equal === difference.all && difference.missing.length === 0 && difference.extra.length === 0
  );
}

/** answer / reference where it is the same everywhere within 0.1 %. */
export function constantRatio(ratio: Difference["ratio"]): number | undefined {
  if (ratio === undefined || ratio.low <= 0 || ratio.high / ratio.low >= scaleSpread) return undefined;
  return (ratio.low + ratio.high) / 2;
}

/** `{exported_pod="a", job="b"}`. */
export function showLabels(labels: Labels): string {
  return `{${labels.pairs.map(([name, value]) => `${name}="${value}"`).join(", ")}}`;
}

/** A number as a reader wants it: six significant digits at most. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  return String(Number(value.toPrecision(6)));
}

/** Words for a result type, as learners say them. */
export function typeOf(result: QueryResult): string {
  if (result.status === "error") return "an error";
  if (result.resultType === "vector") return "a set of series";
  if (result.resultType === "matrix") return "a range of samples for each series";
  return result.resultType === "scalar" ? "a single number" : "a string";
}
