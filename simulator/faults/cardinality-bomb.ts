import { defineFault } from "./fault.ts";
import { RunningRelease } from "./running-release.ts";

/**
 * A release that adds the label `request_id` to its latency histogram. Users notice nothing. Every request
 * becomes a label set of its own: one series for each bucket and two more, each born with its final value.
 * The client library keeps them until the process ends, so every scrape carries all of them.
 */
export const cardinalityBomb = defineFault({
  id: "cardinality-bomb",
  title: "A release that makes every request a label set",
  visibleIn: [
    "prometheus_tsdb_head_series",
    "process_resident_memory_bytes",
    "scrape_series_added",
    "scrape_samples_scraped",
    "http_request_duration_seconds",
  ],
  defaults: { version: "v2.1" },
  rules: { version: { kind: "text", pattern: /^v\d+(\.\d+)*$/, expected: "a version such as v2.1" } },
  start: (target, { version }, changeId) =>
    new RunningRelease(target, version, changeId, (behaviour) => {
      behaviour.requestIdLabel = true;
    }),
});
