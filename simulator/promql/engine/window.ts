import type { FloatHistogram } from "../histogram/float-histogram.ts";

const NO_TIMES = new Float64Array(0);

/**
 * One series seen through a range `[5m]` that slides over it. The samples lie in `times` and `values`; those
 * inside the window are `lo` to `hi - 1`. The window is open on the left: a sample exactly `range` ago is
 * outside. One object serves every step of every series; functions read it and must not keep it.
 */
export class Window {
  times: Float64Array = NO_TIMES;
  values: Float64Array = NO_TIMES;
  /** The float samples of the whole series, inside the window or not: `first` to `end - 1`. */
  first = 0;
  end = 0;
  /** Whether the samples lie at the same indices and instants as those of the series before. */
  timesAsBefore = false;
  /** First sample inside the window. */
  lo = 0;
  /** One past the last sample inside the window. */
  hi = 0;
  /** The step's own time; the window may end elsewhere because of `offset` or `@`. */
  evalMs = 0;
  startMs = 0;
  endMs = 0;
  rangeMs = 0;
  /** Start times of the counter by sample, in milliseconds; undefined when they are not used. */
  starts: Float64Array | undefined;
  /** Set by a function that has no result for this window. */
  absent = false;
  /** Scalar arguments of the call at this step, in order. */
  readonly params: number[] = [];
  /** Native histogram samples inside the window, beside the floats; undefined for float series. */
  histograms: HistogramSamples | undefined;
  /** A histogram as the result; when set it wins over the returned number. */
  histogramResult: FloatHistogram | undefined;

  get count(): number {
    return this.hi - this.lo;
  }

  time(i: number): number {
    return this.times[i] ?? 0;
  }

  value(i: number): number {
    return this.values[i] ?? 0;
  }

  /** No result at this step. */
  none(): number {
    this.absent = true;
    return Number.NaN;
  }
}

/** The native histogram samples of a window; `lo` to `hi - 1` are inside. */
export interface HistogramSamples {
  readonly times: readonly number[];
  readonly histograms: readonly FloatHistogram[];
  readonly starts: readonly number[] | undefined;
  lo: number;
  hi: number;
}
