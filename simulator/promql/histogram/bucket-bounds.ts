/** Schema of histograms whose bounds are listed one by one, as classic histograms have them. */
export const CUSTOM_SCHEMA = -53;

/** Upper bounds of one octave, as fractions of the next power of two, by schema. */
const octaves = new Map<number, Float64Array>();

function octave(schema: number): Float64Array {
  let bounds = octaves.get(schema);
  if (bounds === undefined) {
    const size = 2 ** schema;
    bounds = Float64Array.from({ length: size }, (_, i) => 2 ** (i / size - 1));
    octaves.set(schema, bounds);
  }
  return bounds;
}

/**
 * Upper bound of a bucket. Exponential schemas: bucket `index` ends at 2^(index / 2^schema); the last one
 * before the overflow bucket ends at the largest double. Custom bounds: the listed value, +Inf behind the
 * last and -Inf before the first.
 */
export function bucketBound(index: number, schema: number, customValues: readonly number[]): number {
  if (schema === CUSTOM_SCHEMA) {
    if (index < 0) return Number.NEGATIVE_INFINITY;
    return customValues[index] ?? Number.POSITIVE_INFINITY;
  }
  if (schema < 0) {
    const exponent = index * 2 ** -schema;
    return exponent === 1024 ? Number.MAX_VALUE : powerOfTwo(exponent);
  }
  const size = 2 ** schema;
  const exponent = Math.floor(index / size) + 1;
  const fraction = octave(schema)[index - (exponent - 1) * size] ?? 0.5;
  if (fraction === 0.5 && exponent === 1025) return Number.MAX_VALUE;
  return scale(fraction, exponent);
}

function powerOfTwo(exponent: number): number {
  return scale(1, exponent);
}

/** `fraction * 2^exponent` without losing range on the way. */
function scale(fraction: number, exponent: number): number {
  if (exponent > 1023) return fraction * 2 ** 1023 * 2 ** (exponent - 1023);
  if (exponent < -1021) return fraction * 2 ** -1021 * 2 ** (exponent + 1021);
  return fraction * 2 ** exponent;
}

/** The bucket of a coarser schema that a bucket falls into. */
export function coarserIndex(index: number, from: number, to: number): number {
  return Math.floor((index - 1) / 2 ** (from - to)) + 1;
}

/** True when two lists of custom bounds are the same. */
export function sameBounds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((bound, i) => bound === b[i]);
}
