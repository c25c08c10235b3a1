import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { QueryError, SAME_LABELSET } from "./query-error.ts";
import { SeriesList } from "./series-list.ts";

/** No sample at this step. Presence is kept apart from the value, because NaN is a legal value. */
export const ABSENT = 0;
/** A float at this step. */
export const FLOAT = 1;
/** A native histogram at this step. */
export const HISTOGRAM = 2;

/**
 * What one node of a query yields: rows of series, columns of steps, row after row in flat arrays. Rows
 * without any sample may be present and mean nothing; they are dropped from the final result.
 */
export class StepBlock {
  readonly list: SeriesList;
  readonly steps: number;
  readonly values: Float64Array;
  /** ABSENT, FLOAT or HISTOGRAM for every point. */
  readonly kinds: Uint8Array;
  /** Histograms by point; undefined while the block holds floats only. */
  histograms: (FloatHistogram | undefined)[] | undefined;

  /** An empty block, or with `points` the points of another block of the same shape, shared. */
  constructor(list: SeriesList, steps: number, points?: StepBlock) {
    this.list = list;
    this.steps = steps;
    this.values = points?.values ?? new Float64Array(list.length * steps);
    this.kinds = points?.kinds ?? new Uint8Array(list.length * steps);
    this.histograms = points?.histograms;
  }

  static scalar(steps: number, value?: number): StepBlock {
    const block = new StepBlock(SeriesList.scalar, steps);
    block.kinds.fill(FLOAT);
    if (value !== undefined) block.values.fill(value);
    return block;
  }

  static empty(steps: number): StepBlock {
    return new StepBlock(SeriesList.none, steps);
  }

  get rows(): number {
    return this.list.length;
  }

  setFloat(index: number, value: number): void {
    this.values[index] = value;
    this.kinds[index] = FLOAT;
  }

  setHistogram(index: number, histogram: FloatHistogram): void {
    this.histograms ??= new Array<FloatHistogram | undefined>(this.kinds.length);
    this.histograms[index] = histogram;
    this.kinds[index] = HISTOGRAM;
  }

  /** Copies one point of another block. */
  copyPoint(index: number, from: StepBlock, fromIndex: number): void {
    const kind = from.kinds[fromIndex] ?? ABSENT;
    if (kind === FLOAT) this.setFloat(index, from.values[fromIndex] ?? 0);
    else if (kind === HISTOGRAM) {
      const histogram = from.histograms?.[fromIndex];
      if (histogram !== undefined) this.setHistogram(index, histogram);
    } else this.kinds[index] = ABSENT;
  }

  rowHasPoints(row: number): boolean {
    const end = (row + 1) * this.steps;
    for (let i = row * this.steps; i < end; i++) if (this.kinds[i] !== ABSENT) return true;
    return false;
  }

  /** The same points under other labels; arrays are shared. */
  relabelled(list: SeriesList): StepBlock {
    return list === this.list ? this : new StepBlock(list, this.steps, this);
  }

  /** Some of the rows, in the order given. */
  pickRows(rows: ArrayLike<number>): StepBlock {
    const { steps } = this;
    const block = new StepBlock(this.list.pick(rows), steps);
    for (let i = 0; i < rows.length; i++) {
      const from = (rows[i] ?? 0) * steps;
      for (let step = 0; step < steps; step++) block.copyPoint(i * steps + step, this, from + step);
    }
    return block;
  }

  /** Only rows that hold a point; the block itself when all do. */
  withoutEmptyRows(): StepBlock {
    const rows: number[] = [];
    for (let row = 0; row < this.rows; row++) if (this.rowHasPoints(row)) rows.push(row);
    return rows.length === this.rows ? this : this.pickRows(rows);
  }

  /** Fails when two rows with points carry the same labels, whatever their steps. */
  requireUniqueLabels(): void {
    for (const group of this.list.equalRows()) {
      let seen = 0;
      for (const row of group) if (this.rowHasPoints(row)) seen++;
      if (seen > 1) throw new QueryError(SAME_LABELSET);
    }
  }

  /** Joins rows with equal labels into one; fails when two of them have a point at the same step. */
  mergeEqualRows(): StepBlock {
    const groups = this.list.equalRows();
    if (groups.length === 0) return this;
    const target = Int32Array.from({ length: this.rows }, (_, row) => row);
    const leads = groups.map((group) => this.leadOf(group));
    groups.forEach((group, at) => {
      for (const row of group) target[row] = leads[at] ?? row;
    });
    const kept = target.filter((row, at) => row === at);
    const block = this.pickRows(kept);
    const position = new Map<number, number>();
    kept.forEach((row, at) => {
      position.set(row, at);
    });
    groups.forEach((group, at) => {
      const lead = leads[at];
      for (const row of group) if (row !== lead) this.mergeRow(row, block, position.get(lead ?? row) ?? 0);
    });
    return block;
  }

  /** Of rows with equal labels, the one that says whether the name goes: a server asks the first sample. */
  private leadOf(group: readonly number[]): number | undefined {
    const [first] = group;
    if (this.list.doomed === undefined) return first;
    for (let step = 0; step < this.steps; step++) {
      for (const row of group) if (this.kinds[row * this.steps + step] !== ABSENT) return row;
    }
    return first;
  }

  private mergeRow(row: number, into: StepBlock, at: number): void {
    for (let step = 0; step < this.steps; step++) {
      const from = row * this.steps + step;
      if (this.kinds[from] === ABSENT) continue;
      const to = at * this.steps + step;
      if (into.kinds[to] !== ABSENT) throw new QueryError(SAME_LABELSET);
      into.copyPoint(to, this, from);
    }
  }

  /** Number of points that are present; a histogram counts as one. */
  pointCount(): number {
    let count = 0;
    for (let i = 0; i < this.kinds.length; i++) if (this.kinds[i] !== ABSENT) count++;
    return count;
  }

  /** What the points weigh against the sample limit: floats one each, histograms by their size. */
  sampleWeight(): number {
    let weight = this.pointCount();
    this.histograms?.forEach((histogram, i) => {
      if (histogram !== undefined && this.kinds[i] === HISTOGRAM) weight += histogram.sampleSize - 1;
    });
    return weight;
  }
}
