/**
 * The cumulative buckets of a classic histogram at one instant: how many observations were at most each
 * bound. One object is filled again and again, because a panel looks at thousands of histograms.
 */
export class ClassicBuckets {
  /** Rising upper bounds; entries beyond `length` mean nothing. */
  bounds = new Float64Array(32);
  counts = new Float64Array(32);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Adds a bucket; bounds must not fall. Buckets of equal bounds are joined. */
  push(bound: number, count: number): void {
    const last = this.length - 1;
    if (last >= 0 && this.bounds[last] === bound) {
      this.counts[last] = (this.counts[last] as number) + count;
      return;
    }
    if (this.length === this.bounds.length) this.grow();
    this.bounds[this.length] = bound;
    this.counts[this.length] = count;
    this.length++;
  }

  /** All observations: what the `+Inf` bucket holds. Undefined without such a bucket. */
  get total(): number | undefined {
    const last = this.length - 1;
    return this.bounds[last] === Number.POSITIVE_INFINITY && last >= 0 ? this.counts[last] : undefined;
  }

  private grow(): void {
    const bounds = new Float64Array(this.bounds.length * 2);
    bounds.set(this.bounds);
    this.bounds = bounds;
    const counts = new Float64Array(this.counts.length * 2);
    counts.set(this.counts);
    this.counts = counts;
  }
}
