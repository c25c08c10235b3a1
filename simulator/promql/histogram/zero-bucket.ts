import { KahanSum } from "../functions/kahan.ts";
import type { FloatHistogram } from "./float-histogram.ts";

/** A zero bucket after it was widened. */
export interface WidenedZero {
  readonly count: number;
  /** The new threshold; larger than asked for when a bucket with observations straddled it. */
  readonly threshold: number;
  readonly rest: number;
}

const kahan = new KahanSum();

/**
 * How many observations the zero bucket would hold if it reached to `threshold`. A populated bucket that
 * straddles the threshold is taken in whole, which moves the threshold out to its far end.
 */
export function widenZeroBucket(
  histogram: FloatHistogram,
  threshold: number,
  rest?: FloatHistogram,
): WidenedZero {
  let wanted = threshold;
  if (wanted === histogram.zeroThreshold) {
    return { count: histogram.zeroCount, threshold: wanted, rest: rest?.zeroCount ?? 0 };
  }
  for (;;) {
    kahan.reset(histogram.zeroCount, rest?.zeroCount ?? 0);
    const outer = takePositive(histogram, wanted, rest);
    wanted = outer;
    const further = takeNegative(histogram, wanted, rest);
    if (further === wanted) return { count: kahan.sum, threshold: wanted, rest: kahan.rest };
    wanted = further;
  }
}

function takePositive(
  histogram: FloatHistogram,
  threshold: number,
  rest: FloatHistogram | undefined,
): number {
  for (let i = 0; i < histogram.positive.length; i++) {
    const bucket = histogram.positiveBucket(i);
    if (bucket.lower >= threshold) break;
    kahan.add(bucket.count);
    if (rest !== undefined) kahan.add(rest.positive.counts[i] ?? 0);
    if (bucket.upper > threshold) return bucket.count === 0 ? threshold : bucket.upper;
  }
  return threshold;
}

function takeNegative(
  histogram: FloatHistogram,
  threshold: number,
  rest: FloatHistogram | undefined,
): number {
  for (let i = 0; i < histogram.negative.length; i++) {
    const bucket = histogram.negativeBucket(i);
    if (bucket.upper <= -threshold) break;
    kahan.add(bucket.count);
    if (rest !== undefined) kahan.add(rest.negative.counts[i] ?? 0);
    if (bucket.lower < -threshold) return bucket.count === 0 ? threshold : -bucket.lower;
  }
  return threshold;
}

/** Empties the buckets that the zero bucket now covers. */
function trimCovered(histogram: FloatHistogram, rest: FloatHistogram | undefined): void {
  for (let i = 0; i < histogram.positive.length; i++) {
    if (histogram.positiveBucket(i).lower >= histogram.zeroThreshold) break;
    histogram.positive.counts[i] = 0;
    if (rest !== undefined) rest.positive.counts[i] = 0;
  }
  for (let i = 0; i < histogram.negative.length; i++) {
    if (histogram.negativeBucket(i).upper <= -histogram.zeroThreshold) break;
    histogram.negative.counts[i] = 0;
    if (rest !== undefined) rest.negative.counts[i] = 0;
  }
  // With rounding errors kept beside, both must go on having the same buckets.
  if (rest === undefined) histogram.compact();
}

/**
 * Widens zero buckets until both histograms have the same threshold. Changes `target`; returns the
 * observations that `other` has within it.
 */
export function reconcileZeroBuckets(
  target: FloatHistogram,
  other: FloatHistogram,
  rest: FloatHistogram | undefined,
): number {
  let count = other.zeroCount;
  let threshold = other.zeroThreshold;
  while (threshold !== target.zeroThreshold) {
    if (target.zeroThreshold > threshold) {
      const widened = widenZeroBucket(other, target.zeroThreshold);
      count = widened.count + widened.rest;
      threshold = widened.threshold;
    }
    if (threshold > target.zeroThreshold) {
      const widened = widenZeroBucket(target, threshold, rest);
      target.zeroCount = widened.count;
      target.zeroThreshold = widened.threshold;
      if (rest !== undefined) rest.zeroCount = widened.rest;
      trimCovered(target, rest);
    }
  }
  return count;
}
