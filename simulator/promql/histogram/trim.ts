import type { FloatHistogram, HistogramBucket } from "./float-histogram.ts";
import { fractionBelow } from "./fraction-below.ts";

/** `</` keeps what lies below the cut, `>/` what lies above. */
export type TrimSide = "below" | "above";

interface Kept {
  readonly count: number;
  /** Where the kept observations lie on average, for the new sum. */
  readonly middle: number;
}

/**
 * Cuts a histogram at a value, in place. A bucket that straddles the cut is split by interpolation; one that
 * reaches to infinity cannot be split and goes, except where the cut says which part remains.
 */
export function trimHistogram(histogram: FloatHistogram, cut: number, side: TrimSide): FloatHistogram {
  let count = 0;
  let sum = 0;
  let trimmed = false;
  const keep = (kept: Kept, before: number) => {
    count += kept.count;
    sum += kept.middle * kept.count;
    if (kept.count !== before) trimmed = true;
    return kept.count;
  };
  let hasPositive = false;
  let hasNegative = false;
  const { positive, negative } = histogram;
  for (let i = 0; i < positive.length; i++) {
    const bucket = histogram.positiveBucket(i);
    if (bucket.count === 0) continue;
    hasPositive = true;
    positive.counts[i] = keep(trimBucket(bucket, cut, side, 1, histogram.usesCustomBuckets), bucket.count);
  }
  for (let i = 0; i < negative.length; i++) {
    const bucket = histogram.negativeBucket(i);
    if (bucket.count === 0) continue;
    hasNegative = true;
    negative.counts[i] = keep(trimBucket(bucket, cut, side, -1, histogram.usesCustomBuckets), bucket.count);
  }
  if (histogram.zeroCount > 0) {
    const kept = trimZero(histogram.zeroBucket, cut, side, hasNegative, hasPositive);
    histogram.zeroCount = keep(kept, histogram.zeroCount);
  }
  if (trimmed) {
    histogram.count = count;
    histogram.sum = sum;
    histogram.compact();
  }
  return histogram;
}

function trimBucket(
  bucket: HistogramBucket,
  cut: number,
  side: TrimSide,
  sign: 1 | -1,
  linear: boolean,
): Kept {
  const whole = side === "below" ? bucket.upper <= cut : bucket.lower >= cut;
  if (whole) return { count: bucket.count, middle: middle(bucket.lower, bucket.upper, sign, linear) };
  const gone = side === "below" ? bucket.lower >= cut : bucket.upper <= cut;
  if (gone) return { count: 0, middle: 0 };
  if (bucket.lower === Number.NEGATIVE_INFINITY) return trimLowest(bucket, cut, side);
  if (bucket.upper === Number.POSITIVE_INFINITY) return trimHighest(bucket, cut, side);
  const below = bucket.count * fractionBelow(bucket, cut, linear);
  return side === "below"
    ? { count: below, middle: middle(bucket.lower, cut, sign, linear) }
    : { count: bucket.count - below, middle: middle(cut, bucket.upper, sign, linear) };
}

/** The bucket from -Inf: when its upper bound is positive it is taken to start at zero. */
function trimLowest(bucket: HistogramBucket, cut: number, side: TrimSide): Kept {
  const finite = bucket.upper !== Number.POSITIVE_INFINITY;
  if (side === "below") {
    if (cut > 0 && bucket.upper > 0 && finite) {
      return { count: (bucket.count * cut) / bucket.upper, middle: cut / 2 };
    }
    return bucket.upper <= 0 ? { count: bucket.count, middle: cut } : { count: 0, middle: 0 };
  }
  if (cut >= 0 && bucket.upper > cut && finite) {
    return { count: bucket.count * (1 - cut / bucket.upper), middle: (cut + bucket.upper) / 2 };
  }
  return { count: 0, middle: 0 };
}

/** The bucket up to +Inf: nobody knows how its observations are spread. */
function trimHighest(bucket: HistogramBucket, cut: number, side: TrimSide): Kept {
  if (side === "above" && cut >= bucket.lower) return { count: bucket.count, middle: cut };
  return { count: 0, middle: 0 };
}

function trimZero(
  bucket: HistogramBucket,
  cut: number,
  side: TrimSide,
  hasNegative: boolean,
  hasPositive: boolean,
): Kept {
  const lower = hasPositive && !hasNegative ? 0 : bucket.lower;
  const upper = hasNegative && !hasPositive ? 0 : bucket.upper;
  const all = { count: bucket.count, middle: (lower + upper) / 2 };
  const nothing = { count: 0, middle: 0 };
  if (cut <= lower) return side === "below" ? nothing : all;
  if (cut >= upper) return side === "below" ? all : nothing;
  return side === "below"
    ? { count: (bucket.count * (cut - lower)) / (upper - lower), middle: (lower + cut) / 2 }
    : { count: (bucket.count * (upper - cut)) / (upper - lower), middle: (cut + upper) / 2 };
}

function middle(lower: number, upper: number, sign: 1 | -1, linear: boolean): number {
  if (Number.isFinite(lower) && Number.isFinite(upper)) {
    return linear ? (lower + upper) / 2 : sign * Math.sqrt(Math.abs(lower * upper));
  }
  if (Number.isFinite(lower)) return lower;
  if (!Number.isFinite(upper)) return 0;
  return upper > 0 ? upper / 2 : upper;
}
