import type { Labels } from "../../tsdb/labels.ts";
import type { CallExpr, Span } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import type { HistogramNotes } from "./histogram-notes.ts";
import type { Window } from "./window.ts";

/** What a range function may know beside the window. */
export interface RangeCall {
  readonly ev: Evaluation;
  readonly node: CallExpr;
  /** Position of the range vector argument. */
  readonly rangeSpan: Span;
  /** Position of the first argument, where some notes point even when it is a scalar. */
  readonly firstSpan: Span;
  /** Labels of the series the window lies on. */
  labels: Labels;
  /** `anchored` and `smoothed` windows also hold samples outside the range, up to the lookback away. */
  readonly extended: "anchored" | "smoothed" | undefined;
  /** Notes about histograms at the first argument. */
  readonly notes: HistogramNotes;
}

/** All windows of one series at once; indices are into `window.times` and `window.values`. */
export interface Sweep {
  readonly steps: number;
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  /** Start and end of every window, milliseconds. */
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** The steps' own times, milliseconds. */
  readonly evalMs: Float64Array;
  /** Scalar arguments of the call, by step. */
  readonly params: readonly Float64Array[];
  readonly values: Float64Array;
  readonly kinds: Uint8Array;
  /** By step, for the function: what follows from the times alone and holds while `window.timesAsBefore`. */
  readonly fromTimes: Float64Array;
  /** Index of the row's first step in `values` and `kinds`. */
  readonly base: number;
}

/** A function over a range vector: one window gives at most one value. */
export interface RangeFunction {
  /** The value, or `window.none()`; a histogram result is left in `window.histogramResult`. */
  readonly apply: (window: Window, call: RangeCall) => number;
  /** The same for all windows of a float series, in time proportional to samples plus steps. */
  readonly sweep?: (window: Window, sweep: Sweep, call: RangeCall) => void;
  /** True for functions that act like an offset and keep the metric name. */
  readonly keepsName?: boolean;
  /** True for functions that look at when counters started. */
  readonly usesStarts?: boolean;
  /** True when a name that does not look like a counter's is worth a note. */
  readonly wantsCounter?: boolean;
}
