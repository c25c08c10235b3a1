import { bucketBound, sameBounds } from "./bucket-bounds.ts";
import { commonBounds, countsWithin } from "./custom-bounds.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import type { SparseBuckets } from "./sparse-buckets.ts";
import { widenZeroBucket } from "./zero-bucket.ts";

/**
 * Whether a counter was reset between two histograms of a series: any count fell, or the layout changed in a
 * way only a restart explains. What the sample itself says about resets wins.
 */
export function detectReset(current: FloatHistogram, previous: FloatHistogram): boolean {
  if (current.resetHint === "reset") return true;
  if (current.resetHint === "not_reset") return false;
  if (current.count < previous.count) return true;
  if (current.usesCustomBuckets) {
    if (!previous.usesCustomBuckets) return true;
    if (!sameBounds(current.customValues, previous.customValues)) return anyFellWithin(current, previous);
    return anyFell(current.positive, previous.positive, () => true);
  }
  if (current.schema > previous.schema) return true;
  if (current.zeroThreshold < previous.zeroThreshold) return true;
  const widened = widenZeroBucket(previous, current.zeroThreshold);
  if (widened.threshold !== current.zeroThreshold) return true;
  if (current.zeroCount < widened.count) return true;
  const outside = (index: number) => bucketBound(index, current.schema, []) > current.zeroThreshold;
  return (
    anyFell(current.positive, previous.positive.coarser(previous.schema, current.schema), outside) ||
    anyFell(current.negative, previous.negative.coarser(previous.schema, current.schema), outside)
  );
}

/** True when a bucket of the earlier histogram is gone or holds less now. */
function anyFell(
  current: SparseBuckets,
  previous: SparseBuckets,
  counts: (index: number) => boolean,
): boolean {
  let at = 0;
  for (let i = 0; i < previous.length; i++) {
    const index = previous.indexes[i] ?? 0;
    const before = previous.counts[i] ?? 0;
    if (!counts(index)) continue;
    while (at < current.length && (current.indexes[at] ?? 0) < index) at++;
    const present = current.indexes[at] === index;
    if (present ? (current.counts[at] ?? 0) < before : before !== 0) return true;
  }
  return false;
}

function anyFellWithin(current: FloatHistogram, previous: FloatHistogram): boolean {
  const bounds = commonBounds(current.customValues, previous.customValues);
  const now = countsWithin(current, bounds);
  return countsWithin(previous, bounds).some((before, i) => (now[i] ?? 0) < before);
}
