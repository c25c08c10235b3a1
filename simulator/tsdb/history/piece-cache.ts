/** The samples of one series in one piece of a history. */
export interface Piece {
  readonly count: number;
  /** Times on a grid are not kept one by one: the first, and the interval. */
  readonly startMs: number;
  readonly stepMs: number;
  /** Times off a grid, milliseconds; undefined for those on one. */
  readonly timesMs: Float64Array | undefined;
  readonly values: Float64Array | Float32Array;
  /** 1 where a sample is a stale marker; undefined when there is none. */
  readonly stale: Uint8Array | undefined;
}

/** What V8 spends on a piece beside its samples. */
const BYTES_PER_PIECE = 400;

/** Pieces used lately, up to a number of bytes; those not used for longest go first. */
export class PieceCache {
  /** In order of use, the newest last. */
  private readonly pieces = new Map<number, Piece>();
  private readonly maxBytes: number;
  private held = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Bytes of the pieces held. */
  get bytes(): number {
    return this.held;
  }

  get(key: number): Piece | undefined {
    const piece = this.pieces.get(key);
    if (piece === undefined) return undefined;
    this.pieces.delete(key);
    this.pieces.set(key, piece);
    return piece;
  }

  /** Keeps a piece; one larger than the whole cache is not kept at all. */
  set(key: number, piece: Piece): void {
    const bytes = bytesOf(piece);
    if (bytes > this.maxBytes) return;
    this.pieces.set(key, piece);
    this.held += bytes;
    for (const [oldest, gone] of this.pieces) {
      if (this.held <= this.maxBytes) return;
      this.pieces.delete(oldest);
      this.held -= bytesOf(gone);
    }
  }
}

function bytesOf({ timesMs, values, stale }: Piece): number {
  return BYTES_PER_PIECE + values.byteLength + (timesMs?.byteLength ?? 0) + (stale?.byteLength ?? 0);
}
