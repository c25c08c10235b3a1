import type { ClassicBuckets } from "./classic-buckets.ts";

/** The bounds of the buckets that had to be raised, and by how much at most. */
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
 * bucket starts at zero when its bound is positive. A bucket that holds less than the one below it is raised
 * first, and `repaired` is told.
 */
export function classicQuantile(
  q: number,
  buckets: ClassicBuckets,
  repaired: (defect: BucketDefect) => void,
): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  if (buckets.total === undefined) return Number.NaN;
  const defect = makeMonotonic(buckets);
  if (defect !== undefined) repaired(defect);
  return interpolate(q, buckets);
}

function makeMonotonic({ bounds, counts, length }: ClassicBuckets): BucketDefect | undefined {
  let defect: BucketDefect | undefined;
  let previous = counts[0] as number;
  for (let i = 1; i < length; i++) {
    const count = counts[i] as number;
    if (count === previous) continue;
    if (almostEqual(previous, count)) {
      counts[i] = previous;
      continue;
    }
    if (count < previous) {
      const bound = bounds[i] as number;
      defect = {
        minBucket: Math.min(defect?.minBucket ?? bound, bound),
        maxBucket: Math.max(defect?.maxBucket ?? bound, bound),
        maxDiff: Math.max(defect?.maxDiff ?? 0, previous - count),
      };
      counts[i] = previous;
      continue;
    }
    previous = count;
  }
  return defect;
}

function almostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < MIN_NORMAL) return difference < SMALL_DELTA * MIN_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < SMALL_DELTA;
}

function interpolate(q: number, { bounds, counts, length }: ClassicBuckets): number {
  if (length < 2) return Number.NaN;
  const last = length - 1;
  const observations = counts[last] as number;
  if (observations === 0) return Number.NaN;
  const rank = q * observations;
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((counts[middle] as number) >= rank) high = middle;
    else low = middle + 1;
  }
  if (low === last) return bounds[last - 1] as number;
  const end = bounds[low] as number;
  if (low === 0 && end <= 0) return end;
  const start = low > 0 ? (bounds[low - 1] as number) : 0;
  const below = low > 0 ? (counts[low - 1] as number) : 0;
  return start + (end - start) * ((rank - below) / ((counts[low] as number) - below));
}
