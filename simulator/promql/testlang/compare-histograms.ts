import { sameBounds } from "../histogram/bucket-bounds.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import type { SparseBuckets } from "../histogram/sparse-buckets.ts";
import { almostEqual } from "./almost-equal.ts";

/**
 * Whether a computed histogram is the wanted one. Empty buckets do not count, counts and sum may differ by
 * rounding, and the reset hint matters only where the test wrote one.
 */
export function sameHistogram(wanted: FloatHistogram, got: FloatHistogram, compareHint: boolean): boolean {
  return (
    wanted.schema === got.schema &&
    almostEqual(wanted.count, got.count) &&
    almostEqual(wanted.sum, got.sum) &&
    (!wanted.usesCustomBuckets || sameBounds(wanted.customValues, got.customValues)) &&
    wanted.zeroThreshold === got.zeroThreshold &&
    almostEqual(wanted.zeroCount, got.zeroCount) &&
    sameBuckets(wanted.negative, got.negative) &&
    sameBuckets(wanted.positive, got.positive) &&
    (!compareHint || wanted.resetHint === got.resetHint)
  );
}

function sameBuckets(wanted: SparseBuckets, got: SparseBuckets): boolean {
  const a = wanted.compacted();
  const b = got.compacted();
  return (
    a.length === b.length &&
    a.indexes.every((index, i) => index === b.indexes[i]) &&
    a.counts.every((count, i) => almostEqual(count, b.counts[i] ?? Number.NaN))
  );
}
