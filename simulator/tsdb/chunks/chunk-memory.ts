import { CHUNK_LENGTH } from "./chunk-length.ts";
import { OpenTimes } from "./open-times.ts";
import { recordBytes } from "./read-values.ts";
import { type Address, Slabs } from "./slabs.ts";
import { type TimesId, TimeTable } from "./time-table.ts";

const moved = new Float64Array(CHUNK_LENGTH);

/** Where the sealed chunks of a store lie: values in slabs, times in a table that series share. */
export class ChunkMemory {
  readonly slabs = new Slabs();
  readonly times = new TimeTable();
  private newest = new OpenTimes();

  /** Bytes reserved, used or not. */
  get reservedBytes(): number {
    return this.slabs.reservedBytes + this.times.reservedBytes;
  }

  /** The list for a chunk that opens at `timeMs`: that of the last one to open, when it opened at the same time. */
  openTimes(timeMs: number): OpenTimes {
    if (this.newest.length === 0 || this.newest.list[0] !== timeMs) this.newest = new OpenTimes();
    return this.newest.put(0, timeMs);
  }

  /** Copies one record of values from other memory. */
  copyValues(from: ChunkMemory, address: Address): Address {
    const bytes = recordBytes(from.slabs, address);
    const copy = this.slabs.allocate(bytes);
    const start = from.slabs.offsetOf(address);
    const source = from.slabs.slabOf(address).u8.subarray(start, start + bytes);
    this.slabs.slabOf(copy).u8.set(source, this.slabs.offsetOf(copy));
    return copy;
  }

  /** Takes over one list of times from other memory. */
  copyTimes(from: ChunkMemory, id: TimesId): TimesId {
    from.times.read(id, 0, CHUNK_LENGTH, moved, 0);
    return this.times.intern(moved);
  }
}
