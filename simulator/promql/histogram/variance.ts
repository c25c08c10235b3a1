import { KahanSum } from "../functions/kahan.ts";
import type { FloatHistogram, HistogramBucket } from "./float-histogram.ts";

const kahan = new KahanSum();

/**
 * Estimated variance: every observation is taken to lie in the middle of its bucket, geometric for
 * exponential buckets, arithmetic for custom ones, zero for the zero bucket.
 */
export function histogramVariance(histogram: FloatHistogram): number {
  const mean = histogram.sum / histogram.count;
  kahan.reset();
  for (const bucket of histogram.allBuckets()) {
    if (bucket.count === 0) continue;
    const delta = middle(bucket, histogram.usesCustomBuckets) - mean;
    kahan.add(bucket.count * delta * delta);
  }
  return kahan.total / histogram.count;
}

function middle(bucket: HistogramBucket, custom: boolean): number {
  const { lower, upper } = bucket;
  if (custom) return (upper + lower) / 2;
  if (lower <= 0 && upper >= 0) return 0;
  const value = Math.sqrt(upper * lower);
  return upper < 0 ? -value : value;
}
