import type { Labels } from "../tsdb/labels.ts";
import type { FloatHistogram } from "./histogram/float-histogram.ts";
import type { Span } from "./parse/ast.ts";

/** An instant query at one time, or a range query with a step; times are milliseconds since the epoch. */
export type QueryRequest =
  | { readonly expr: string; readonly timeMs: number }
  | { readonly expr: string; readonly startMs: number; readonly endMs: number; readonly stepMs: number };

/** Why a query is ended from outside. */
export type StopReason = "canceled" | "timeout";

/** Options of an evaluation. Defaults are those of a Prometheus 3 server with the learner's limits. */
export interface QueryOptions {
  /** How far back an instant selector looks for a sample. Default 300,000 (5 min). */
  readonly lookbackMs?: number;
  /** Samples held at once before the query is refused. Default 5,000,000. */
  readonly maxSamples?: number;
  /** Step of a subquery that names none. Default 60,000. */
  readonly defaultSubqueryStepMs?: number;
  readonly features?: "prometheus3" | "conformance";
  /**
   * Asked after every few thousand samples; a reason ends the query in the server's words. The engine knows no
   * clock and hears no messages, so whoever calls it decides when a query is too slow or no longer wanted.
   */
  readonly shouldStop?: () => StopReason | undefined;
  /** Judge counters by a `__type__` label instead of the name, as `--enable-feature=type-and-unit-labels`. */
  readonly typeAndUnitLabels?: boolean;
}

/** One series of a result. Only present points are listed; `timesMs` and `values` have equal length. */
export interface ResultSeries {
  readonly labels: Labels;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** Native histograms by point, where the series has any; such a point's value means nothing. */
  readonly histograms?: readonly (FloatHistogram | undefined)[];
}

/** What one node of the query did, collected during the one evaluation. */
export interface NodeSummary {
  /** Pre-order id of the AST node. */
  readonly nodeId: number;
  readonly span: Span;
  readonly seriesOut: number;
  readonly samplesRead: number;
}

export interface QuerySuccess {
  readonly status: "success";
  readonly resultType: "vector" | "matrix" | "scalar" | "string";
  /** For a scalar: one series with empty labels. For a string: empty. Range results are sorted by labels. */
  readonly series: readonly ResultSeries[];
  /** Value of a string result. */
  readonly text?: string;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly samplesRead: number;
  readonly nodes: readonly NodeSummary[];
}

export interface QueryFailure {
  readonly status: "error";
  readonly errorType: "bad_data" | "execution" | "timeout" | "canceled";
  /** Prometheus's own text, for example `1:16: parse error: unclosed left parenthesis`. */
  readonly error: string;
  readonly at?: Span;
}

export type QueryResult = QuerySuccess | QueryFailure;
