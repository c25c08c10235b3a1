/**
 * Randomness that is addressed instead of drawn: a value is a function of the seed, a key and a tick, so
 * any request, noise value or id can be computed again later, in any order, and nothing shifts when a
 * new use is added.
 */

/** 2^-32: turns an unsigned 32-bit word into a number in [0, 1). */
export const WORD_TO_UNIT = 1 / 4294967296;

/** FNV-1a hash of a name as an unsigned 32-bit word (offset basis and prime of the FNV authors). */
export function keyOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return finalize(hash);
}

/**
 * An unsigned 32-bit word for `(seed, key, tick, index)`; each argument is taken modulo 2^32. Two rounds
 * of MurmurHash3's block step per word pair, closed by its finalizer.
 */
export function hash32(seed: number, key: number, tick: number, index = 0): number {
  return extendHash(hashPrefix(seed, key, tick), index);
}

/** The part of `hash32` that does not depend on `index`, for loops over many indices. */
export function hashPrefix(seed: number, key: number, tick: number): number {
  let hash = mix(0x9747b28c, seed);
  hash = mix(hash, key);
  return mix(hash, tick);
}

/** `extendHash(hashPrefix(seed, key, tick), index)` equals `hash32(seed, key, tick, index)`. */
export function extendHash(prefix: number, index: number): number {
  return finalize(mix(prefix, index) ^ 16);
}

/** A number in [0, 1) for `(seed, key, tick, index)`. */
export function hashUnit(seed: number, key: number, tick: number, index = 0): number {
  return hash32(seed, key, tick, index) * WORD_TO_UNIT;
}

function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finalize(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
