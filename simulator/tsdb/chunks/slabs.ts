/** Address of a record: slab number times 2^15 plus the offset in units of 8 bytes. */
export type Address = number;

/** One block of memory seen at every width a chunk may use. */
export interface Slab {
  readonly f64: Float64Array;
  readonly f32: Float32Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
  /** Bytes handed out so far, a multiple of 8. */
  used: number;
}

const UNIT = 8;
const SLAB_BITS = 15;
const UNITS_PER_SLAB = 2 ** SLAB_BITS;
const SMALLEST = 2 ** 13;
const LARGEST = UNIT * UNITS_PER_SLAB;

/**
 * Memory for sealed chunks, handed out in order from large blocks, so that a chunk of a hundred bytes costs a
 * hundred bytes. A real server maps its chunk files into memory for the same reason.
 */
export class Slabs {
  private readonly slabs: Slab[] = [];
  private current: Slab | undefined;
  private bytes = 0;

  /** Bytes reserved from the engine, used or not. */
  get reservedBytes(): number {
    return this.bytes;
  }

  /** Reserves `bytes` of zeroed memory at a multiple of 8. Throws for more than 256 KiB. */
  allocate(bytes: number): Address {
    const size = Math.ceil(bytes / UNIT) * UNIT;
    const slab = this.withRoom(size);
    const address = (this.slabs.length - 1) * UNITS_PER_SLAB + slab.used / UNIT;
    slab.used += size;
    return address;
  }

  /** The slab that holds an address. */
  slabOf(address: Address): Slab {
    const slab = this.slabs[address >>> SLAB_BITS];
    if (slab === undefined) throw new Error(`no chunk at ${address}`);
    return slab;
  }

  /** Byte offset of an address within its slab. */
  offsetOf(address: Address): number {
    return (address & (UNITS_PER_SLAB - 1)) * UNIT;
  }

  private withRoom(size: number): Slab {
    const { current } = this;
    if (current !== undefined && current.used + size <= current.u8.length) return current;
    if (size > LARGEST) throw new Error(`a chunk of ${size} bytes does not fit a slab`);
    // Small stores stay small: each slab is an eighth of all before it, up to 256 KiB.
    const slab = newSlab(Math.max(size, Math.min(LARGEST, Math.max(SMALLEST, this.bytes / 8))));
    this.slabs.push(slab);
    this.bytes += slab.u8.length;
    this.current = slab;
    return slab;
  }
}

function newSlab(bytes: number): Slab {
  const buffer = new ArrayBuffer(Math.ceil(bytes / UNIT) * UNIT);
  return {
    f64: new Float64Array(buffer),
    f32: new Float32Array(buffer),
    u32: new Uint32Array(buffer),
    u16: new Uint16Array(buffer),
    u8: new Uint8Array(buffer),
    used: 0,
  };
}
