import { Labels } from "../../tsdb/labels.ts";
import { matcherTest } from "../../tsdb/matchers.ts";
import type { Matcher } from "../../tsdb/sample-source.ts";
import type { LogSource } from "../query-types.ts";

const sliceMs = 300_000;

/** Streams with a line in `(fromMs, toMs]` that match, sorted by labels. Loki reads its index; here lines are drawn and dropped. */
export function listStreams(
  source: LogSource,
  matchers: readonly Matcher[],
  fromMs: number,
  toMs: number,
): Labels[] {
  const tests = matchers.map((matcher) => ({ name: matcher.name, test: matcherTest(matcher) }));
  const found = new Map<string, Labels>();
  const seen = new Set<string>();
  for (let from = fromMs; from < toMs; from += sliceMs) {
    const query = { fromMs: from, toMs: Math.min(toMs, from + sliceMs), limit: Number.POSITIVE_INFINITY };
    for (const { labels } of source(query)) {
      const key = `${labels.service} ${labels.container} ${labels.level} ${labels.region} ${labels.environment}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (!tests.every(({ name, test }) => test(labels[name] ?? ""))) continue;
      const stream = Labels.of(labels);
      found.set(stream.key, stream);
    }
  }
  return [...found.values()].sort(Labels.compare);
}
