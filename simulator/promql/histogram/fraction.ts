import type { ClassicBuckets } from "./classic-buckets.ts";
import type { FloatHistogram, HistogramBucket } from "./float-histogram.ts";
import { fractionBelow } from "./fraction-below.ts";

/** The estimated share of observations between two values. */
export interface NativeFraction {
  readonly value: number;
  /** True when NaN observations were left out of every fraction. */
  readonly nansExcluded: boolean;
}

/** Finds how many observations lie below each of two values while buckets go by in ascending order. */
class RankFinder {
  lowerRank: number | undefined;
  upperRank: number | undefined;
  private readonly lower: number;
  private readonly upper: number;

  constructor(lower: number, upper: number) {
    this.lower = lower;
    this.upper = upper;
  }

  /** `rank` observations lie below the bucket; `inside` estimates the rank of a value within it. */
  visit(from: number, to: number, rank: number, inside: (value: number) => number): void {
    this.lowerRank ??= rankAt(this.lower, from, to, rank, inside);
    this.upperRank ??= rankAt(this.upper, from, to, rank, inside);
  }

  get done(): boolean {
    return this.lowerRank !== undefined && this.upperRank !== undefined;
  }

  /** Observations between the two values; nothing lies beyond `count`. */
  between(count: number): number {
    const cap = (rank: number | undefined) => (rank === undefined || rank > count ? count : rank);
    return cap(this.upperRank) - cap(this.lowerRank);
  }
}

function rankAt(
  value: number,
  from: number,
  to: number,
  rank: number,
  inside: (value: number) => number,
): number | undefined {
  if (from >= value) return rank;
  return from < value && to > value ? inside(value) : undefined;
}

/** The share of a native histogram's observations between `lower` and `upper`. */
export function nativeFraction(lower: number, upper: number, histogram: FloatHistogram): NativeFraction {
  if (histogram.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) {
    return { value: Number.NaN, nansExcluded: false };
  }
  if (lower >= upper) return { value: 0, nansExcluded: false };
  const finder = new RankFinder(lower, upper);
  const buckets = histogram.allBuckets();
  let rank = 0;
  for (const bucket of buckets) {
    const below = rank;
    const linear = narrowZero(bucket, histogram) || histogram.usesCustomBuckets;
    finder.visit(bucket.lower, bucket.upper, rank, (value) =>
      linear && bucket.lower === Number.NEGATIVE_INFINITY
        ? bucket.count
        : below + bucket.count * fractionBelow(bucket, value, linear),
    );
    if (finder.done) break;
    rank += bucket.count;
  }
  let count = histogram.count;
  let nansExcluded = false;
  if (Number.isNaN(histogram.sum)) {
    count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
    nansExcluded = count < histogram.count;
  }
  return { value: finder.between(count) / histogram.count, nansExcluded };
}

/** Cuts the zero bucket to the side on which observations lie; true when it is the zero bucket. */
function narrowZero(bucket: HistogramBucket, histogram: FloatHistogram): boolean {
  if (!(bucket.lower <= 0 && bucket.upper >= 0)) return false;
  if (histogram.negative.length === 0 && histogram.positive.length > 0) bucket.lower = 0;
  else if (histogram.positive.length === 0 && histogram.negative.length > 0) bucket.upper = 0;
  return true;
}

/** The share of a classic histogram's observations between `lower` and `upper`. */
export function classicFraction(lower: number, upper: number, buckets: ClassicBuckets): number {
  const count = buckets.total ?? 0;
  if (count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const finder = new RankFinder(lower, upper);
  let from = (buckets.bounds[0] ?? 0) <= 0 ? Number.NEGATIVE_INFINITY : 0;
  let rank = 0;
  for (let i = 0; i < buckets.length; i++) {
    const below = rank;
    const start = from;
    const to = buckets.bounds[i] ?? 0;
    const upTo = buckets.counts[i] ?? 0;
    finder.visit(start, to, rank, (value) =>
      start === Number.NEGATIVE_INFINITY ? upTo : below + ((upTo - below) * (value - start)) / (to - start),
    );
    if (finder.done) break;
    rank = upTo;
    from = to;
  }
  return finder.between(count) / count;
}
