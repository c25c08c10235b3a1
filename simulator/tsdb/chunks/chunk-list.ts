import type { SampleColumns } from "../sample-source.ts";
import { CHUNK_LENGTH } from "./chunk-length.ts";
import type { ChunkMemory } from "./chunk-memory.ts";
import type { OpenTimes } from "./open-times.ts";
import { readMarkers, readValues } from "./read-values.ts";
import { writeValues } from "./write-values.ts";

/**
 * The sealed chunks of one series, oldest first, each CHUNK_LENGTH samples long. A real server keeps the same
 * list per series: in its head, and as the index of each block on disk.
 */
export class ChunkList {
  private memory: ChunkMemory;
  private addresses = new Uint32Array(4);
  private times = new Uint32Array(4);
  private count = 0;

  constructor(memory: ChunkMemory) {
    this.memory = memory;
  }

  /** Number of chunks. */
  get length(): number {
    return this.count;
  }

  /** Bytes reserved for the list itself. */
  get reservedBytes(): number {
    return this.addresses.byteLength + this.times.byteLength;
  }

  /** Time of the oldest sample in milliseconds; the list must not be empty. */
  get firstMs(): number {
    return this.memory.times.startOf(this.times[0] as number);
  }

  /** Time of the newest sample in milliseconds; the list must not be empty. */
  get lastMs(): number {
    return this.memory.times.endOf(this.times[this.count - 1] as number);
  }

  /** Seals CHUNK_LENGTH samples into a new chunk. */
  seal(times: OpenTimes, values: Float64Array, stale: Uint8Array | undefined): void {
    if (this.count === this.addresses.length) {
      this.addresses = larger(this.addresses);
      this.times = larger(this.times);
    }
    this.addresses[this.count] = writeValues(this.memory.slabs, values, stale);
    this.times[this.count++] = times.idIn(this.memory.times);
  }

  /** Index of the first sample after `timeMs`, counted from the oldest; `hint` is an index known not to be later. */
  after(timeMs: number, hint = 0): number {
    const { times } = this.memory;
    let low = Math.floor(hint / CHUNK_LENGTH);
    let high = this.count;
    for (let step = 1; low + step < high; step *= 2) {
      if (times.endOf(this.times[low + step - 1] as number) > timeMs) {
        high = low + step;
        break;
      }
      low += step;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (times.endOf(this.times[middle] as number) <= timeMs) low = middle + 1;
      else high = middle;
    }
    if (low === this.count) return low * CHUNK_LENGTH;
    return low * CHUNK_LENGTH + times.after(this.times[low] as number, timeMs);
  }

  /**
   * Decodes samples `start` to `end - 1` into columns from `at` on, without their times where `timesToo` is false.
   * Stale bits are set, never cleared.
   */
  read(start: number, end: number, into: SampleColumns, at: number, timesToo: boolean): void {
    const { times, slabs } = this.memory;
    let to = at;
    for (let chunk = Math.floor(start / CHUNK_LENGTH); chunk * CHUNK_LENGTH < end; chunk++) {
      const from = Math.max(0, start - chunk * CHUNK_LENGTH);
      const until = Math.min(CHUNK_LENGTH, end - chunk * CHUNK_LENGTH);
      const address = this.addresses[chunk] as number;
      if (timesToo) times.read(this.times[chunk] as number, from, until, into.timesMs, to);
      readValues(slabs, address, from, until, into.values, to);
      readMarkers(slabs, address, from, until, into.stale, to);
      to += until - from;
    }
  }

  /** Whether samples `start` to `end - 1` were taken at the same times as those of another list from `other` on. */
  sameTimes(start: number, end: number, list: ChunkList, other: number): boolean {
    if (list.memory !== this.memory || (other - start) % CHUNK_LENGTH !== 0) return false;
    const shift = (other - start) / CHUNK_LENGTH;
    for (let chunk = Math.floor(start / CHUNK_LENGTH); chunk * CHUNK_LENGTH < end; chunk++) {
      if (this.times[chunk] !== list.times[chunk + shift]) return false;
    }
    return true;
  }

  /** Forgets the oldest chunks; their memory returns when the store moves the others. */
  drop(chunks: number): void {
    this.addresses = this.addresses.slice(chunks, this.count);
    this.times = this.times.slice(chunks, this.count);
    this.count -= chunks;
  }

  /** Copies the chunks into other memory. */
  moveTo(memory: ChunkMemory): void {
    for (let i = 0; i < this.count; i++) {
      this.addresses[i] = memory.copyValues(this.memory, this.addresses[i] as number);
      this.times[i] = memory.copyTimes(this.memory, this.times[i] as number);
    }
    this.memory = memory;
  }
}

function larger(list: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(Math.ceil(list.length * 1.25) + 4);
  grown.set(list);
  return grown;
}
