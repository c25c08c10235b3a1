import { coarserIndex } from "./bucket-bounds.ts";

/**
 * The buckets of one side of a native histogram. Only buckets that were written down exist; their indexes
 * rise. Prometheus encodes the same as spans of consecutive buckets.
 */
export class SparseBuckets {
  readonly indexes: number[];
  readonly counts: number[];

  constructor(indexes: number[] = [], counts: number[] = []) {
    this.indexes = indexes;
    this.counts = counts;
  }

  get length(): number {
    return this.indexes.length;
  }

  copy(): SparseBuckets {
    return new SparseBuckets(this.indexes.slice(), this.counts.slice());
  }

  multiply(factor: number): void {
    for (let i = 0; i < this.counts.length; i++) this.counts[i] = (this.counts[i] ?? 0) * factor;
  }

  divide(by: number): void {
    for (let i = 0; i < this.counts.length; i++) this.counts[i] = (this.counts[i] ?? 0) / by;
  }

  /** Without empty buckets. */
  compacted(): SparseBuckets {
    if (!this.counts.includes(0)) return this;
    const result = new SparseBuckets();
    this.counts.forEach((count, i) => {
      if (count !== 0) result.push(this.indexes[i] ?? 0, count);
    });
    return result;
  }

  push(index: number, count: number): void {
    this.indexes.push(index);
    this.counts.push(count);
  }

  /** Buckets of a coarser schema that hold the sums of these. */
  coarser(from: number, to: number): SparseBuckets {
    if (from === to) return this;
    const result = new SparseBuckets();
    for (let i = 0; i < this.length; i++) {
      const index = coarserIndex(this.indexes[i] ?? 0, from, to);
      const last = result.length - 1;
      if (last >= 0 && result.indexes[last] === index) {
        result.counts[last] = (result.counts[last] ?? 0) + (this.counts[i] ?? 0);
      } else result.push(index, this.counts[i] ?? 0);
    }
    return result;
  }

  equals(other: SparseBuckets): boolean {
    return (
      this.length === other.length &&
      this.indexes.every((index, i) => index === other.indexes[i]) &&
      this.counts.every((count, i) => Object.is(count, other.counts[i]))
    );
  }

  hasInfinity(): boolean {
    return this.counts.some(
      (count) => count === Number.POSITIVE_INFINITY || count === Number.NEGATIVE_INFINITY,
    );
  }

  /** Stretches of consecutive indexes, as the encoding counts them. */
  spanCount(): number {
    let spans = 0;
    for (let i = 0; i < this.length; i++) {
      if (i === 0 || this.indexes[i] !== (this.indexes[i - 1] ?? 0) + 1) spans++;
    }
    return spans;
  }
}
