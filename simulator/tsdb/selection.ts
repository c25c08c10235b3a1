import type { SeriesHandle } from "./sample-source.ts";

/** A series that knows when it has samples, milliseconds. */
interface Spanned extends SeriesHandle {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The series that a list of matchers selects, in label order. */
export class Selection<Series extends Spanned> {
  readonly all: readonly Series[];
  private last: readonly Series[];

  constructor(all: readonly Series[]) {
    this.all = all;
    this.last = all;
  }

  /**
   * The series that may hold samples in `(fromMs, toMs]`. As long as the same ones do, the same array comes
   * back, so what queries derived from it can be kept.
   */
  within(fromMs: number, toMs: number): readonly Series[] {
    const { last } = this;
    let matched = 0;
    for (const series of this.all) {
      if (series.lastMs <= fromMs || series.firstMs > toMs) continue;
      if (last[matched] !== series) return this.remember(fromMs, toMs);
      matched++;
    }
    return matched === last.length ? last : this.remember(fromMs, toMs);
  }

  private remember(fromMs: number, toMs: number): readonly Series[] {
    const alive = this.all.filter((series) => series.lastMs > fromMs && series.firstMs <= toMs);
    this.last = alive.length === this.all.length ? this.all : alive;
    return this.last;
  }
}
