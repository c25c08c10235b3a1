import type { QueryFailure } from "../query-types.ts";
import type { ExplainedNode } from "./explained-node.ts";
import type { MatchDetail } from "./match-detail.ts";
import type { WindowDetail } from "./window-detail.ts";

/** A label set as plain data, names in code-point order. */
export type TraceLabels = Readonly<Record<string, string>>;

/** One element of a result at one instant; a native histogram has `histogram`, as Prometheus prints it. */
export interface TracedValue {
  readonly labels: TraceLabels;
  readonly value: number;
  readonly histogram?: string;
}

/** What an instant selector did with one series it matches. Times are milliseconds. */
export interface SelectedSeries {
  readonly labels: TraceLabels;
  /** `taken`; `stale`: a marker ended the series; `too-old`: the newest sample is at or before the lookback's edge. */
  readonly outcome: "taken" | "stale" | "too-old";
  /** The newest sample up to the asked time, markers left aside; absent when only a marker was found. */
  readonly timeMs?: number;
  readonly value?: number;
  readonly histogram?: string;
  /** When the stale marker was written. */
  readonly staleMs?: number;
}

/** The look-up of an instant selector: the newest sample in `(fromMs, toMs]` of each series. */
export interface SelectorDetail {
  readonly kind: "selector";
  readonly fromMs: number;
  readonly toMs: number;
  readonly lookbackMs: number;
  readonly shift: TimeShift;
  /** How many series are left after each matcher, in the order written. */
  readonly matchers: readonly { readonly text: string; readonly kept: number }[];
  readonly series: readonly SelectedSeries[];
  /** Series found in all; `series` lists some of them. */
  readonly count: number;
}

/** How `offset` and `@` move the time a node looks at. Milliseconds. */
export interface TimeShift {
  readonly offsetMs: number;
  /** The time an `@` modifier pins to, before the offset. */
  readonly pinnedMs?: number;
}

/** The inner evaluations of a subquery: `steps` of them from `firstMs` on, `stepMs` apart. */
export interface SubqueryDetail {
  readonly kind: "subquery";
  /** The window the inner steps lie in, open at its start. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly shift: TimeShift;
  readonly firstMs: number;
  readonly stepMs: number;
  readonly steps: number;
  /** True when the step is the server's default and not written. */
  readonly defaultStep: boolean;
  /** Per series how many inner steps gave a point. */
  readonly series: readonly { readonly labels: TraceLabels; readonly points: number }[];
  readonly count: number;
}

/** Members of one group of an aggregation and what became of them. */
export interface AggregatedGroup {
  readonly labels: TraceLabels;
  /** The group's value; absent where it has none, as for topk. */
  readonly value?: number;
  readonly histogram?: string;
  /** Number of members; `members` lists some of them. */
  readonly count: number;
  readonly members: readonly AggregatedMember[];
  /** Sum of the members, for `sum` and `avg` of floats. */
  readonly sum?: number;
  readonly rank?: RankDetail;
}

export interface AggregatedMember extends TracedValue {
  /** For topk, bottomk, limitk and limit_ratio: whether the member stays; for min and max: whether it won. */
  readonly chosen?: boolean;
}

/** A quantile by rank: `rank = q * (count - 1)`, between the two neighbouring values. */
export interface RankDetail {
  readonly q: number;
  readonly count: number;
  readonly rank: number;
  readonly lower: number;
  readonly upper: number;
  readonly weight: number;
  readonly result: number;
}

export interface AggregationDetail {
  readonly kind: "aggregation";
  readonly op: string;
  readonly without: boolean;
  readonly labels: readonly string[];
  /** The parameter of topk, quantile and others. */
  readonly param?: number;
  readonly groups: readonly AggregatedGroup[];
  readonly count: number;
}

/** An operation with a number on one side, element by element. */
export interface ArithmeticDetail {
  readonly kind: "arithmetic";
  readonly op: string;
  readonly returnBool: boolean;
  readonly comparison: boolean;
  readonly rows: readonly ArithmeticRow[];
  readonly count: number;
  /** Of a comparison: how many elements it let through. */
  readonly kept: number;
  /** Of a comparison that cut elements: the cut one closest to the other side. */
  readonly nearest?: ArithmeticRow;
}

export interface ArithmeticRow {
  readonly labels: TraceLabels;
  readonly left: number;
  readonly right: number;
  /** Absent where a comparison cut the element. */
  readonly result?: number;
}

/** One bucket of a histogram; `cumulative` counts everything up to `le`. */
export interface TracedBucket {
  readonly le: number;
  readonly cumulative: number;
  /** What was stored, where it fell below the bucket before and was raised. */
  readonly repairedFrom?: number;
  /** Observations in this bucket alone. */
  readonly own: number;
}

/** How a classic histogram gave a quantile. */
export type QuantileCase =
  | "interpolated"
  | "quantile-outside"
  | "no-inf-bucket"
  | "one-bucket"
  | "no-observations"
  | "in-inf-bucket"
  | "lowest-not-positive";

export interface QuantileGroup {
  readonly labels: TraceLabels;
  readonly q: number;
  readonly buckets: readonly TracedBucket[];
  readonly outcome: QuantileCase;
  readonly result: number;
  /** `q * observations`: the place of the wanted observation. */
  readonly rank?: number;
  /** Index of the bucket the rank falls into. */
  readonly hit?: number;
  /** The bucket's ends, observations below it and in it: `start + (end - start) * (rank - below) / inside`. */
  readonly start?: number;
  readonly end?: number;
  readonly below?: number;
  readonly inside?: number;
}

/** A native histogram's buckets, and the quantile found in them. */
export interface NativeQuantileGroup {
  readonly labels: TraceLabels;
  readonly q: number;
  readonly count: number;
  readonly result: number;
  readonly buckets: readonly { readonly lower: number; readonly upper: number; readonly own: number }[];
}

export interface QuantileDetail {
  readonly kind: "quantile";
  readonly classic: readonly QuantileGroup[];
  readonly native: readonly NativeQuantileGroup[];
  readonly count: number;
  /** Series without a readable `le`. */
  readonly malformed: readonly TraceLabels[];
}

/** `absent` and `absent_over_time`: whether anything is there. */
export interface AbsenceDetail {
  readonly kind: "absence";
  readonly present: readonly TraceLabels[];
  readonly count: number;
  /** Labels the result has, taken from `=` matchers. */
  readonly labels: TraceLabels;
}

/** A function applied element by element. */
export interface ElementsDetail {
  readonly kind: "elements";
  readonly func: string;
  readonly rows: readonly ElementRow[];
  readonly count: number;
  /** Elements that went in and have no result. */
  readonly lost: number;
}

export interface ElementRow {
  readonly from: TracedValue;
  readonly to?: TracedValue;
}

export type NodeDetail =
  | SelectorDetail
  | WindowDetail
  | SubqueryDetail
  | AggregationDetail
  | ArithmeticDetail
  | MatchDetail
  | QuantileDetail
  | AbsenceDetail
  | ElementsDetail;

/** One node of a query at one instant. */
export interface NodeTrace extends ExplainedNode {
  /** The instant the node is evaluated at: inside a subquery its last inner step, else the asked one. */
  readonly timeMs: number;
  readonly type: "scalar" | "vector" | "matrix" | "string";
  /** Elements of the result, some of them where there are many; `seriesOut` counts all. */
  readonly values: readonly TracedValue[];
  readonly detail?: NodeDetail;
}

/** A query at one instant, node by node; `error` is set when the evaluation stopped. */
export interface QueryTrace {
  readonly status: "success";
  readonly timeMs: number;
  readonly nodes: readonly NodeTrace[];
  readonly samplesRead: number;
  readonly error?: string;
}

export type TraceResult = QueryTrace | QueryFailure;
