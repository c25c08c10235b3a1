import { planeBytes, writePlanes } from "./bit-planes.ts";
import { CHUNK_LENGTH } from "./chunk-length.ts";
import { type IntegerPlan, planIntegers } from "./integer-plan.ts";
import { decode } from "./read-values.ts";
import { CONSTANT, FLOAT32, HEADER_BYTES, INTEGERS, RAW, WIDE } from "./record-layout.ts";
import type { Address, Slab, Slabs } from "./slabs.ts";

const values = new Float64Array(CHUNK_LENGTH);
const check = new Float64Array(CHUNK_LENGTH);

/**
 * Seals the first CHUNK_LENGTH values of `from` in the smallest form that gives every bit back: one constant,
 * integers (of a decimal or binary unit) as small differences, single precision, or as they are. `stale` has
 * a 1 where a sample is a stale marker; its value does not count.
 */
export function writeValues(slabs: Slabs, from: Float64Array, stale: Uint8Array | undefined): Address {
  const markers = bridgeMarkers(from, stale);
  if (allEqual()) return writeRecord(slabs, CONSTANT, 0, values[0] as number, stale, markers).address;
  const plan = planIntegers(values);
  const single = isSingle();
  if (plan !== undefined && plan.bytes < CHUNK_LENGTH * (single ? 4 : 8)) {
    const address = writeIntegers(slabs, plan, stale, markers);
    // Everything rests on exact integer arithmetic; should it ever fail, the values are kept as they are.
    if (readsBack(slabs, address)) return address;
  }
  const form = single ? FLOAT32 : RAW;
  const record = writeRecord(slabs, form, CHUNK_LENGTH * (single ? 4 : 8), 0, stale, markers);
  const { slab, payload } = record;
  if (single) slab.f32.set(values, payload / 4);
  else slab.f64.set(values, payload / 8);
  return record.address;
}

/** Copies the values; a marker takes its neighbour's, so that it does not spoil the differences. */
function bridgeMarkers(from: Float64Array, stale: Uint8Array | undefined): number {
  let markers = 0;
  let previous = 0;
  for (let i = 0; i < CHUNK_LENGTH; i++) {
    if (stale !== undefined && stale[i] === 1) markers++;
    else previous = from[i] as number;
    values[i] = previous;
  }
  if (stale === undefined || stale[0] !== 1) return markers;
  let first = 0;
  while (first < CHUNK_LENGTH - 1 && stale[first] === 1) first++;
  values.fill(values[first] as number, 0, first);
  return markers;
}

function allEqual(): boolean {
  const first = values[0] as number;
  for (let i = 1; i < CHUNK_LENGTH; i++) if (!Object.is(values[i], first)) return false;
  return true;
}

function isSingle(): boolean {
  for (let i = 0; i < CHUNK_LENGTH; i++) {
    const value = values[i] as number;
    if (Math.fround(value) !== value && !Number.isNaN(value)) return false;
  }
  return true;
}

function readsBack(slabs: Slabs, address: Address): boolean {
  decode(slabs.slabOf(address), slabs.offsetOf(address), CHUNK_LENGTH, check, 0);
  for (let i = 0; i < CHUNK_LENGTH; i++) if (!Object.is(check[i], values[i])) return false;
  return true;
}

interface Record {
  readonly address: Address;
  readonly slab: Slab;
  readonly offset: number;
  readonly payload: number;
}

function writeRecord(
  slabs: Slabs,
  form: number,
  bytes: number,
  base: number,
  stale: Uint8Array | undefined,
  markers: number,
): Record {
  const padded = Math.ceil(bytes / 2) * 2;
  const address = slabs.allocate(HEADER_BYTES + padded + 2 * markers);
  const slab = slabs.slabOf(address);
  const offset = slabs.offsetOf(address);
  slab.f64[offset / 8] = base;
  slab.u8[offset + 16] = form;
  slab.u16[offset / 2 + 10] = markers;
  slab.u16[offset / 2 + 11] = padded / 2;
  let at = (offset + HEADER_BYTES + padded) / 2;
  if (markers > 0) for (let i = 0; i < CHUNK_LENGTH; i++) if (stale?.[i] === 1) slab.u16[at++] = i;
  return { address, slab, offset, payload: offset + HEADER_BYTES };
}

function writeIntegers(
  slabs: Slabs,
  plan: IntegerPlan,
  stale: Uint8Array | undefined,
  markers: number,
): Address {
  const { order, bits, residuals } = plan;
  const extra = order === 2 ? 8 : 0;
  const count = CHUNK_LENGTH - order;
  const bytes = extra + planeBytes(count, bits);
  const { address, slab, offset, payload } = writeRecord(
    slabs,
    INTEGERS + order,
    bytes,
    plan.first,
    stale,
    markers,
  );
  slab.f64[offset / 8 + 1] = plan.smallest;
  slab.u8[offset + 17] = bits;
  slab.u8[offset + 18] = plan.shift;
  slab.u8[offset + 19] = plan.decimals | (plan.isWide ? WIDE : 0);
  if (order === 2) slab.f64[payload / 8] = plan.firstDifference;
  writePlanes(slab, payload + extra, residuals, count, bits);
  return address;
}
