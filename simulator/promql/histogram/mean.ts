import { type CombineResult, HistogramSum } from "./combine.ts";
import type { FloatHistogram } from "./float-histogram.ts";

/** The mean of histograms: their sum over their number, or a running mean once the sum would overflow. */
export class HistogramMean {
  private sum: HistogramSum;
  private running = false;
  private count = 1;

  constructor(first: FloatHistogram) {
    this.sum = new HistogramSum(first.copy());
  }

  add(histogram: FloatHistogram): CombineResult {
    this.count++;
    if (!this.running) {
      const trial = this.sum.copy();
      const result = trial.add(histogram);
      if (result === "incompatible") return result;
      if (!trial.total.hasOverflow()) {
        this.sum = trial;
        return result;
      }
      this.running = true;
      this.sum.divide(this.count - 1);
    }
    this.sum.multiply((this.count - 1) / this.count);
    return this.sum.add(histogram.copy().divide(this.count));
  }

  finish(): FloatHistogram {
    if (!this.running) this.sum.divide(this.count);
    return this.sum.finish();
  }
}
