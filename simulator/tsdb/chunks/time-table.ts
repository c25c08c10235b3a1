import { CHUNK_LENGTH } from "./chunk-length.ts";

/** Names the times of a sealed chunk; equal for chunks with equal times. */
export type TimesId = number;

/** Distances from the grid, where a chunk leaves it. */
type Offsets = Int8Array | Int16Array | Int32Array | Float64Array;

const NONE = -1;

/**
 * The times of sealed chunks, each list stored once: all series of a scrape target get their samples at the
 * same instants. A list is a grid (start and interval) and, when scrapes came late or were missed, the
 * distances from it in the narrowest width. A real server repeats the times in every chunk of every series.
 */
export class TimeTable {
  private starts = new Float64Array(16);
  private ends = new Float64Array(16);
  private steps = new Float64Array(16);
  private readonly irregular = new Map<TimesId, Offsets>();
  private irregularBytes = 0;
  private count = 0;
  /** Open addressing by hash of start and interval; NONE where free. */
  private buckets = new Int32Array(32).fill(NONE);

  /** Bytes reserved for lists and their index. */
  get reservedBytes(): number {
    return 24 * this.starts.length + 4 * this.buckets.length + this.irregularBytes;
  }

  /** The list with the first CHUNK_LENGTH of `times`, milliseconds in ascending order. */
  intern(times: Float64Array): TimesId {
    const start = times[0] as number;
    const step = (times[1] as number) - start;
    const offsets = offsetsOf(times, start, step);
    const mask = this.buckets.length - 1;
    let at = hashOf(start, step) & mask;
    for (; this.buckets[at] !== NONE; at = (at + 1) & mask) {
      const id = this.buckets[at] as TimesId;
      if (this.starts[id] !== start || this.steps[id] !== step) continue;
      if (equalOffsets(this.irregular.get(id), offsets)) return id;
    }
    this.buckets[at] = this.count;
    return this.add(start, times[CHUNK_LENGTH - 1] as number, step, offsets);
  }

  /** First time of a list, milliseconds. */
  startOf(id: TimesId): number {
    return this.starts[id] as number;
  }

  /** Last time of a list, milliseconds. */
  endOf(id: TimesId): number {
    return this.ends[id] as number;
  }

  /** Writes the times from index `from` up to `to` (excluded) into `into` from `at` on. */
  read(id: TimesId, from: number, to: number, into: Float64Array, at: number): void {
    const start = this.starts[id] as number;
    const step = this.steps[id] as number;
    const offsets = this.irregular.get(id);
    const shift = at - from;
    for (let i = from; i < to; i++) into[shift + i] = start + i * step;
    if (offsets === undefined) return;
    if (offsets instanceof Float64Array)
      for (let i = from; i < to; i++) into[shift + i] = offsets[i] as number;
    else
      for (let i = from; i < to; i++) into[shift + i] = (into[shift + i] as number) + (offsets[i] as number);
  }

  /** Index of the first time after `timeMs`; CHUNK_LENGTH when there is none. */
  after(id: TimesId, timeMs: number): number {
    const start = this.starts[id] as number;
    if (timeMs < start) return 0;
    if (timeMs >= (this.ends[id] as number)) return CHUNK_LENGTH;
    const step = this.steps[id] as number;
    const offsets = this.irregular.get(id);
    if (offsets === undefined) return onGrid(start, step, timeMs);
    const absolute = offsets instanceof Float64Array;
    let low = 0;
    let high = CHUNK_LENGTH;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const time = absolute
        ? (offsets[middle] as number)
        : start + middle * step + (offsets[middle] as number);
      if (time <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private add(start: number, end: number, step: number, offsets: Offsets | undefined): TimesId {
    const id = this.count++;
    if (id === this.starts.length) {
      this.starts = larger(this.starts);
      this.ends = larger(this.ends);
      this.steps = larger(this.steps);
    }
    this.starts[id] = start;
    this.ends[id] = end;
    this.steps[id] = step;
    if (offsets !== undefined) {
      this.irregular.set(id, offsets);
      this.irregularBytes += offsets.byteLength;
    }
    if (this.count * 2 > this.buckets.length) this.rehash();
    return id;
  }

  private rehash(): void {
    const mask = this.buckets.length * 2 - 1;
    this.buckets = new Int32Array(mask + 1).fill(NONE);
    for (let id = 0; id < this.count; id++) {
      let at = hashOf(this.startOf(id), this.steps[id] as number) & mask;
      while (this.buckets[at] !== NONE) at = (at + 1) & mask;
      this.buckets[at] = id;
    }
  }
}

/** The position follows from the time; rounding of the division is put right by one comparison each way. */
function onGrid(start: number, step: number, timeMs: number): number {
  let at = Math.floor((timeMs - start) / step) + 1;
  while (at > 0 && start + (at - 1) * step > timeMs) at--;
  while (at < CHUNK_LENGTH && start + at * step <= timeMs) at++;
  return at;
}

/** Undefined for times on the grid. Grid and distances together must give every time exactly. */
function offsetsOf(times: Float64Array, start: number, step: number): Offsets | undefined {
  let smallest = 0;
  let largest = 0;
  for (let i = 0; i < CHUNK_LENGTH; i++) {
    const time = times[i] as number;
    const onGrid = start + i * step;
    const offset = time - onGrid;
    if (Math.floor(offset) !== offset || onGrid + offset !== time) return times.slice(0, CHUNK_LENGTH);
    if (offset < smallest) smallest = offset;
    if (offset > largest) largest = offset;
  }
  if (smallest === 0 && largest === 0) return undefined;
  const reach = Math.max(largest, -1 - smallest);
  if (reach >= 2 ** 31) return times.slice(0, CHUNK_LENGTH);
  const offsets = reach < 128 ? new Int8Array(CHUNK_LENGTH) : undefined;
  const wide = offsets ?? (reach < 2 ** 15 ? new Int16Array(CHUNK_LENGTH) : new Int32Array(CHUNK_LENGTH));
  for (let i = 0; i < CHUNK_LENGTH; i++) wide[i] = (times[i] as number) - (start + i * step);
  return wide;
}

function equalOffsets(a: Offsets | undefined, b: Offsets | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.constructor !== b.constructor) return false;
  for (let i = 0; i < CHUNK_LENGTH; i++) if (a[i] !== b[i]) return false;
  return true;
}

function hashOf(start: number, step: number): number {
  const low = (start % 2 ** 32) | 0;
  const high = Math.floor(start / 2 ** 32) | 0;
  let hash = Math.imul(low ^ (low >>> 15), 0x2c1b3c6d) ^ Math.imul(high ^ (step | 0), 0x297a2d39);
  hash = Math.imul(hash ^ (hash >>> 12), 0x165667b1);
  return (hash ^ (hash >>> 15)) >>> 1;
}

function larger(list: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(Math.ceil(list.length * 1.5));
  grown.set(list);
  return grown;
}
