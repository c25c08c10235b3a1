/** One cumulative bucket of a classic histogram: how many observations were at most `upperBound`. */
export interface ClassicBucket {
  readonly upperBound: number;
  count: number;
}

/** A quantile with the repairs that were needed to get it. */
export interface ClassicQuantile {
  readonly value: number;
  /** Set when a bucket held fewer observations than the one below it. */
  readonly repair: BucketDefect | undefined;
}

/** The bounds of the buckets that were raised, and by how much at most. */
export interface BucketDefect {
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDiff: number;
}

/** Relative difference below which two counts are equal but for rounding. */
const SMALL_DELTA = 1e-12;
const MIN_NORMAL = 2.2250738585072014e-308;

/**
 * Estimates a quantile by finding the bucket it falls into and interpolating linearly inside it; the lowest
 * bucket starts at zero when its bound is positive. Sorts `buckets` in place.
 */
export function classicQuantile(q: number, buckets: ClassicBucket[]): ClassicQuantile {
  if (Number.isNaN(q)) return { value: Number.NaN, repair: undefined };
  if (q < 0) return { value: Number.NEGATIVE_INFINITY, repair: undefined };
  if (q > 1) return { value: Number.POSITIVE_INFINITY, repair: undefined };
  const merged = prepareBuckets(buckets);
  if (merged === undefined) return { value: Number.NaN, repair: undefined };
  const repair = makeMonotonic(merged);
  return { value: interpolate(q, merged), repair };
}

/** Sorts and joins buckets of equal bounds; undefined without a `+Inf` bucket. */
export function prepareBuckets(buckets: ClassicBucket[]): ClassicBucket[] | undefined {
  buckets.sort((a, b) => (a.upperBound < b.upperBound ? -1 : a.upperBound > b.upperBound ? 1 : 0));
  if (buckets[buckets.length - 1]?.upperBound !== Number.POSITIVE_INFINITY) return undefined;
  const merged: ClassicBucket[] = [];
  for (const bucket of buckets) {
    const last = merged[merged.length - 1];
    if (last !== undefined && last.upperBound === bucket.upperBound) last.count += bucket.count;
    else merged.push(bucket);
  }
  return merged;
}

function makeMonotonic(buckets: ClassicBucket[]): BucketDefect | undefined {
  let minBucket = Number.POSITIVE_INFINITY;
  let maxBucket = Number.NEGATIVE_INFINITY;
  let maxDiff = 0;
  let forced = false;
  let previous = buckets[0]?.count ?? 0;
  for (let i = 1; i < buckets.length; i++) {
    const bucket = buckets[i];
    if (bucket === undefined || bucket.count === previous) continue;
    if (almostEqual(previous, bucket.count)) {
      bucket.count = previous;
      continue;
    }
    if (bucket.count < previous) {
      forced = true;
      minBucket = Math.min(minBucket, bucket.upperBound);
      maxBucket = Math.max(maxBucket, bucket.upperBound);
      maxDiff = Math.max(maxDiff, previous - bucket.count);
      bucket.count = previous;
      continue;
    }
    previous = bucket.count;
  }
  return forced ? { minBucket, maxBucket, maxDiff } : undefined;
}

function almostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < MIN_NORMAL) return difference < SMALL_DELTA * MIN_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < SMALL_DELTA;
}

function interpolate(q: number, buckets: readonly ClassicBucket[]): number {
  if (buckets.length < 2) return Number.NaN;
  const last = buckets.length - 1;
  const observations = buckets[last]?.count ?? 0;
  if (observations === 0) return Number.NaN;
  const rank = q * observations;
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle]?.count ?? 0) >= rank) high = middle;
    else low = middle + 1;
  }
  const at = buckets[low];
  if (low === last || at === undefined) return buckets[last - 1]?.upperBound ?? Number.NaN;
  if (low === 0 && at.upperBound <= 0) return at.upperBound;
  const below = buckets[low - 1];
  const start = below?.upperBound ?? 0;
  const skipped = below?.count ?? 0;
  return start + (at.upperBound - start) * ((rank - skipped) / (at.count - skipped));
}
