import type { Labels } from "../labels.ts";
import type { SampleColumns } from "../sample-source.ts";

/** One series of a history, and when it had samples. */
export interface HistorySeries {
  readonly labels: Labels;
  /** Its samples lie in `[firstMs, lastMs]`, milliseconds; without them, in the whole history. */
  readonly firstMs?: number;
  readonly lastMs?: number;
}

/**
 * Writes the samples of one series in `(fromMs, toMs]` into `into`: times, values and stale bits, oldest first,
 * and their `count`. `ensureCapacity` makes room; stale bits are clear beforehand. The same piece must come out
 * the same whenever it is asked for: nothing may decide about a sample but the seed, the series and the time.
 * Native histograms are not for histories; buckets are.
 */
export type ProduceSamples = (series: number, fromMs: number, toMs: number, into: SampleColumns) => void;

/** What happened before a world opened, told by functions instead of stored samples. */
export interface HistoryPlan {
  /** The history holds the samples in `(fromMs, toMs]`, milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  /**
   * Length of the pieces that are produced and kept, milliseconds; six hours hold 1,440 samples at 15 s. They are
   * cut at multiples of it, so a counter needs a checkpoint there and nowhere else.
   */
  readonly pieceMs: number;
  /**
   * Whether parts of a piece may be asked for as well and come out as in the whole. A month at a glance, five
   * minutes of every hour, then costs a fraction.
   */
  readonly anywhere?: boolean;
  /** Series by number; label sets must differ. */
  readonly series: readonly HistorySeries[];
  readonly produce: ProduceSamples;
}
