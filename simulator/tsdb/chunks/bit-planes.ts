import type { Slab } from "./slabs.ts";

/**
 * Small non-negative integers in as few bits as a fast loop allows: a plane of 8, 16 or 32 bits each, and
 * where that is just too narrow a second plane with the next 4 or 8 bits. Prometheus packs to single bits
 * instead, which is tighter by a fifth and slower to read by an order of magnitude.
 */
export type PlaneBits = 0 | 4 | 8 | 12 | 16 | 20 | 24 | 32;

const WIDTHS: readonly PlaneBits[] = [0, 4, 8, 12, 16, 20, 24, 32];

/** The narrowest width that holds `largest`; undefined from 2^32 on. */
export function bitsFor(largest: number): PlaneBits | undefined {
  return WIDTHS.find((bits) => largest < 2 ** bits);
}

/** Bytes that `count` numbers of a width take. */
export function planeBytes(count: number, bits: PlaneBits): number {
  return Math.ceil((count * bits) / 8);
}

/** Writes `count` numbers of `from` at a byte offset that is a multiple of 8. */
export function writePlanes(slab: Slab, offset: number, from: Float64Array, count: number, bits: PlaneBits) {
  const main = mainBits(bits);
  const after = offset + (count * main) / 8;
  for (let i = 0; i < count; i++) {
    const number = from[i] as number;
    if (main === 32) slab.u32[offset / 4 + i] = number;
    else if (main === 16) slab.u16[offset / 2 + i] = number;
    else if (main === 8) slab.u8[offset + i] = number;
    const high = Math.floor(number / 2 ** main);
    if (bits - main === 8) slab.u8[after + i] = high;
    else if (bits - main === 4) {
      const at = after + (i >> 1);
      slab.u8[at] = (slab.u8[at] as number) | (high << ((i & 1) * 4));
    }
  }
}

/** Reads the first `count` numbers of `total` written at `offset`; those of 32 bits come out as signed ones. */
export function readPlanes(
  slab: Slab,
  offset: number,
  total: number,
  bits: PlaneBits,
  count: number,
  into: Int32Array,
): void {
  const main = mainBits(bits);
  if (main === 8) widen(slab.u8, offset, count, into);
  else if (main === 16) widen16(slab.u16, offset / 2, count, into);
  else if (main === 32) widen32(slab.u32, offset / 4, count, into);
  else into.fill(0, 0, count);
  const after = offset + (total * main) / 8;
  if (bits - main === 8) addBytes(slab.u8, after, count, into, main);
  else if (bits - main === 4) addNibbles(slab.u8, after, count, into, main);
}

function mainBits(bits: PlaneBits): 0 | 8 | 16 | 32 {
  if (bits === 32) return 32;
  if (bits >= 16) return 16;
  return bits >= 8 ? 8 : 0;
}

function widen(from: Uint8Array, offset: number, count: number, into: Int32Array): void {
  for (let i = 0; i < count; i++) into[i] = from[offset + i] as number;
}

function widen16(from: Uint16Array, offset: number, count: number, into: Int32Array): void {
  for (let i = 0; i < count; i++) into[i] = from[offset + i] as number;
}

function widen32(from: Uint32Array, offset: number, count: number, into: Int32Array): void {
  for (let i = 0; i < count; i++) into[i] = (from[offset + i] as number) | 0;
}

function addBytes(from: Uint8Array, offset: number, count: number, into: Int32Array, shift: number): void {
  for (let i = 0; i < count; i++) {
    into[i] = (into[i] as number) | ((from[offset + i] as number) << shift);
  }
}

function addNibbles(from: Uint8Array, offset: number, count: number, into: Int32Array, shift: number): void {
  for (let i = 0; i < count; i++) {
    const nibble = ((from[offset + (i >> 1)] as number) >> ((i & 1) << 2)) & 15;
    into[i] = (into[i] as number) | (nibble << shift);
  }
}
