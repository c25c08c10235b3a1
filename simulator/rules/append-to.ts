import type { SeriesStore } from "../tsdb/store.ts";
import type { AppendSample } from "./rule-runner.ts";

/** Writes rule outputs into a store. */
export function appendTo(store: SeriesStore): AppendSample {
  return (labels, timeMs, value, stale, histogram) => {
    const ref = store.series(labels);
    if (stale) return store.appendStale(ref, timeMs);
    if (histogram !== undefined) return store.appendHistogram(ref, timeMs, histogram);
    return store.append(ref, timeMs, value);
  };
}
