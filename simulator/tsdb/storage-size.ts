import type { Labels } from "./labels.ts";

/** Where the bytes of a store are. What the engine itself adds to every object is estimated. */
export interface StorageSize {
  readonly samples: number;
  /** Sealed chunks: values in slabs, and the times that series share. */
  readonly chunkBytes: number;
  /** Open chunks and the lists of sealed ones. */
  readonly seriesBytes: number;
  /** Label texts, label sets and the inverted index. */
  readonly indexBytes: number;
  readonly totalBytes: number;
}

/** Map entry, handle, typed array heads: what V8 spends on one series beside its samples. */
const BYTES_PER_SERIES = 600;
/** A pair, its place in the label set, and its place in the postings list. */
const BYTES_PER_LABEL = 72;

/** Estimate of what one series adds to the index: its label set, the key it is found by, its postings. */
export function indexBytesOf(labels: Labels): number {
  return BYTES_PER_SERIES + BYTES_PER_LABEL * labels.pairs.length + labels.key.length;
}
