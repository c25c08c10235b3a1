/** Relative difference that Prometheus's tests allow between a wanted and a computed value. */
const EPSILON = 1e-6;
/** Smallest normal double. */
const MIN_NORMAL = 2 ** -1022;

/** Equality of Prometheus's tests: both NaN, or equal, or closer than one in a million. */
export function almostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  if (a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < MIN_NORMAL) return difference < EPSILON * MIN_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}
