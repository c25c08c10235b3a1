import { sameBounds } from "../promql/histogram/bucket-bounds.ts";
import { detectReset } from "../promql/histogram/detect-reset.ts";
import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";

/**
 * A native histogram as a server's store hands it back. The store keeps consecutive histograms of one layout
 * in one chunk and starts a new chunk at a counter reset; so a sample that continues a chunk is known not to
 * follow a reset, and of the first sample of a chunk nothing is said. What the exporter claimed is not kept,
 * except that a histogram is a gauge.
 */
export function withStoredHint(
  histogram: FloatHistogram,
  previous: FloatHistogram | undefined,
): FloatHistogram {
  const stored = histogram.copy();
  if (histogram.resetHint === "gauge") return stored;
  stored.resetHint = "unknown";
  if (previous === undefined || histogram.resetHint === "reset") return stored;
  if (continuesChunk(stored, previous)) stored.resetHint = "not_reset";
  return stored;
}

function continuesChunk(current: FloatHistogram, previous: FloatHistogram): boolean {
  return (
    previous.resetHint !== "gauge" &&
    current.schema === previous.schema &&
    current.zeroThreshold === previous.zeroThreshold &&
    sameBounds(current.customValues, previous.customValues) &&
    !detectReset(current, previous)
  );
}
