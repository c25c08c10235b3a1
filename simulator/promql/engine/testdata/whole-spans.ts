import type { SampleSource, SeriesHandle } from "../../../tsdb/sample-source.ts";
import type { SeriesStore } from "../../../tsdb/store.ts";

/** The same samples for an engine that can only read whole spans, series by series. */
export function wholeSpans(store: SeriesStore): SampleSource {
  return {
    select: (matchers, fromMs, toMs) =>
      store.select(matchers, fromMs, toMs).map(
        (handle): SeriesHandle => ({
          labels: handle.labels,
          read: (from, to, into) => handle.read(from, to, into),
        }),
      ),
    labelNames: (matchers, fromMs, toMs) => store.labelNames(matchers, fromMs, toMs),
    labelValues: (name, matchers, fromMs, toMs) => store.labelValues(name, matchers, fromMs, toMs),
    generation: () => store.generation(),
  };
}
