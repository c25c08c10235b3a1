import type { FloatHistogram, HistogramBucket } from "./float-histogram.ts";

/** What NaN observations did to a quantile. */
export type NanEffect = "none" | "result-nan" | "skewed-higher";

/** A quantile of a native histogram. */
export interface NativeQuantile {
  readonly value: number;
  readonly nanEffect: NanEffect;
}

function plain(value: number): NativeQuantile {
  return { value, nanEffect: "none" };
}

/**
 * Estimates a quantile: finds the bucket the rank falls into and interpolates inside it, on a logarithmic
 * scale for exponential buckets and linearly for custom buckets and the zero bucket. A histogram with NaN
 * observations has sum NaN; those count as larger than everything.
 */
export function nativeQuantile(q: number, histogram: FloatHistogram): NativeQuantile {
  if (q < 0) return plain(Number.NEGATIVE_INFINITY);
  if (q > 1) return plain(Number.POSITIVE_INFINITY);
  if (histogram.count === 0 || Number.isNaN(q)) return plain(Number.NaN);
  const hasNan = Number.isNaN(histogram.sum);
  const fromBelow = hasNan || q < 0.5;
  const buckets = histogram.allBuckets();
  if (!fromBelow) buckets.reverse();
  let rank = (fromBelow ? q : 1 - q) * histogram.count;
  let count = 0;
  let at = 0;
  let bucket: HistogramBucket = {
    lower: 0,
    upper: 0,
    lowerInclusive: false,
    upperInclusive: false,
    count: 0,
  };
  while (at < buckets.length) {
    bucket = buckets[at++] ?? bucket;
    if (bucket.count === 0) continue;
    count += bucket.count;
    if (count >= rank) break;
  }
  const edge = narrowEdge(bucket, histogram);
  if (edge !== undefined) return plain(edge);
  if (count > histogram.count) count = histogram.count;
  if (count < rank) return hasNan ? { value: Number.NaN, nanEffect: "result-nan" } : plain(bucket.upper);
  rank = fromBelow ? rank - (count - bucket.count) : count - rank;
  let nanEffect: NanEffect = "none";
  if (hasNan) {
    for (; at < buckets.length; at++) count += buckets[at]?.count ?? 0;
    if (count < histogram.count) nanEffect = "skewed-higher";
  }
  return { value: interpolate(bucket, rank / bucket.count, histogram), nanEffect };
}

/**
 * Narrows the bucket where the rest of the histogram shows that observations have one sign only. Returns a
 * value when the bucket has no finite width to interpolate in.
 */
function narrowEdge(bucket: HistogramBucket, histogram: FloatHistogram): number | undefined {
  if (!histogram.usesCustomBuckets) {
    if (bucket.lower < 0 && bucket.upper > 0) {
      if (histogram.negative.length === 0 && histogram.positive.length > 0) bucket.lower = 0;
      else if (histogram.positive.length === 0 && histogram.negative.length > 0) bucket.upper = 0;
    }
    return undefined;
  }
  if (bucket.lower === Number.NEGATIVE_INFINITY) {
    if (bucket.upper <= 0) return bucket.upper;
    bucket.lower = 0;
    return undefined;
  }
  return bucket.upper === Number.POSITIVE_INFINITY ? bucket.lower : undefined;
}

function interpolate(bucket: HistogramBucket, fraction: number, histogram: FloatHistogram): number {
  const { lower, upper } = bucket;
  if (histogram.usesCustomBuckets || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * fraction);
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
}
