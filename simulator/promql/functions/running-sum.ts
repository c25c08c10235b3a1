/**
 * Sums up to every sample of a stretch, each kept as two doubles (about 106 bits), so that the sum over any
 * window is the difference of two entries and as exact as adding its samples with compensation.
 */
export class RunningSum {
  private high = new Float64Array(1024);
  private low = new Float64Array(1024);
  /** Sum of absolute values: differences far below it may have lost digits. */
  private weight = 0;
  private length = 0;

  /** Starts over with room for `count` values. */
  reset(count: number): void {
    if (this.high.length <= count) {
      this.high = new Float64Array(2 * count + 1);
      this.low = new Float64Array(2 * count + 1);
    }
    this.high[0] = 0;
    this.low[0] = 0;
    this.weight = 0;
    this.length = 0;
  }

  add(value: number): void {
    const at = this.length++;
    const high = this.high[at] as number;
    const sum = high + value;
    const part = sum - high;
    const low = (this.low[at] as number) + (high - (sum - part) + (value - part));
    const total = sum + low;
    this.high[at + 1] = total;
    this.low[at + 1] = low - (total - sum);
    this.weight += value < 0 ? -value : value;
  }

  /** False when an infinity or NaN went in; then no difference means anything. */
  get isFinite(): boolean {
    return Number.isFinite(this.weight);
  }

  /** Sum of the values from position `from` to `to - 1`. */
  between(from: number, to: number): number {
    const a = this.high[from] as number;
    const b = this.high[to] as number;
    const difference = b - a;
    const part = difference - b;
    const rest = b - (difference - part) - (a + part);
    return difference + (rest + ((this.low[to] as number) - (this.low[from] as number)));
  }

  /**
   * Whether a result is far enough from the rounding errors of all that was added. `bits` is how far below
   * the sum of absolute values it may lie: 45 leaves 13 digits of a difference, whatever the number of samples.
   */
  isExactEnough(result: number, bits = 45): boolean {
    return this.weight === 0 || Math.abs(result) > this.weight * 2 ** -bits;
  }
}
