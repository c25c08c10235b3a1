import { sameBounds } from "../histogram/bucket-bounds.ts";
import type { FloatHistogram, ResetHint } from "../histogram/float-histogram.ts";
import type { SparseBuckets } from "../histogram/sparse-buckets.ts";

/**
 * What a server's storage says about counter resets when histograms are read back. It packs the histograms
 * of a series into chunks: within one there is no reset, and a new one begins where a count fell or the
 * layout changed. Samples of `.test` files are stored in so short a time that only this cuts chunks.
 */
export class StoredHints {
  private previous: FloatHistogram | undefined;
  /** The sample before was the end of the series, so the next one begins a chunk nothing is known about. */
  private ended = false;

  /** A float or a stale marker came between. */
  interrupt(stale: boolean): void {
    if (stale && this.previous !== undefined) this.ended = true;
    else this.previous = undefined;
  }

  /** The hint that reading `next` back gives, once it is stored. */
  store(next: FloatHistogram): ResetHint {
    const hint = this.hintOf(next);
    this.previous = next;
    this.ended = false;
    return hint;
  }

  private hintOf(next: FloatHistogram): ResetHint {
    const { previous } = this;
    if (next.resetHint === "gauge") return "gauge";
    if (previous?.resetHint === "gauge") return "unknown";
    if (next.resetHint === "reset") return "reset";
    if (previous === undefined || this.ended) return "unknown";
    if (next.count < previous.count) return "reset";
    if (next.schema !== previous.schema || next.zeroThreshold !== previous.zeroThreshold) return "unknown";
    const fell =
      (next.usesCustomBuckets && !sameBounds(next.customValues, previous.customValues)) ||
      next.zeroCount < previous.zeroCount ||
      anyFell(previous.positive, next.positive) ||
      anyFell(previous.negative, next.negative);
    return fell ? "reset" : "not_reset";
  }
}

function anyFell(previous: SparseBuckets, next: SparseBuckets): boolean {
  const counts = new Map(next.indexes.map((index, i) => [index, next.counts[i] ?? 0]));
  return previous.indexes.some((index, i) => (previous.counts[i] ?? 0) > (counts.get(index) ?? 0));
}
