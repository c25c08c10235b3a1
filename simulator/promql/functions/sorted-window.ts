/** The numbers of a sliding window in ascending order; NaNs are only counted, and come first. */
export class SortedWindow {
  private values = new Float64Array(256);
  private length = 0;
  private nans = 0;

  clear(): void {
    this.length = 0;
    this.nans = 0;
  }

  insert(value: number): void {
    if (Number.isNaN(value)) {
      this.nans++;
      return;
    }
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    const at = this.position(value);
    this.values.copyWithin(at + 1, at, this.length);
    this.values[at] = value;
    this.length++;
  }

  /** Takes out one value that was inserted before. */
  remove(value: number): void {
    if (Number.isNaN(value)) {
      this.nans--;
      return;
    }
    const at = this.position(value);
    this.values.copyWithin(at, at + 1, this.length);
    this.length--;
  }

  /** The q-quantile by linear interpolation between ranks; q must lie between 0 and 1. */
  quantile(q: number): number {
    const last = this.length + this.nans - 1;
    const rank = q * last;
    const lower = Math.max(0, Math.floor(rank));
    const weight = rank - Math.floor(rank);
    return this.at(lower) * (1 - weight) + this.at(Math.min(last, lower + 1)) * weight;
  }

  private at(index: number): number {
    return index < this.nans ? Number.NaN : (this.values[index - this.nans] as number);
  }

  /** First position whose value is at least `value`. */
  private position(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.values[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
