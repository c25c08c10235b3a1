import type { Labels } from "./labels.ts";
import type { Postings } from "./postings.ts";

/** What a server keeps in memory: series with samples since the last cut of the head, and their bytes. */
export interface HeadSize {
  readonly series: number;
  readonly bytes: number;
}

/**
 * Memory of one series in the head of a Prometheus 2.x, after Brian Brazil's count on 2.9.2 ("How much RAM does
 * Prometheus 2.x need for cardinality and ingestion?", robustperception.io): 732 bytes, 32 for each label pair, 120
 * for each label value nobody had before, the series' text twice, and all of it twice for the garbage collector.
 * Later releases need less for chunks; what grows with the number of series has stayed of this size.
 */
const PER_SERIES = 732;
const PER_PAIR = 32;
const PER_NEW_VALUE = 120;
const GARBAGE_COLLECTION = 2;
/** `="",` around a label's name and value. */
const PUNCTUATION = 4;

/** Bytes for a series that is already in `postings`: a value that it alone carries is one it brought along. */
export function headBytesOf(labels: Labels, postings: Postings): number {
  let bytes = PER_SERIES;
  for (const [name, value] of labels.pairs) {
    bytes += PER_PAIR + 2 * (name.length + value.length + PUNCTUATION);
    if (postings.countOf(name, value) <= 1) bytes += PER_NEW_VALUE;
  }
  return GARBAGE_COLLECTION * bytes;
}
