import { KahanSum } from "../functions/kahan.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import { SparseBuckets } from "./sparse-buckets.ts";

/** The bounds that two sorted lists share. */
export function commonBounds(a: readonly number[], b: readonly number[]): number[] {
  const other = new Set(b);
  return a.filter((bound) => other.has(bound));
}

/**
 * Adds custom-bucket histograms of different bounds: every bucket goes into the first common bucket that
 * contains it whole, the last resort being the one up to +Inf.
 */
export function addMismatched(
  target: FloatHistogram,
  other: FloatHistogram,
  bounds: readonly number[],
  sign: 1 | -1,
  rest: SparseBuckets | undefined,
): { buckets: SparseBuckets; rest: SparseBuckets } {
  const sums = Array.from({ length: bounds.length + 1 }, () => new KahanSum());
  target.positive.indexes.forEach((index, i) => {
    const sum = sums[targetBucket(target.customValues[index], bounds)];
    sum?.add(target.positive.counts[i] ?? 0);
    if (rest !== undefined) sum?.add(rest.counts[i] ?? 0);
  });
  other.positive.indexes.forEach((index, i) => {
    sums[targetBucket(other.customValues[index], bounds)]?.add(sign * (other.positive.counts[i] ?? 0));
  });
  const buckets = new SparseBuckets();
  const errors = new SparseBuckets();
  sums.forEach(({ sum, rest: error }, index) => {
    if (sum === 0 && error === 0) return;
    buckets.push(index, sum);
    errors.push(index, error);
  });
  return { buckets, rest: errors };
}

/** The counts of a histogram rearranged into some of its own bounds, +Inf last. */
export function countsWithin(histogram: FloatHistogram, bounds: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  histogram.positive.indexes.forEach((index, i) => {
    const at = targetBucket(histogram.customValues[index], bounds);
    counts[at] = (counts[at] ?? 0) + (histogram.positive.counts[i] ?? 0);
  });
  return counts;
}

function targetBucket(bound: number | undefined, bounds: readonly number[]): number {
  if (bound === undefined) return bounds.length;
  const at = bounds.findIndex((one) => one >= bound);
  return at < 0 ? bounds.length : at;
}
