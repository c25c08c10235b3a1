import { latencyAt } from "./requests.ts";
import { latencyBucketsSeconds } from "./state.ts";

/**
 * Adds the latencies of `count` requests to bucket counts (`+Inf` last, not cumulative) and returns their
 * sum in seconds. The i-th latency is the quantile at `(i + offset) / count`: systematic sampling, so
 * buckets, sum and the single requests of `requestsOf` agree exactly and the mean is unbiased.
 */
export function observe(
  counts: number[],
  quantilesSeconds: readonly number[],
  count: number,
  offset: number,
): number {
  let sum = 0;
  let bucket = 0;
  for (let i = 0; i < count; i++) {
    const seconds = latencyAt(quantilesSeconds, (i + offset) / count);
    sum += seconds;
    while (bucket < latencyBucketsSeconds.length && seconds > (latencyBucketsSeconds[bucket] ?? 0)) bucket++;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return sum;
}
