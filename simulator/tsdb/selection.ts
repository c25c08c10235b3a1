import type { SeriesColumns } from "./series-columns.ts";

/** The series that a list of matchers selects, in label order. */
export class Selection {
  readonly all: readonly SeriesColumns[];
  private last: readonly SeriesColumns[];

  constructor(all: readonly SeriesColumns[]) {
    this.all = all;
    this.last = all;
  }

  /**
   * The series that may hold samples in `(fromMs, toMs]`. As long as the same ones do, the same array comes
   * back, so what queries derived from it can be kept.
   */
  within(fromMs: number, toMs: number): readonly SeriesColumns[] {
    const { last } = this;
    let matched = 0;
    for (const series of this.all) {
      if (series.lastMs <= fromMs || series.firstMs > toMs) continue;
      if (last[matched] !== series) return this.remember(fromMs, toMs);
      matched++;
    }
    return matched === last.length ? last : this.remember(fromMs, toMs);
  }

  private remember(fromMs: number, toMs: number): readonly SeriesColumns[] {
    const alive = this.all.filter((series) => series.lastMs > fromMs && series.firstMs <= toMs);
    this.last = alive.length === this.all.length ? this.all : alive;
    return this.last;
  }
}
