import { namesOn, valuesOn } from "../label-listing.ts";
import { Labels } from "../labels.ts";
import { matchersKey } from "../matchers.ts";
import { Postings } from "../postings.ts";
import { appendColumns, emptyColumns, growColumns } from "../sample-columns.ts";
import type { Matcher, SampleColumns, SampleSource, SeriesHandle, WindowGrid } from "../sample-source.ts";
import { Selection } from "../selection.ts";
import type { HistoryPlan } from "./history-plan.ts";
import { copyPiece, makePiece, pieceAfter } from "./make-piece.ts";
import { type Piece, PieceCache } from "./piece-cache.ts";

/** Pieces kept unless told otherwise: 64 MiB, about 8 million samples. */
const CACHE_BYTES = 64 * 2 ** 20;
/** Matcher results kept. */
const SELECTIONS = 256;

/**
 * Weeks of telemetry that nobody has stored. A piece of a series is produced when a query first reads it, and
 * kept while there is room; since a piece depends on nothing but its place, a sample read early, late, alone or
 * with others has the same bits. A real server would have these weeks in its blocks on disk.
 */
export class LazyHistory implements SampleSource {
  private readonly plan: HistoryPlan;
  private readonly cache: PieceCache;
  private readonly postings = new Postings();
  private readonly series: readonly LazySeries[];
  private readonly selections = new Map<string, Selection<LazySeries>>();
  private readonly scratch = emptyColumns();

  /** Throws when two series have the same labels. */
  constructor(plan: HistoryPlan, cacheBytes = CACHE_BYTES) {
    this.plan = plan;
    this.cache = new PieceCache(cacheBytes);
    this.series = plan.series.map((_, number) => new LazySeries(this, plan, number));
    const seen = new Set<string>();
    for (const { labels } of plan.series) {
      if (seen.has(labels.key)) throw new Error(`two series of a history are named ${labels.key}`);
      seen.add(labels.key);
      this.postings.add(labels);
    }
  }

  /** Bytes of the pieces kept at the moment. */
  get cachedBytes(): number {
    return this.cache.bytes;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[] {
    const key = matchersKey(matchers);
    let selection = this.selections.get(key);
    if (selection === undefined) {
      const found = [...this.postings.match(matchers)].flatMap((number) => this.series[number] ?? []);
      found.sort((a, b) => Labels.compare(a.labels, b.labels));
      if (this.selections.size >= SELECTIONS) this.selections.clear();
      selection = new Selection(found);
      this.selections.set(key, selection);
    }
    return selection.within(fromMs, toMs);
  }

  labelNames(matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return namesOn(this.select(matchers, fromMs, toMs));
  }

  labelValues(name: string, matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return valuesOn(this.select(matchers, fromMs, toMs), name);
  }

  /** A history never changes. */
  generation(): number {
    return this.series.length;
  }

  /** Piece `index` of a series: the samples in `(index * pieceMs, (index + 1) * pieceMs]` within the history. */
  piece(series: number, index: number): Piece {
    const { fromMs, toMs, pieceMs } = this.plan;
    const known = this.cache.get(this.keyOf(series, index));
    if (known !== undefined) return known;
    this.produce(series, Math.max(fromMs, index * pieceMs), Math.min(toMs, (index + 1) * pieceMs));
    const piece = makePiece(this.scratch);
    this.cache.set(this.keyOf(series, index), piece);
    return piece;
  }

  /** Part of a piece that is not kept, where parts can be had; undefined otherwise. Valid until the next. */
  part(series: number, index: number, fromMs: number, toMs: number): SampleColumns | undefined {
    if (this.plan.anywhere !== true || this.cache.get(this.keyOf(series, index)) !== undefined)
      return undefined;
    const { pieceMs } = this.plan;
    this.produce(series, Math.max(fromMs, index * pieceMs), Math.min(toMs, (index + 1) * pieceMs));
    return this.scratch;
  }

  private keyOf(series: number, index: number): number {
    return index * this.series.length + series;
  }

  private produce(series: number, fromMs: number, toMs: number): void {
    this.scratch.stale.fill(0, 0, this.scratch.count);
    this.scratch.count = 0;
    this.plan.produce(series, fromMs, toMs, this.scratch);
  }
}

type VisitPiece = (index: number, fromMs: number, toMs: number) => void;

/** One series of a history. */
class LazySeries implements SeriesHandle {
  readonly labels: Labels;
  readonly firstMs: number;
  readonly lastMs: number;
  private readonly history: LazyHistory;
  private readonly fromMs: number;
  private readonly pieceMs: number;
  private readonly number: number;

  constructor(history: LazyHistory, plan: HistoryPlan, number: number) {
    const series = plan.series[number];
    this.labels = series?.labels ?? Labels.empty;
    this.firstMs = Math.max(series?.firstMs ?? plan.fromMs, plan.fromMs);
    this.lastMs = Math.min(series?.lastMs ?? plan.toMs, plan.toMs);
    this.history = history;
    this.fromMs = plan.fromMs;
    this.pieceMs = plan.pieceMs;
    this.number = number;
  }

  read(fromMs: number, toMs: number, into: SampleColumns): void {
    into.histograms = undefined;
    into.count = 0;
    this.eachPiece(fromMs, toMs, (index, from, to) => this.appendPiece(index, from, to, into));
  }

  readWindows(grid: WindowGrid, into: SampleColumns): boolean {
    into.histograms = undefined;
    into.count = 0;
    let readMs = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < grid.steps; step++) {
      const endMs = grid.endMs + step * grid.stepMs;
      this.eachPiece(Math.max(readMs, endMs - grid.rangeMs), endMs, (index, from, to) => {
        const part = this.history.part(this.number, index, from, to);
        if (part === undefined) this.appendPiece(index, from, to, into);
        else appendColumns(into, part, 0);
      });
      readMs = endMs;
    }
    return true;
  }

  private eachPiece(fromMs: number, toMs: number, visit: VisitPiece): void {
    const { pieceMs } = this;
    // Pieces are open at their start, the life of a series is closed.
    const from = Math.max(fromMs, this.fromMs, this.firstMs - 1);
    const to = Math.min(toMs, this.lastMs);
    for (let index = Math.floor(from / pieceMs); index * pieceMs < to; index++) visit(index, from, to);
  }

  private appendPiece(index: number, fromMs: number, toMs: number, into: SampleColumns): void {
    const piece = this.history.piece(this.number, index);
    const start = pieceAfter(piece, fromMs);
    const end = pieceAfter(piece, toMs);
    if (end <= start) return;
    growColumns(into, into.count, into.count + end - start);
    copyPiece(piece, start, end, into, into.count);
    into.count += end - start;
  }
}
