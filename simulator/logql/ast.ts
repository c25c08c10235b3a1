import type { Span } from "../promql/parse/ast.ts";
import type { Matcher } from "../tsdb/sample-source.ts";

/** The tree of a LogQL expression. Spans count UTF-16 units of the text. */

/** `{service="api"} | json`: a stream selector and what happens to each line. */
export interface LogExpr {
  readonly kind: "log";
  readonly matchers: readonly Matcher[];
  readonly stages: readonly Stage[];
  readonly span: Span;
}

/** `|=`, `!=`, `|~`, `!~`; a line passes when one of the alternatives does (`or`). */
export interface LineFilter {
  readonly kind: "lineFilter";
  readonly op: "|=" | "!=" | "|~" | "!~";
  readonly values: readonly string[];
  readonly span: Span;
}

/** `json` or `logfmt`; with fields, only those are extracted, under the names given. */
export interface ParserStage {
  readonly kind: "json" | "logfmt";
  readonly fields: readonly { readonly name: string; readonly path: string }[];
  readonly strict: boolean;
  readonly keepEmpty: boolean;
  readonly span: Span;
}

export type Comparison = "=" | "==" | "!=" | ">" | ">=" | "<" | "<=";

/** A condition on labels: streams' own, and those a parser found. */
export type LabelFilter =
  | { readonly kind: "match"; readonly matcher: Matcher }
  | {
      readonly kind: "compare";
      readonly name: string;
      readonly op: Comparison;
      /** Durations in seconds, sizes in bytes. */
      readonly value: number;
      readonly unit: "number" | "duration" | "bytes";
    }
  | {
      readonly kind: "and" | "or";
      readonly left: LabelFilter;
      readonly right: LabelFilter;
    };

/** Part of a template: text as it stands, or a label's value; `__line__` is the line itself. */
export type TemplatePart = { readonly text: string } | { readonly label: string };

export type Stage =
  | LineFilter
  | ParserStage
  | { readonly kind: "labelFilter"; readonly filter: LabelFilter; readonly span: Span }
  | { readonly kind: "lineFormat"; readonly template: readonly TemplatePart[]; readonly span: Span }
  | {
      readonly kind: "labelFormat";
      readonly changes: readonly {
        readonly name: string;
        readonly from?: string;
        readonly template?: readonly TemplatePart[];
      }[];
      readonly span: Span;
    }
  | {
      readonly kind: "drop" | "keep";
      readonly names: readonly { readonly name: string; readonly matcher?: Matcher }[];
      readonly span: Span;
    };

/** `| unwrap latency_ms`: the label whose value becomes the sample. */
export interface Unwrap {
  readonly label: string;
  readonly convert: "" | "bytes" | "duration" | "duration_seconds";
  /** Label filters behind it. */
  readonly filters: readonly LabelFilter[];
}

export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
}

export const rangeOps = [
  "rate",
  "count_over_time",
  "bytes_rate",
  "bytes_over_time",
  "sum_over_time",
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "first_over_time",
  "last_over_time",
  "stddev_over_time",
  "stdvar_over_time",
  "quantile_over_time",
] as const;
export type RangeOp = (typeof rangeOps)[number];

export const vectorOps = [
  "sum",
  "avg",
  "min",
  "max",
  "count",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "sort",
  "sort_desc",
] as const;
export type VectorOp = (typeof vectorOps)[number];

export type LogqlBinaryOp =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "^"
  | "=="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "and"
  | "or"
  | "unless";

export interface RangeAggregation {
  readonly kind: "range";
  readonly op: RangeOp;
  readonly log: LogExpr;
  readonly rangeMs: number;
  readonly offsetMs: number;
  readonly unwrap: Unwrap | undefined;
  readonly param: number | undefined;
  readonly grouping: Grouping | undefined;
  readonly span: Span;
}

export interface VectorAggregation {
  readonly kind: "aggregate";
  readonly op: VectorOp;
  readonly param: number | undefined;
  readonly grouping: Grouping | undefined;
  readonly inner: MetricExpr;
  readonly span: Span;
}

export interface Binary {
  readonly kind: "binary";
  readonly op: LogqlBinaryOp;
  readonly bool: boolean;
  readonly matching: { readonly on: boolean; readonly labels: readonly string[] } | undefined;
  readonly left: MetricExpr;
  readonly right: MetricExpr;
  readonly span: Span;
}

export type MetricExpr =
  | RangeAggregation
  | VectorAggregation
  | Binary
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "vector"; readonly value: number; readonly span: Span };

export type LogqlExpr = LogExpr | MetricExpr;
