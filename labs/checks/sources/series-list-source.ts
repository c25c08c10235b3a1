import {
  compareCodePoints,
  Labels,
  type Matcher,
  matcherTest,
  type SampleSource,
  type SeriesHandle,
} from "../../../simulator/index.ts";

/**
 * A finished list of series that answers queries. Graders build changed copies of a world's telemetry
 * from it: renamed pods, decoys, raised metrics, vanished ones. Real servers index labels with postings
 * lists; a few thousand series of one world are indexed by metric name only.
 */
export class SeriesListSource implements SampleSource {
  private readonly sorted: readonly SeriesHandle[];
  private readonly byName = new Map<string, SeriesHandle[]>();

  constructor(series: readonly SeriesHandle[]) {
    this.sorted = [...series].sort((a, b) => Labels.compare(a.labels, b.labels));
    for (const one of this.sorted) {
      const name = one.labels.get("__name__");
      const known = this.byName.get(name);
      if (known === undefined) this.byName.set(name, [one]);
      else known.push(one);
    }
  }

  select(matchers: readonly Matcher[]): readonly SeriesHandle[] {
    const name = matchers.find((matcher) => matcher.name === "__name__" && matcher.op === "=")?.value;
    const candidates = name === undefined ? this.sorted : (this.byName.get(name) ?? []);
    const tests = matchers.map((matcher) => ({ name: matcher.name, test: matcherTest(matcher) }));
    return candidates.filter(({ labels }) => tests.every(({ name, test }) => test(labels.get(name))));
  }

  labelNames(matchers: readonly Matcher[]): string[] {
    const names = new Set(this.select(matchers).flatMap(({ labels }) => labels.pairs.map(([name]) => name)));
    return [...names].sort(compareCodePoints);
  }

  labelValues(name: string, matchers: readonly Matcher[]): string[] {
    const values = new Set(this.select(matchers).map(({ labels }) => labels.get(name)));
    values.delete("");
    return [...values].sort(compareCodePoints);
  }

  generation(): number {
    return this.sorted.length;
  }
}

/** Every series of a finished world's telemetry. */
export function allSeries(source: SampleSource): readonly SeriesHandle[] {
  return source.select([], Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}
