import { CHUNK_LENGTH } from "./chunk-length.ts";
import { decodeIntegers } from "./decode-integers.ts";
import { CONSTANT, FLOAT32, HEADER_BYTES, INTEGERS, RAW } from "./record-layout.ts";
import type { Address, Slab, Slabs } from "./slabs.ts";

const scratch = new Float64Array(CHUNK_LENGTH);

/**
 * Decodes the values of a sealed chunk from index `from` up to `to` (excluded) into `into` from `at` on. Stale
 * markers come out as NaN. Differences have to be added up from the first value, so the start costs as well.
 */
export function readValues(
  slabs: Slabs,
  address: Address,
  from: number,
  to: number,
  into: Float64Array,
  at: number,
): void {
  const slab = slabs.slabOf(address);
  const offset = slabs.offsetOf(address);
  if (from === 0) decode(slab, offset, to, into, at);
  else {
    decode(slab, offset, to, scratch, 0);
    for (let i = from; i < to; i++) into[at + i - from] = scratch[i] as number;
  }
  const markers = slab.u16[offset / 2 + 10] as number;
  for (let k = 0; k < markers; k++) {
    const i = markerAt(slab, offset, k);
    if (i >= from && i < to) into[at + i - from] = Number.NaN;
  }
}

/** Sets a 1 in `into` for every stale marker from index `from` up to `to` (excluded). */
export function readMarkers(
  slabs: Slabs,
  address: Address,
  from: number,
  to: number,
  into: Uint8Array,
  at: number,
): void {
  const slab = slabs.slabOf(address);
  const offset = slabs.offsetOf(address);
  const markers = slab.u16[offset / 2 + 10] as number;
  for (let k = 0; k < markers; k++) {
    const i = markerAt(slab, offset, k);
    if (i >= from && i < to) into[at + i - from] = 1;
  }
}

/** Bytes a record occupies, a multiple of 8. */
export function recordBytes(slabs: Slabs, address: Address): number {
  const { u16 } = slabs.slabOf(address);
  const half = slabs.offsetOf(address) / 2;
  const words = (u16[half + 11] as number) + (u16[half + 10] as number);
  return Math.ceil((HEADER_BYTES + 2 * words) / 8) * 8;
}

function markerAt(slab: Slab, offset: number, k: number): number {
  return slab.u16[(offset + HEADER_BYTES) / 2 + (slab.u16[offset / 2 + 11] as number) + k] as number;
}

/** Decodes the first `count` values; stale markers come out as whatever stands in their place. */
export function decode(slab: Slab, offset: number, count: number, into: Float64Array, at: number): void {
  if (count === 0) return;
  const form = slab.u8[offset + 16] as number;
  const payload = offset + HEADER_BYTES;
  if (form === CONSTANT) into.fill(slab.f64[offset / 8] as number, at, at + count);
  else if (form === RAW) copy(slab.f64, payload / 8, count, into, at);
  else if (form === FLOAT32) copySingles(slab.f32, payload / 4, count, into, at);
  else decodeIntegers(slab, offset, form - INTEGERS, count, into, at);
}

function copy(from: Float64Array, start: number, count: number, into: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) into[at + i] = from[start + i] as number;
}

function copySingles(from: Float32Array, start: number, count: number, into: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) into[at + i] = from[start + i] as number;
}
