import { Labels } from "../labels.ts";
import { appendColumns, emptyColumns } from "../sample-columns.ts";
import type { BorrowedSamples, SampleColumns, SeriesHandle, WindowGrid } from "../sample-source.ts";

const tail = emptyColumns();

/** One series across a seam: its past up to `seamMs`, its present after it. Either may be missing. */
export class JoinedSeries implements SeriesHandle {
  readonly labels: Labels;
  private readonly past: SeriesHandle | undefined;
  private readonly live: SeriesHandle | undefined;
  private readonly seamMs: number;

  constructor(past: SeriesHandle | undefined, live: SeriesHandle | undefined, seamMs: number) {
    this.labels = (past ?? live)?.labels ?? Labels.empty;
    this.past = past;
    this.live = live;
    this.seamMs = seamMs;
  }

  read(fromMs: number, toMs: number, into: SampleColumns): void {
    into.count = 0;
    into.histograms = undefined;
    if (fromMs < this.seamMs) this.past?.read(fromMs, Math.min(toMs, this.seamMs), into);
    if (toMs <= this.seamMs || this.live === undefined) return;
    if (into.count === 0) {
      this.live.read(Math.max(fromMs, this.seamMs), toMs, into);
      return;
    }
    tail.histograms = undefined;
    this.live.read(Math.max(fromMs, this.seamMs), toMs, tail);
    appendColumns(into, tail, 0);
  }

  borrow(fromMs: number, toMs: number, into: BorrowedSamples): boolean {
    return fromMs >= this.seamMs && this.live?.borrow?.(fromMs, toMs, into) === true;
  }

  readWindows(grid: WindowGrid, into: SampleColumns): boolean {
    const { past, live, seamMs } = this;
    into.count = 0;
    into.histograms = undefined;
    if (past !== undefined && past.readWindows?.(grid, into) !== true) return false;
    while (into.count > 0 && (into.timesMs[into.count - 1] as number) > seamMs) into.count--;
    if (live === undefined) return true;
    if (live.readWindows?.(grid, tail) !== true) return false;
    let first = 0;
    while (first < tail.count && (tail.timesMs[first] as number) <= seamMs) first++;
    appendColumns(into, tail, first);
    return true;
  }
}
