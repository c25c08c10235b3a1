import { Labels } from "../tsdb/labels.ts";
import type { SeriesRef } from "../tsdb/store.ts";
import type { MetricDefinition } from "./metric-definition.ts";

/** One line of an exposition: a series of one target with its present value. */
export class Sample {
  readonly metric: MetricDefinition;
  /** Series name: the family's, plus `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  /** Labels as the exporter prints them, in its order. */
  readonly exposed: readonly (readonly [string, string])[];
  /** Labels as the server stores them: name and target labels included. */
  readonly stored: Labels;
  value = 0;
  /** The store's reference, set at the first scrape. */
  ref: SeriesRef | undefined = undefined;
  /** Number of the target's last scrape that carried this sample. */
  scrapeNumber = -1;

  constructor(
    metric: MetricDefinition,
    name: string,
    exposed: readonly (readonly [string, string])[],
    stored: Labels,
  ) {
    this.metric = metric;
    this.name = name;
    this.exposed = exposed;
    this.stored = stored;
  }
}

/** The `_bucket`, `_sum` and `_count` series of one histogram; buckets are cumulative and end with `+Inf`. */
export interface HistogramSamples {
  readonly buckets: readonly Sample[];
  readonly sum: Sample;
  readonly count: Sample;
}

/**
 * Makes a target's samples and merges the labels of exporter and target as a scrape does: without
 * `honor_labels` a label that clashes with the target's is renamed `exported_X`, with it the exporter wins.
 */
export class SampleFactory {
  private readonly target: Readonly<Record<string, string>>;
  private readonly honorLabels: boolean;

  constructor(target: Readonly<Record<string, string>>, honorLabels: boolean) {
    this.target = target;
    this.honorLabels = honorLabels;
  }

  /** A sample of `metric` with the exporter's own labels; empty values are dropped. */
  make(metric: MetricDefinition, own: Readonly<Record<string, string>> = {}, suffix = ""): Sample {
    const name = metric.name + suffix;
    const exposed = Object.entries(own).filter(([, value]) => value !== "");
    const merged = new Map<string, string>(Object.entries(this.target));
    for (const [label, value] of exposed) {
      const clashes = !this.honorLabels && label in this.target;
      merged.set(clashes ? `exported_${label}` : label, value);
    }
    merged.set("__name__", name);
    return new Sample(metric, name, exposed, Labels.fromPairs(merged));
  }

  /** The series of a histogram with the given upper bounds, `+Inf` excluded. */
  histogram(
    metric: MetricDefinition,
    own: Readonly<Record<string, string>>,
    bounds: readonly number[],
  ): HistogramSamples {
    const buckets = [...bounds.map(String), "+Inf"].map((le) => this.make(metric, { ...own, le }, "_bucket"));
    return { buckets, sum: this.make(metric, own, "_sum"), count: this.make(metric, own, "_count") };
  }
}

/** One process that answers `/metrics`. */
export interface Exporter {
  readonly definitions: readonly MetricDefinition[];
  /** False while nothing listens, for example when the container is not running: the scrape fails. */
  reachable(): boolean;
  /** The present samples. The same array may come back with new values; its order is the exposition's. */
  collect(nowMs: number): readonly Sample[];
}
