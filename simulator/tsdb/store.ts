import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import { ChunkMemory } from "./chunks/chunk-memory.ts";
import { type ExemplarResult, ExemplarRing } from "./exemplar-ring.ts";
import { type HeadSize, headBytesOf } from "./head-memory.ts";
import { headStartMs } from "./head-start.ts";
import { namesOn, valuesOn } from "./label-listing.ts";
import { Labels } from "./labels.ts";
import { matchersKey } from "./matchers.ts";
import { Postings } from "./postings.ts";
import { type RetentionPolicy, retentionCutMs } from "./retention.ts";
import type { Exemplar, Matcher, MetricMetadata, SampleSource, SeriesHandle } from "./sample-source.ts";
import { Selection } from "./selection.ts";
import { type AppendResult, SeriesColumns } from "./series-columns.ts";
import { cardinalityOf, SAMPLES_PER_CHUNK, type TsdbStatus } from "./status.ts";
import { indexBytesOf, type StorageSize } from "./storage-size.ts";

/** Names one series of one store; only `SeriesStore.series` makes them. */
export type SeriesRef = number & { readonly __seriesRef: unique symbol };

/** Matcher results kept until a series appears or vanishes. */
const SELECTION_CACHE = 256;
/** A real server keeps 100,000 unless its configuration says otherwise; 10,000 is enough for one lab. */
const EXEMPLAR_CAPACITY = 10_000;
/** Chunks are moved together when this share of them has been deleted. */
const SPARSE = 0.25;

/** What retention took away. */
export interface RetentionResult {
  readonly samples: number;
  readonly series: number;
}

/** Exemplars of one series, oldest first. */
export interface SeriesExemplars {
  readonly series: Labels;
  readonly exemplars: readonly Exemplar[];
}

/**
 * The simulated server's time series database. Samples of one series must arrive in time order. Nothing is
 * dropped unless `retain` is called, because a lab's history is its evidence. A real server writes a log first,
 * keeps two to three hours in its head, and writes the rest into two-hour blocks.
 */
export class SeriesStore implements SampleSource {
  private memory = new ChunkMemory();
  private readonly postings = new Postings();
  /** By reference; undefined where retention has taken the series away. */
  private readonly columns: (SeriesColumns | undefined)[] = [];
  private readonly refs = new Map<string, SeriesRef>();
  private readonly forgotten = new Map<SeriesRef, Labels>();
  private selections = new Map<string, Selection<SeriesColumns>>();
  /** Those of before the last change: most of the new order is already in them. */
  private outdated = new Map<string, Selection<SeriesColumns>>();
  private readonly exemplarRing = new ExemplarRing(EXEMPLAR_CAPACITY);
  private readonly metadataByName = new Map<string, MetricMetadata>();
  private samples = 0;
  private changes = 0;
  private deletedChunks = 0;
  private firstSampleMs = Number.POSITIVE_INFINITY;
  private newestSampleMs = Number.NEGATIVE_INFINITY;
  /** The head as it was last counted; undefined when a series has come into it since. */
  private counted: (HeadSize & { readonly fromMs: number }) | undefined;

  /** The reference of a series, which is created on first use. */
  series(labels: Labels): SeriesRef {
    const known = this.refs.get(labels.key);
    if (known !== undefined) return known;
    const ref = this.postings.add(labels) as SeriesRef;
    this.columns.push(new SeriesColumns(labels, this.memory, headBytesOf(labels, this.postings)));
    this.refs.set(labels.key, ref);
    this.seriesChanged();
    return ref;
  }

  /** Adds a sample; `timeMs` is milliseconds since the epoch. NaN is an ordinary value. */
  append(ref: SeriesRef, timeMs: number, value: number): AppendResult {
    const columns = this.columnsOf(ref);
    if (timeMs < this.firstSampleMs) this.firstSampleMs = timeMs;
    if (timeMs > this.newestSampleMs) this.newestSampleMs = timeMs;
    if (this.counted !== undefined && columns.lastMs < this.counted.fromMs) this.counted = undefined;
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
    return this.columns[ref] ?? this.revive(ref);
  }

  /** A series that retention had emptied comes back under its old reference. */
  private revive(ref: SeriesRef): SeriesColumns {
    const labels = this.forgotten.get(ref);
    if (labels === undefined) throw new Error(`series ${ref} does not belong to this store`);
    const columns = new SeriesColumns(labels, this.memory, headBytesOf(labels, this.postings));
    this.columns[ref] = columns;
    this.forgotten.delete(ref);
    this.postings.restore(ref, labels);
    this.seriesChanged();
    return columns;
  }

  private seriesChanged(): void {
    this.changes++;
    if (this.selections.size === 0) return;
    this.outdated = this.selections;
    this.selections = new Map();
  }

  /** Keeps the number of samples; `before` is how many the series held until now. */
  private count(columns: SeriesColumns, before: number, result: AppendResult): AppendResult {
    this.samples += columns.count - before;
    return result;
  }

  /** Keeps an exemplar, unless it is one already kept or comes late. */
  addExemplar(exemplar: Exemplar): ExemplarResult {
    return this.exemplarRing.add(exemplar);
  }

  /** The exemplars kept, oldest first. */
  exemplars(): readonly Exemplar[] {
    return this.exemplarRing.all();
  }

  /** What `/api/v1/query_exemplars` finds in `[fromMs, toMs]`: the series that have any, in label order. */
  selectExemplars(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesExemplars[] {
    const found: SeriesExemplars[] = [];
    for (const { labels } of this.selection(matchers).all) {
      const exemplars = this.exemplarRing.of(labels, fromMs, toMs);
      if (exemplars.length > 0) found.push({ series: labels, exemplars });
    }
    return found;
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
    return this.columns.length - this.forgotten.size;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[] {
    return this.selection(matchers).within(fromMs, toMs);
  }

  labelNames(matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return namesOn(this.select(matchers, fromMs, toMs));
  }

  labelValues(name: string, matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return valuesOn(this.select(matchers, fromMs, toMs), name);
  }

  /** Grows whenever a series appears or vanishes. */
  generation(): number {
    return this.changes;
  }

  /**
   * Deletes what a server with these limits would have deleted by now: whole two-hour blocks, and the series
   * that are left without samples. A series comes back with its next sample.
   */
  retain(policy: RetentionPolicy): RetentionResult {
    const live = this.live();
    const [firstMs, lastMs] = span(live);
    const countFrom = (timeMs: number) => live.reduce((sum, series) => sum + series.countFrom(timeMs), 0);
    const cutMs = retentionCutMs({ firstMs, lastMs, countFrom }, policy);
    if (!(cutMs > firstMs)) return { samples: 0, series: 0 };
    const before = { samples: this.samples, series: this.seriesCount };
    const gone = new Map<SeriesRef, Labels>();
    for (const columns of live) {
      const count = columns.count;
      const chunks = columns.sealedChunks;
      columns.dropUntil(cutMs - 1);
      this.samples += columns.count - count;
      this.deletedChunks += chunks - columns.sealedChunks;
      if (columns.count === 0) gone.set(this.series(columns.labels), columns.labels);
    }
    this.forget(gone);
    this.moveTogether();
    return { samples: before.samples - this.samples, series: before.series - this.seriesCount };
  }

  private forget(gone: ReadonlyMap<SeriesRef, Labels>): void {
    if (gone.size === 0) return;
    this.postings.remove(gone);
    for (const [ref, labels] of gone) {
      this.columns[ref] = undefined;
      this.forgotten.set(ref, labels);
    }
    this.seriesChanged();
  }

  /** Copies the chunks that are left into new memory, so that the engine can reclaim the old. */
  private moveTogether(): void {
    const live = this.live();
    const kept = live.reduce((sum, series) => sum + series.sealedChunks, 0);
    if (this.deletedChunks < SPARSE * (kept + this.deletedChunks)) return;
    this.memory = new ChunkMemory();
    for (const series of live) series.moveTo(this.memory);
    this.deletedChunks = 0;
  }

  /** The `data` of `/api/v1/status/tsdb`, each table cut to `limit` rows. */
  status(limit = 10): TsdbStatus {
    const [firstMs, lastMs] = span(this.live());
    const headMs = headStartMs(firstMs, lastMs);
    const inHead = this.live().filter((series) => series.lastMs >= headMs);
    let chunkCount = 0;
    for (const series of inHead) chunkCount += Math.ceil(series.countFrom(headMs) / SAMPLES_PER_CHUNK);
    const { pairs, ...tables } = cardinalityOf(
      inHead.map(({ labels }) => labels),
      limit,
    );
    return {
      headStats: {
        numSeries: inHead.length,
        numLabelPairs: pairs,
        chunkCount,
        minTime: inHead.length === 0 ? 0 : headMs,
        maxTime: inHead.length === 0 ? 0 : lastMs,
      },
      ...tables,
    };
  }

  /** Series in a real server's head, and the memory they would take there. */
  head(): HeadSize {
    const fromMs = headStartMs(this.firstSampleMs, this.newestSampleMs);
    if (this.counted?.fromMs === fromMs) return this.counted;
    let series = 0;
    let bytes = 0;
    for (const columns of this.columns) {
      if (columns === undefined || columns.lastMs < fromMs) continue;
      series++;
      bytes += columns.headBytes;
    }
    this.counted = { fromMs, series, bytes };
    return this.counted;
  }

  /** What the store occupies; unlike `status`, which is about the server a learner sees. */
  storage(): StorageSize {
    const chunkBytes = this.memory.reservedBytes;
    let seriesBytes = 0;
    let indexBytes = 0;
    const live = this.live();
    for (const times of new Set(live.map((series) => series.openTimes))) seriesBytes += times.list.byteLength;
    for (const series of live) {
      seriesBytes += series.reservedBytes;
      indexBytes += indexBytesOf(series.labels);
    }
    const totalBytes = chunkBytes + seriesBytes + indexBytes;
    return { samples: this.samples, chunkBytes, seriesBytes, indexBytes, totalBytes };
  }

  private live(): readonly SeriesColumns[] {
    return this.columns.filter((series) => series !== undefined);
  }

  private selection(matchers: readonly Matcher[]): Selection<SeriesColumns> {
    const key = matchersKey(matchers);
    const known = this.selections.get(key);
    if (known !== undefined) return known;
    const found: SeriesColumns[] = [];
    for (const ref of this.postings.match(matchers)) {
      const series = this.columns[ref];
      if (series !== undefined) found.push(series);
    }
    const ordered = sortedFirst(found, this.outdated.get(key)?.all ?? []);
    ordered.sort((a, b) => Labels.compare(a.labels, b.labels));
    if (this.selections.size >= SELECTION_CACHE) this.selections.clear();
    const selection = new Selection(ordered);
    this.selections.set(key, selection);
    this.outdated.delete(key);
    return selection;
  }
}

/** The same series with those of `before` first, in its order: sorting runs that are sorted already is cheap. */
function sortedFirst(found: SeriesColumns[], before: readonly SeriesColumns[]): SeriesColumns[] {
  if (before.length === 0) return found;
  const left = new Set(found);
  const kept = before.filter((series) => left.delete(series));
  return [...kept, ...left];
}

/** Times of the oldest and the newest sample of all series. */
function span(list: readonly SeriesColumns[]): readonly [firstMs: number, lastMs: number] {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const series of list) {
    if (series.firstMs < firstMs) firstMs = series.firstMs;
    if (series.lastMs > lastMs) lastMs = series.lastMs;
  }
  return [firstMs, lastMs];
}
