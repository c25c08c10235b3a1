/** Length of a block on disk, milliseconds: Prometheus's `--storage.tsdb.min-block-duration`. */
export const BLOCK_MS = 7_200_000;
/** The head is cut when it spans one and a half blocks. */
const HEAD_SPAN_MS = BLOCK_MS * 1.5;

/**
 * Where a server's head begins. Blocks lie on multiples of two hours; as soon as the head spans more than three
 * hours, its oldest block is written to disk and everything before the block's end leaves memory, together with
 * the series that have no later sample.
 */
export function headStartMs(firstMs: number, lastMs: number): number {
  return Math.max(firstMs, Math.ceil((lastMs - HEAD_SPAN_MS) / BLOCK_MS) * BLOCK_MS);
}
