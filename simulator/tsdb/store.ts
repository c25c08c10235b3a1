import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import { ExemplarRing } from "./exemplar-ring.ts";
import { compareCodePoints, Labels } from "./labels.ts";
import { matchersKey } from "./matchers.ts";
import { Postings } from "./postings.ts";
import type { Exemplar, Matcher, MetricMetadata, SampleSource, SeriesHandle } from "./sample-source.ts";
import { Selection } from "./selection.ts";
import { type AppendResult, SeriesColumns } from "./series-columns.ts";
import { cardinalityTables, labelPairCount, SAMPLES_PER_CHUNK, type TsdbStatus } from "./status.ts";

/** Names one series of one store; only `SeriesStore.series` makes them. */
export type SeriesRef = number & { readonly __seriesRef: unique symbol };

/** Matcher results kept until a series appears. */
const SELECTION_CACHE = 256;
/** Prometheus has no default; its documentation suggests 100,000. 10,000 is enough for one lab. */
const EXEMPLAR_CAPACITY = 10_000;

/**
 * The simulated server's time series database: what Prometheus calls the head. Samples of one series must
 * arrive in time order; nothing is ever dropped, because a lab's history is its evidence. A real server
 * writes a log first, compacts the head into two-hour blocks and deletes whole blocks after the retention.
 */
export class SeriesStore implements SampleSource {
  private readonly postings = new Postings();
  private readonly columns: SeriesColumns[] = [];
  private readonly refs = new Map<string, SeriesRef>();
  private readonly selections = new Map<string, Selection>();
  private readonly exemplarRing = new ExemplarRing(EXEMPLAR_CAPACITY);
  private readonly metadataByName = new Map<string, MetricMetadata>();
  private samples = 0;

  /** The reference of a series, which is created on first use. */
  series(labels: Labels): SeriesRef {
    const known = this.refs.get(labels.key);
    if (known !== undefined) return known;
    const ref = this.postings.add(labels) as SeriesRef;
    this.columns.push(new SeriesColumns(labels));
    this.refs.set(labels.key, ref);
    this.selections.clear();
    return ref;
  }

  /** Adds a sample; `timeMs` is milliseconds since the epoch. NaN is an ordinary value. */
  append(ref: SeriesRef, timeMs: number, value: number): AppendResult {
    const columns = this.columnsOf(ref);
    return this.count(columns, columns.count, columns.append(timeMs, value, false));
  }

  /** Adds a native histogram; a series may hold floats and histograms in turn. */
  appendHistogram(ref: SeriesRef, timeMs: number, histogram: FloatHistogram): AppendResult {
    const columns = this.columnsOf(ref);
    return this.count(columns, columns.count, columns.appendHistogram(timeMs, histogram));
  }

  /** Marks the series as ended at `timeMs`: queries at or after it see nothing until a new sample comes. */
  appendStale(ref: SeriesRef, timeMs: number): AppendResult {
    const columns = this.columnsOf(ref);
    return this.count(columns, columns.count, columns.append(timeMs, 0, true));
  }

  private columnsOf(ref: SeriesRef): SeriesColumns {
    const columns = this.columns[ref];
    if (columns === undefined) throw new Error(`series ${ref} does not belong to this store`);
    return columns;
  }

  /** Keeps the number of samples; `before` is how many the series held until now. */
  private count(columns: SeriesColumns, before: number, result: AppendResult): AppendResult {
    this.samples += columns.count - before;
    return result;
  }

  addExemplar(exemplar: Exemplar): void {
    this.exemplarRing.add(exemplar);
  }

  /** The exemplars kept, oldest first. */
  exemplars(): readonly Exemplar[] {
    return this.exemplarRing.all();
  }

  /** Sets HELP, TYPE and UNIT of a metric family; the last word wins, as with a scrape. */
  setMetadata(metadata: MetricMetadata): void {
    this.metadataByName.set(metadata.name, metadata);
  }

  get metadata(): ReadonlyMap<string, MetricMetadata> {
    return this.metadataByName;
  }

  /** Every series in label order. */
  allSeries(): readonly SeriesHandle[] {
    return this.selection([]).all;
  }

  /** Samples stored, stale markers included. */
  get sampleCount(): number {
    return this.samples;
  }

  get seriesCount(): number {
    return this.columns.length;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[] {
    return this.selection(matchers).within(fromMs, toMs);
  }

  labelNames(matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    const names = new Set<string>();
    for (const { labels } of this.select(matchers, fromMs, toMs)) {
      for (const [name] of labels.pairs) names.add(name);
    }
    return [...names].sort(compareCodePoints);
  }

  labelValues(name: string, matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    const values = new Set<string>();
    for (const { labels } of this.select(matchers, fromMs, toMs)) {
      const value = labels.get(name);
      if (value !== "") values.add(value);
    }
    return [...values].sort(compareCodePoints);
  }

  /** Grows with every new series; series are never removed. */
  generation(): number {
    return this.columns.length;
  }

  /** The cardinality figures of `/api/v1/status/tsdb`, each table cut to `limit` rows. */
  status(limit = 10): TsdbStatus {
    let minTime = Number.POSITIVE_INFINITY;
    let maxTime = Number.NEGATIVE_INFINITY;
    let chunkCount = 0;
    for (const series of this.columns) {
      minTime = Math.min(minTime, series.firstMs);
      maxTime = Math.max(maxTime, series.lastMs);
      chunkCount += Math.ceil(series.count / SAMPLES_PER_CHUNK);
    }
    return {
      headStats: {
        numSeries: this.columns.length,
        numLabelPairs: labelPairCount(this.postings),
        chunkCount,
        minTime: minTime === Number.POSITIVE_INFINITY ? 0 : minTime,
        maxTime: maxTime === Number.NEGATIVE_INFINITY ? 0 : maxTime,
      },
      ...cardinalityTables(this.postings, limit),
    };
  }

  private selection(matchers: readonly Matcher[]): Selection {
    const key = matchersKey(matchers);
    const known = this.selections.get(key);
    if (known !== undefined) return known;
    const found: SeriesColumns[] = [];
    for (const ref of this.postings.match(matchers)) {
      const series = this.columns[ref];
      if (series !== undefined) found.push(series);
    }
    found.sort((a, b) => Labels.compare(a.labels, b.labels));
    if (this.selections.size >= SELECTION_CACHE) this.selections.clear();
    const selection = new Selection(found);
    this.selections.set(key, selection);
    return selection;
  }
}
