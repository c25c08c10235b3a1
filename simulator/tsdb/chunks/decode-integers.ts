import { type PlaneBits, readPlanes } from "./bit-planes.ts";
import { CHUNK_LENGTH } from "./chunk-length.ts";
import { HEADER_BYTES, POWERS_OF_TEN, WIDE } from "./record-layout.ts";
import type { Slab } from "./slabs.ts";

/** For widths of two planes, which are put together first. */
const together = new Int32Array(CHUNK_LENGTH);
const POWERS = Float64Array.from({ length: 64 }, (_, i) => 2 ** i);
const ALL_BITS = -1;

/**
 * Adds up the differences of a record: `order` times. Nearly all chunks stay within 32 bits of their first
 * value, where sums cost a third of what they cost in double precision; both are exact.
 */
export function decodeIntegers(
  slab: Slab,
  offset: number,
  order: number,
  count: number,
  into: Float64Array,
  at: number,
): void {
  const bits = slab.u8[offset + 17] as PlaneBits;
  const first = slab.f64[offset / 8] as number;
  const smallest = slab.f64[offset / 8 + 1] as number;
  const unit = POWERS[slab.u8[offset + 18] as number] as number;
  const flags = slab.u8[offset + 19] as number;
  const payload = offset + HEADER_BYTES;
  const start = order === 2 ? (slab.f64[payload / 8] as number) : 0;
  const planes = payload + (order === 2 ? 8 : 0);
  const end = at + count;
  if (order > 0) into[at] = first;
  if (order === 2 && count > 1) into[at + 1] = first + start * unit;
  if ((flags & WIDE) !== 0) {
    readPlanes(slab, planes, CHUNK_LENGTH - order, bits, Math.max(0, count - order), together);
    addWide({ first, smallest, start, unit }, order, at + order, end, into);
  } else {
    // The level and the difference at each sample are those before plus what follows; masks leave out a sum.
    const floor = smallest | 0;
    const levels = order === 0 ? 0 : ALL_BITS;
    const differences = order === 2 ? ALL_BITS : 0;
    const terms: Terms = { first, unit, floor, start: start | 0, levels, differences };
    if (bits === 4) addNibbles(slab.u8, planes, terms, at + order, end, into);
    else if (bits === 8) addBytes(slab.u8, planes, terms, at + order, end, into);
    else if (bits === 16) addWords(slab.u16, planes / 2, terms, at + order, end, into);
    else {
      readPlanes(slab, planes, CHUNK_LENGTH - order, bits, Math.max(0, count - order), together);
      addTogether(together, terms, at + order, end, into);
    }
  }
  const decimals = flags & ~WIDE;
  if (decimals > 0) divide(into, at, end, POWERS_OF_TEN[decimals] as number);
}

interface Terms {
  readonly first: number;
  readonly unit: number;
  readonly floor: number;
  /** First difference, of second differences. */
  readonly start: number;
  readonly levels: number;
  readonly differences: number;
}

// The loops differ in the array they read. One for all would be compiled for all, and run at half the speed.

function addNibbles(
  from: Uint8Array,
  offset: number,
  terms: Terms,
  start: number,
  end: number,
  into: Float64Array,
): void {
  const { first, unit, floor, levels, differences } = terms;
  let difference = terms.start;
  let level = terms.start;
  let at = offset;
  let i = start;
  for (; i + 1 < end; i += 2) {
    const both = from[at++] as number;
    difference = ((difference & differences) + (floor + (both & 15))) | 0;
    level = ((level & levels) + difference) | 0;
    into[i] = first + level * unit;
    difference = ((difference & differences) + (floor + (both >> 4))) | 0;
    level = ((level & levels) + difference) | 0;
    into[i + 1] = first + level * unit;
  }
  if (i >= end) return;
  difference = ((difference & differences) + (floor + ((from[at] as number) & 15))) | 0;
  into[i] = first + (((level & levels) + difference) | 0) * unit;
}

function addBytes(
  from: Uint8Array,
  offset: number,
  terms: Terms,
  start: number,
  end: number,
  into: Float64Array,
): void {
  const { first, unit, floor, levels, differences } = terms;
  let difference = terms.start;
  let level = terms.start;
  let at = offset;
  for (let i = start; i < end; i++) {
    difference = ((difference & differences) + (floor + (from[at++] as number))) | 0;
    level = ((level & levels) + difference) | 0;
    into[i] = first + level * unit;
  }
}

function addWords(
  from: Uint16Array,
  offset: number,
  terms: Terms,
  start: number,
  end: number,
  into: Float64Array,
): void {
  const { first, unit, floor, levels, differences } = terms;
  let difference = terms.start;
  let level = terms.start;
  let at = offset;
  for (let i = start; i < end; i++) {
    difference = ((difference & differences) + (floor + (from[at++] as number))) | 0;
    level = ((level & levels) + difference) | 0;
    into[i] = first + level * unit;
  }
}

function addTogether(from: Int32Array, terms: Terms, start: number, end: number, into: Float64Array): void {
  const { first, unit, floor, levels, differences } = terms;
  let difference = terms.start;
  let level = terms.start;
  let at = 0;
  for (let i = start; i < end; i++) {
    difference = ((difference & differences) + (floor + (from[at++] as number))) | 0;
    level = ((level & levels) + difference) | 0;
    into[i] = first + level * unit;
  }
}

interface WideTerms {
  readonly first: number;
  readonly smallest: number;
  readonly start: number;
  readonly unit: number;
}

function addWide(terms: WideTerms, order: number, start: number, end: number, into: Float64Array): void {
  const { first, smallest, unit } = terms;
  let difference = terms.start;
  let level = terms.start;
  for (let i = start; i < end; i++) {
    const residual = smallest + ((together[i - start] as number) >>> 0);
    difference = order === 2 ? difference + residual : residual;
    level = order === 0 ? residual : level + difference;
    into[i] = first + level * unit;
  }
}

function divide(into: Float64Array, at: number, end: number, divisor: number): void {
  for (let i = at; i < end; i++) into[i] = (into[i] as number) / divisor;
}
