import type { Labels } from "../../tsdb/labels.ts";
import { appendUtf8 } from "../../tsdb/utf8.ts";
import { xxHash64 } from "../../tsdb/xxhash64.ts";

const offsets = new WeakMap<Labels, number>();

/**
 * Where a label set lies between 0 and 1 for `limit_ratio`: its hash over 2^64. The bytes hashed are those
 * of Prometheus's default label layout: each name and value behind its length, one byte below 255, else 255
 * and three bytes, low first.
 */
export function labelsOffset(labels: Labels): number {
  const known = offsets.get(labels);
  if (known !== undefined) return known;
  const bytes: number[] = [];
  for (const [name, value] of labels.pairs) {
    append(bytes, name);
    append(bytes, value);
  }
  const offset = Number(xxHash64(Uint8Array.from(bytes))) / 2 ** 64;
  offsets.set(labels, offset);
  return offset;
}

function append(bytes: number[], text: string): void {
  const encoded: number[] = [];
  appendUtf8(encoded, text);
  const { length } = encoded;
  if (length < 255) bytes.push(length);
  else bytes.push(255, length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff);
  for (const byte of encoded) bytes.push(byte);
}
