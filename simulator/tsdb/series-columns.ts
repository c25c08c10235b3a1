import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import { CHUNK_LENGTH } from "./chunks/chunk-length.ts";
import { ChunkList } from "./chunks/chunk-list.ts";
import type { ChunkMemory } from "./chunks/chunk-memory.ts";
import { OpenTimes } from "./chunks/open-times.ts";
import type { Labels } from "./labels.ts";
import { withStoredHint } from "./reset-hint.ts";
import { emptyColumns, ensureCapacity, growColumns } from "./sample-columns.ts";
import type { BorrowedSamples, SampleColumns, SeriesHandle, WindowGrid } from "./sample-source.ts";

export { emptyColumns };

/** Outcome of an append, with the names a Prometheus server counts its refused samples under. */
export type AppendResult = "ok" | "out-of-order" | "duplicate";

const FIRST_CAPACITY = 16;
const NO_TIMES = new OpenTimes();

/**
 * One stored series: sealed chunks, and an open one at the end whose values and stale bits lie in growable
 * columns. A real server does the same in its head, and writes chunks to disk every two hours.
 */
export class SeriesColumns implements SeriesHandle {
  readonly labels: Labels;
  /** Time of the oldest sample in milliseconds; +Infinity when there is none. */
  firstMs = Number.POSITIVE_INFINITY;
  /** Time of the newest sample or stale marker in milliseconds; -Infinity when there is none. */
  lastMs = Number.NEGATIVE_INFINITY;
  private memory: ChunkMemory;
  private chunks: ChunkList | undefined;
  /** Times of the open chunk, which series of one target share. */
  private times = NO_TIMES;
  private samples = new Float64Array(FIRST_CAPACITY);
  private staleBits: Uint8Array | undefined;
  /** Samples in the open chunk; it is sealed when one more comes, so that it is never left empty. */
  private open = 0;
  /** Samples at the start of the oldest chunk that retention has taken away. */
  private hidden = 0;
  /** Native histograms by sample, sealed ones too; undefined while the series holds floats only. */
  private histograms: (FloatHistogram | undefined)[] | undefined;

  /** Memory the series takes in a real server's head, bytes. */
  readonly headBytes: number;

  constructor(labels: Labels, memory: ChunkMemory, headBytes = 0) {
    this.labels = labels;
    this.headBytes = headBytes;
    this.memory = memory;
  }

  get count(): number {
    return this.sealed + this.open - this.hidden;
  }

  /** Number of sealed chunks. */
  get sealedChunks(): number {
    return this.chunks?.length ?? 0;
  }

  /** Number of samples at or after `timeMs`, whole milliseconds. */
  countFrom(timeMs: number): number {
    return this.sealed + this.open - this.visibleAfter(timeMs - 1);
  }

  /** Times of the open chunk, for those who count bytes. */
  get openTimes(): OpenTimes {
    return this.times;
  }

  /** Bytes reserved for the open chunk and the list of sealed ones, without times; histograms are not counted. */
  get reservedBytes(): number {
    return 8 * this.samples.length + (this.staleBits?.length ?? 0) + (this.chunks?.reservedBytes ?? 0);
  }

  private get sealed(): number {
    return this.sealedChunks * CHUNK_LENGTH;
  }

  /**
   * Adds a sample. Older than the newest: `out-of-order`. Same time: accepted without effect when the value
   * is the same, else `duplicate`, as a server's head does with its default out-of-order window of zero.
   */
  append(timeMs: number, value: number, stale: boolean): AppendResult {
    if (timeMs <= this.lastMs) {
      if (timeMs < this.lastMs) return "out-of-order";
      const wasStale = this.staleBits?.[this.open - 1] === 1;
      const equal = stale || (this.newest() === undefined && Object.is(this.samples[this.open - 1], value));
      return wasStale === stale && equal ? "ok" : "duplicate";
    }
    this.push(timeMs, stale ? Number.NaN : value, stale);
    return "ok";
  }

  /** Adds a native histogram under the same rules; what is known about resets is worked out here. */
  appendHistogram(timeMs: number, histogram: FloatHistogram): AppendResult {
    const newest = this.newest();
    if (timeMs < this.lastMs) return "out-of-order";
    if (timeMs === this.lastMs) return newest?.equals(histogram) === true ? "ok" : "duplicate";
    this.push(timeMs, Number.NaN, false);
    this.histograms ??= [];
    this.histograms[this.sealed + this.open - 1] = withStoredHint(histogram, newest);
    return "ok";
  }

  private newest(): FloatHistogram | undefined {
    return this.histograms?.[this.sealed + this.open - 1];
  }

  private push(timeMs: number, value: number, stale: boolean): void {
    if (this.open === this.samples.length) this.makeRoom();
    this.times = this.open === 0 ? this.memory.openTimes(timeMs) : this.times.put(this.open, timeMs);
    this.samples[this.open] = value;
    if (stale) {
      this.staleBits ??= new Uint8Array(this.samples.length);
      this.staleBits[this.open] = 1;
    }
    this.open++;
    if (this.lastMs === Number.NEGATIVE_INFINITY) this.firstMs = timeMs;
    this.lastMs = timeMs;
  }

  read(fromMs: number, toMs: number, into: SampleColumns): void {
    const start = this.visibleAfter(fromMs);
    const count = Math.max(0, this.after(toMs, start) - start);
    into.count = count;
    into.histograms = undefined;
    if (count === 0) return;
    if (this.histograms !== undefined) into.histograms = this.histograms.slice(start, start + count);
    ensureCapacity(into, count);
    this.copy(start, start + count, into, 0);
  }

  readAlike(previous: SeriesHandle, fromMs: number, toMs: number, into: SampleColumns): boolean {
    if (!(previous instanceof SeriesColumns)) return false;
    if (this.histograms !== undefined || previous.histograms !== undefined) return false;
    const start = this.visibleAfter(fromMs);
    const end = this.after(toMs, start);
    const other = previous.visibleAfter(fromMs);
    if (end <= start || end - start !== into.count || !this.sameTimes(start, end, previous, other))
      return false;
    this.copy(start, end, into, 0, false);
    return true;
  }

  private sameTimes(start: number, end: number, previous: SeriesColumns, other: number): boolean {
    const { sealed } = this;
    if (end > sealed) {
      // Both open chunks must be looked into from the same index on.
      if (sealed - start !== previous.sealed - other) return false;
      if (!this.times.startsAs(previous.times, end - sealed)) return false;
    }
    if (start >= sealed) return true;
    if (this.chunks === undefined || previous.chunks === undefined) return false;
    if (other + Math.min(end, sealed) - start > previous.sealed) return false;
    return this.chunks.sameTimes(start, Math.min(end, sealed), previous.chunks, other);
  }

  readWindows(grid: WindowGrid, into: SampleColumns): boolean {
    if (this.histograms !== undefined) return false;
    let read = 0;
    let end = this.hidden;
    for (let step = 0; step < grid.steps; step++) {
      const endMs = grid.endMs + step * grid.stepMs;
      if (endMs < this.firstMs) continue;
      const start = Math.max(end, this.after(endMs - grid.rangeMs, end));
      end = Math.max(start, this.after(endMs, start));
      if (end === start) continue;
      growColumns(into, read, read + end - start);
      this.copy(start, end, into, read);
      read += end - start;
      if (endMs >= this.lastMs) break;
    }
    into.count = read;
    into.histograms = undefined;
    return true;
  }

  borrow(fromMs: number, toMs: number, into: BorrowedSamples): boolean {
    if (this.histograms !== undefined) return false;
    const { sealed } = this;
    const start = this.visibleAfter(fromMs);
    if (start < sealed) return false;
    into.timesMs = this.times.list;
    into.values = this.samples;
    into.stale = this.staleBits;
    into.start = start - sealed;
    into.end = Math.max(start, this.after(toMs, start)) - sealed;
    return true;
  }

  /** Forgets all samples up to `timeMs`; whole chunks at once, of the last one it only hides the start. */
  dropUntil(timeMs: number): void {
    const gone = this.visibleAfter(timeMs);
    if (gone === this.sealed + this.open) {
      this.chunks = undefined;
      this.histograms = undefined;
      this.staleBits = undefined;
      this.open = 0;
      this.hidden = 0;
      this.firstMs = Number.POSITIVE_INFINITY;
      this.lastMs = Number.NEGATIVE_INFINITY;
      return;
    }
    const chunks = Math.floor(Math.min(gone, this.sealed) / CHUNK_LENGTH);
    this.chunks?.drop(chunks);
    this.histograms?.splice(0, chunks * CHUNK_LENGTH);
    this.hidden = gone - chunks * CHUNK_LENGTH;
    const first = emptyColumns(1);
    this.copy(this.hidden, this.hidden + 1, first, 0);
    this.firstMs = first.timesMs[0] as number;
  }

  /** Moves the sealed chunks into other memory, which later ones do not use. */
  moveTo(memory: ChunkMemory): void {
    this.memory = memory;
    this.chunks?.moveTo(memory);
  }

  private copy(start: number, end: number, into: SampleColumns, at: number, timesToo = true): void {
    into.stale.fill(0, at, at + end - start);
    const { sealed } = this;
    let to = at;
    if (start < sealed) {
      const until = Math.min(end, sealed);
      this.chunks?.read(start, until, into, to, timesToo);
      to += until - start;
    }
    const from = Math.max(start, sealed) - sealed;
    const until = end - sealed;
    // Short windows are the common case of rules; a loop beats making two views.
    for (let i = from; i < until; i++) into.values[to + i - from] = this.samples[i] as number;
    if (timesToo) {
      const { list } = this.times;
      for (let i = from; i < until; i++) into.timesMs[to + i - from] = list[i] as number;
    }
    if (this.staleBits === undefined || from >= until) return;
    for (let i = from; i < until; i++) into.stale[to + i - from] = this.staleBits[i] as number;
  }

  private visibleAfter(timeMs: number): number {
    return Math.max(this.hidden, this.after(timeMs, 0));
  }

  /** Index of the first sample later than `timeMs`; `hint` is an index known not to be later. */
  private after(timeMs: number, hint: number): number {
    const { sealed, open } = this;
    if (timeMs >= this.lastMs) return sealed + open;
    if (open === 0 || timeMs < (this.times.list[0] as number)) {
      return this.chunks === undefined ? 0 : this.chunks.after(timeMs, Math.min(hint, sealed));
    }
    let low = Math.max(0, hint - sealed);
    let high = open;
    const { list } = this.times;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle] as number) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return sealed + low;
  }

  private makeRoom(): void {
    if (this.open === CHUNK_LENGTH) {
      this.chunks ??= new ChunkList(this.memory);
      this.chunks.seal(this.times, this.samples, this.staleBits);
      this.staleBits = undefined;
      this.open = 0;
      return;
    }
    const capacity = Math.min(CHUNK_LENGTH, this.samples.length * 4);
    this.samples = grown(this.samples, capacity);
    if (this.staleBits === undefined) return;
    const bits = new Uint8Array(capacity);
    bits.set(this.staleBits);
    this.staleBits = bits;
  }
}

function grown(list: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(list);
  return larger;
}
