import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import type { Labels } from "./labels.ts";
import { withStoredHint } from "./reset-hint.ts";
import type { BorrowedSamples, SampleColumns, SeriesHandle } from "./sample-source.ts";

/** Outcome of an append, with the names a Prometheus server counts its refused samples under. */
export type AppendResult = "ok" | "out-of-order" | "duplicate";

const FIRST_CAPACITY = 128;

/** An empty set of columns to hand to `SeriesHandle.read`. */
export function emptyColumns(capacity = FIRST_CAPACITY): SampleColumns {
  return {
    count: 0,
    timesMs: new Float64Array(capacity),
    values: new Float64Array(capacity),
    stale: new Uint8Array(capacity),
  };
}

/** Makes room for `count` samples; contents are not kept. */
export function ensureCapacity(columns: SampleColumns, count: number): void {
  if (columns.timesMs.length >= count) return;
  const capacity = Math.max(count, columns.timesMs.length * 2);
  columns.timesMs = new Float64Array(capacity);
  columns.values = new Float64Array(capacity);
  columns.stale = new Uint8Array(capacity);
}

/**
 * One stored series: times, values and stale bits in growable columns. A real server keeps 120-sample
 * Gorilla-compressed chunks instead; the bits read back are the same.
 */
export class SeriesColumns implements SeriesHandle {
  readonly labels: Labels;
  private times = new Float64Array(FIRST_CAPACITY);
  private samples = new Float64Array(FIRST_CAPACITY);
  private staleBits: Uint8Array | undefined;
  /** Native histograms by sample; undefined while the series holds floats only. */
  private histograms: (FloatHistogram | undefined)[] | undefined;
  private length = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  get count(): number {
    return this.length;
  }

  /** Time of the oldest sample in milliseconds; +Infinity when there is none. */
  get firstMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : (this.times[0] ?? 0);
  }

  /** Time of the newest sample or stale marker in milliseconds; -Infinity when there is none. */
  get lastMs(): number {
    return this.length === 0 ? Number.NEGATIVE_INFINITY : (this.times[this.length - 1] ?? 0);
  }

  /**
   * Adds a sample. Older than the newest: `out-of-order`. Same time: accepted without effect when the value
   * is the same, else `duplicate`, as a server's head does with its default out-of-order window of zero.
   */
  append(timeMs: number, value: number, stale: boolean): AppendResult {
    const last = this.lastMs;
    if (timeMs <= last) {
      if (timeMs < last) return "out-of-order";
      const wasStale = this.staleBits?.[this.length - 1] === 1;
      const wasFloat = this.histograms?.[this.length - 1] === undefined;
      const equal = stale || (wasFloat && Object.is(this.samples[this.length - 1], value));
      return wasStale === stale && equal ? "ok" : "duplicate";
    }
    this.push(timeMs, stale ? Number.NaN : value, stale);
    return "ok";
  }

  /** Adds a native histogram under the same rules; what is known about resets is worked out here. */
  appendHistogram(timeMs: number, histogram: FloatHistogram): AppendResult {
    const last = this.lastMs;
    const newest = this.histograms?.[this.length - 1];
    if (timeMs < last) return "out-of-order";
    if (timeMs === last) return newest?.equals(histogram) === true ? "ok" : "duplicate";
    this.push(timeMs, Number.NaN, false);
    this.histograms ??= [];
    this.histograms[this.length - 1] = withStoredHint(histogram, newest);
    return "ok";
  }

  private push(timeMs: number, value: number, stale: boolean): void {
    if (this.length === this.times.length) this.grow();
    this.times[this.length] = timeMs;
    this.samples[this.length] = value;
    if (stale) {
      this.staleBits ??= new Uint8Array(this.times.length);
      this.staleBits[this.length] = 1;
    }
    this.length++;
  }

  read(fromMs: number, toMs: number, into: SampleColumns): void {
    const start = this.after(fromMs);
    const end = this.after(toMs);
    const count = end > start ? end - start : 0;
    into.count = count;
    into.histograms = undefined;
    if (count === 0) return;
    if (this.histograms !== undefined) into.histograms = this.histograms.slice(start, end);
    ensureCapacity(into, count);
    if (count > 32) {
      into.timesMs.set(this.times.subarray(start, end));
      into.values.set(this.samples.subarray(start, end));
    } else {
      // Short windows are the common case of rules; a loop beats making two views.
      for (let i = 0; i < count; i++) {
        into.timesMs[i] = this.times[start + i] ?? 0;
        into.values[i] = this.samples[start + i] ?? 0;
      }
    }
    if (this.staleBits === undefined) into.stale.fill(0, 0, count);
    else into.stale.set(this.staleBits.subarray(start, end));
  }

  borrow(fromMs: number, toMs: number, into: BorrowedSamples): boolean {
    if (this.histograms !== undefined) return false;
    into.timesMs = this.times;
    into.values = this.samples;
    into.stale = this.staleBits;
    into.start = this.after(fromMs);
    into.end = Math.max(into.start, this.after(toMs));
    return true;
  }

  /** Index of the first sample later than `timeMs`. */
  private after(timeMs: number): number {
    let low = 0;
    let high = this.length;
    if (high === 0 || timeMs >= (this.times[high - 1] ?? 0)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    const times = new Float64Array(capacity);
    times.set(this.times);
    this.times = times;
    const samples = new Float64Array(capacity);
    samples.set(this.samples);
    this.samples = samples;
    if (this.staleBits !== undefined) {
      const bits = new Uint8Array(capacity);
      bits.set(this.staleBits);
      this.staleBits = bits;
    }
  }
}
