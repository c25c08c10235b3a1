import type { SampleColumns } from "../../tsdb/sample-source.ts";
import { detectReset } from "../histogram/detect-reset.ts";
import { FloatHistogram } from "../histogram/float-histogram.ts";

/**
 * Keeps only count and sum of the histograms read, for queries that need no buckets
 * (`histogram_count(rate(x[5m]))`). Resets are found now, while the buckets are at hand, and left as hints;
 * as in Prometheus, such hints can contradict each other where full histograms would not.
 */
export function keepStatistics(columns: SampleColumns): void {
  const full = columns.histograms;
  if (full === undefined) return;
  const reduced: (FloatHistogram | undefined)[] = new Array(columns.count);
  let last: FloatHistogram | undefined;
  for (let i = 0; i < columns.count; i++) {
    const histogram = full[i];
    if (histogram === undefined || columns.stale[i] === 1) continue;
    let { resetHint } = histogram;
    if (resetHint === "unknown" && last !== undefined) {
      resetHint = detectReset(histogram, last) ? "reset" : "not_reset";
    }
    const { schema, count, sum } = histogram;
    reduced[i] = new FloatHistogram({ schema, count, sum, resetHint });
    last = histogram;
  }
  columns.histograms = reduced;
}
