import { hash32 } from "./hash.ts";

/** Letters and digits Kubernetes allows in generated name suffixes: no vowels, so no words appear. */
const SAFE_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** `length` lower-case hex digits (at most 32) for `(seed, key, tick, index)`. */
export function hexId(seed: number, key: number, tick: number, index: number, length: number): string {
  let text = "";
  for (let word = 0; text.length < length; word++) {
    text += hash32(seed ^ Math.imul(word + 1, 0x9e3779b1), key, tick, index)
      .toString(16)
      .padStart(8, "0");
  }
  return text.slice(0, length);
}

/** A version 4 UUID (RFC 9562) for `(seed, key, tick, index)`. */
export function uuidOf(seed: number, key: number, tick: number, index = 0): string {
  const hex = hexId(seed, key, tick, index, 32);
  const variant = "89ab"[Number.parseInt(hex.slice(16, 17), 16) & 3] ?? "8";
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A name suffix as the API server generates them (`rand.SafeEncodeString` of k8s.io/apimachinery). */
export function safeSuffix(seed: number, key: number, tick: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    text += SAFE_ALPHABET[hash32(seed, key, tick, i) % SAFE_ALPHABET.length] ?? "";
  }
  return text;
}
