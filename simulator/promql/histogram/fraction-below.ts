import type { HistogramBucket } from "./float-histogram.ts";

/**
 * The share of a bucket's width that lies below `value`, which must be strictly inside its finite bounds:
 * linearly, or on a logarithmic scale, on which exponential buckets are equally wide.
 */
export function fractionBelow(bucket: HistogramBucket, value: number, linear: boolean): number {
  const { lower, upper } = bucket;
  if (linear) return (value - lower) / (upper - lower);
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const logValue = Math.log2(Math.abs(value));
  if (value > 0) return (logValue - logLower) / (logUpper - logLower);
  return 1 - (logValue - logUpper) / (logLower - logUpper);
}
