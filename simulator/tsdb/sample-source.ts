import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import type { Labels } from "./labels.ts";

/** The four matcher operators of a selector. */
export type MatchOp = "=" | "!=" | "=~" | "!~";

/** One label matcher of a selector; `name` is `__name__` for the metric name. */
export interface Matcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
}

/**
 * Decoded samples of one series, oldest first. Only the first `count` entries are meaningful.
 * A stale marker is a bit, never a NaN payload: NaN is a legal value.
 */
export interface SampleColumns {
  count: number;
  /** Milliseconds since the Unix epoch. */
  timesMs: Float64Array;
  values: Float64Array;
  /** 1 where the sample is a stale marker. */
  stale: Uint8Array;
  /** Native histograms by sample; undefined when every sample read is a float. Set or reset by `read`. */
  histograms?: readonly (FloatHistogram | undefined)[] | undefined;
  /** When each counter started, milliseconds, 0 where unknown; undefined when no start is known. */
  startsMs?: Float64Array | undefined;
}

/**
 * Float samples where the source keeps them: entries `start` to `end - 1`. Nothing may be changed, and it is
 * valid only until the next append.
 */
export interface BorrowedSamples {
  timesMs: Float64Array;
  values: Float64Array;
  start: number;
  end: number;
  /** 1 where a sample is a stale marker; undefined when the series has none. */
  stale: Uint8Array | undefined;
}

/** Windows `(end - rangeMs, end]` whose ends are `steps` times `stepMs` apart, the first at `endMs`. */
export interface WindowGrid {
  readonly endMs: number;
  readonly stepMs: number;
  readonly steps: number;
  readonly rangeMs: number;
}

/** One series of a source. */
export interface SeriesHandle {
  readonly labels: Labels;
  /** Fills `into` with the samples in `(fromMs, toMs]`, growing its arrays when they are too short. */
  read(fromMs: number, toMs: number, into: SampleColumns): void;
  /** Points `into` at the samples in `(fromMs, toMs]`; false when they must be read, as histograms must. */
  borrow?(fromMs: number, toMs: number, into: BorrowedSamples): boolean;
  /**
   * For a caller that has just read `(fromMs, toMs]` of `previous` into `into` and left it as it was: when this
   * series has its samples at the same instants, replaces the values and stale bits; else changes nothing and
   * returns false.
   */
  readAlike?(previous: SeriesHandle, fromMs: number, toMs: number, into: SampleColumns): boolean;
  /**
   * Fills `into` with the samples that lie in any of the windows, each once and in order; false, with nothing
   * read, when the whole span must be read. For windows with gaps between them.
   */
  readWindows?(grid: WindowGrid, into: SampleColumns): boolean;
}

/** Where queries read: stored chunks, lazily computed series, or a merge of both. */
export interface SampleSource {
  /** Series that match every matcher and may hold samples in `(fromMs, toMs]`, in label order. */
  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[];
  labelNames(matchers: readonly Matcher[], fromMs: number, toMs: number): string[];
  labelValues(name: string, matchers: readonly Matcher[], fromMs: number, toMs: number): string[];
  /** Changes whenever a series appears or vanishes; keys caches of matcher results. */
  generation(): number;
}

/** Metric types of the OpenMetrics text format. */
export type MetricType = "counter" | "gauge" | "histogram" | "summary" | "info" | "unknown";

/** Metadata of a metric family, as an exporter's HELP, TYPE and UNIT lines give it. */
export interface MetricMetadata {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}

/** A sample that points at the trace of one request that fell into it. */
export interface Exemplar {
  readonly series: Labels;
  readonly labels: Readonly<Record<string, string>>;
  readonly timeMs: number;
  readonly value: number;
}
