import type { RankDetail, TimeShift, TraceLabels } from "./trace-types.ts";

/** A sample beside a window, and why it is not in it. */
export interface SampleOutside {
  readonly timeMs: number;
  readonly value: number;
  /** `on-edge`: exactly at the start, which is excluded; `before`; `after` the end. */
  readonly why: "on-edge" | "before" | "after";
}

/** Where a counter fell, and what is added back for it: the value it had reached. */
export interface CounterReset {
  readonly timeMs: number;
  readonly before: number;
  readonly after: number;
  readonly correction: number;
}

/** How far a change is stretched towards one end of the window. Seconds. */
export interface EdgeStretch {
  /** From the outermost sample to the window's end. */
  readonly gap: number;
  readonly used: number;
  /** `edge`: all of the gap; `half-spacing`: the gap is too long; `zero`: the counter would fall below zero. */
  readonly rule: "edge" | "half-spacing" | "zero";
}

/** The arithmetic of rate, increase and delta: `change * stretched / sampled`, for rate divided by the range. */
export interface GrowthTrace {
  readonly kind: "growth";
  readonly counter: boolean;
  readonly perSecond: boolean;
  readonly first: number;
  readonly last: number;
  readonly resets: readonly CounterReset[];
  /** Last minus first, plus corrections. */
  readonly change: number;
  /** Seconds from the first sample to the last, and on average from one to the next. */
  readonly sampled: number;
  readonly spacing: number;
  /** A gap from this length on is not crossed: 1.1 times the spacing. */
  readonly threshold: number;
  /** Seconds before the first sample at which the counter would have been zero; counters that grew only. */
  readonly toZero?: number;
  readonly toStart: EdgeStretch;
  readonly toEnd: EdgeStretch;
  /** `sampled` with both stretches. */
  readonly stretched: number;
  readonly range: number;
  readonly result: number;
}

/** irate and idelta: the last two samples only. */
export interface LastTwoTrace {
  readonly kind: "last-two";
  readonly perSecond: boolean;
  readonly beforeMs: number;
  readonly before: number;
  readonly lastMs: number;
  readonly last: number;
  readonly elapsed: number;
  readonly reset: boolean;
  readonly change: number;
  readonly result: number;
}

/** resets and changes: the neighbours that count. */
export interface CountedTrace {
  readonly kind: "counted";
  readonly pairs: readonly { readonly timeMs: number; readonly before: number; readonly after: number }[];
  readonly result: number;
}

/** One value out of all samples of the window. */
export interface GatheredTrace {
  readonly kind: "gathered";
  readonly func: string;
  readonly count: number;
  /** The sum, where the function adds up or averages. */
  readonly sum?: number;
  /** Index of the sample that is the result. */
  readonly picked?: number;
  readonly rank?: RankDetail;
  readonly result: number;
}

/** deriv and predict_linear: a straight line by least squares. */
export interface LineTrace {
  readonly kind: "line";
  /** Per second. */
  readonly slope: number;
  /** The line's value at `originMs`. */
  readonly intercept: number;
  readonly originMs: number;
  /** How far ahead of the origin, for predict_linear. */
  readonly aheadSeconds?: number;
  readonly result: number;
}

/** No result: fewer samples than the function needs. */
export interface TooFewTrace {
  readonly kind: "too-few";
  readonly needs: number;
}

/** A window whose value comes from native histograms, start times or experimental modifiers. */
export interface WholeTrace {
  readonly kind: "whole";
  readonly result?: number;
  readonly histogram?: string;
}

export type WindowOutcome =
  | GrowthTrace
  | LastTwoTrace
  | CountedTrace
  | GatheredTrace
  | LineTrace
  | TooFewTrace
  | WholeTrace;

/** One series under a range: the samples in `(fromMs, toMs]`, what lies beside them, and what came of it. */
export interface TracedWindow {
  readonly labels: TraceLabels;
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  /** Stale markers inside; they are skipped. */
  readonly staleMs: readonly number[];
  /** Native histograms inside. */
  readonly histograms: number;
  readonly before?: SampleOutside;
  readonly after?: SampleOutside;
  /** Stretches without a sample, longer than 1.5 times the usual distance. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Absent for a range that no function has taken in. */
  readonly outcome?: WindowOutcome;
}

/** A range vector: alone, or with the function that takes it in. */
export interface WindowDetail {
  readonly kind: "window";
  readonly func?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly shift: TimeShift;
  /** True when the samples are the inner steps of a subquery. */
  readonly subquery: boolean;
  readonly windows: readonly TracedWindow[];
  readonly count: number;
}
