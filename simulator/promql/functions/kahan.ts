/**
 * A running sum that also keeps the rounding error (Kahan's method with Neumaier's improvement, as
 * Prometheus uses since 2.54): adding a tiny and a huge number in turn does not lose the tiny one.
 */
export class KahanSum {
  sum = 0;
  /** The part of the exact sum that did not fit into `sum`. */
  rest = 0;

  reset(sum = 0, rest = 0): this {
    this.sum = sum;
    this.rest = rest;
    return this;
  }

  add(value: number): void {
    const { sum } = this;
    const total = sum + value;
    if (total === Number.POSITIVE_INFINITY || total === Number.NEGATIVE_INFINITY) this.rest = 0;
    else if (Math.abs(sum) >= Math.abs(value)) this.rest += sum - total + value;
    else this.rest += value - total + sum;
    this.sum = total;
  }

  get total(): number {
    return this.sum + this.rest;
  }
}
