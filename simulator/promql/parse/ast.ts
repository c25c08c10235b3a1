import type { Matcher } from "../../tsdb/sample-source.ts";

/** Byte offsets into the expression text, end exclusive (equal to string offsets for ASCII). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ValueType = "scalar" | "vector" | "matrix" | "string";

export type BinaryOp =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "^"
  | "atan2"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | ">/"
  | "</"
  | "and"
  | "or"
  | "unless";

export type AggregateOp =
  | "sum"
  | "avg"
  | "count"
  | "min"
  | "max"
  | "group"
  | "stddev"
  | "stdvar"
  | "topk"
  | "bottomk"
  | "count_values"
  | "quantile"
  | "limitk"
  | "limit_ratio";

/** Arithmetic over durations inside `[..]`, `offset` and a subquery's step. Durations are milliseconds. */
export type DurationExpr =
  | {
      readonly kind: "duration";
      readonly ms: number;
      readonly span: Span;
      /** Set when it was written as a number of seconds, as the 2 of `[5m * 2]`; only printing cares. */
      readonly isNumber?: true;
    }
  | {
      readonly kind: "durationUnary";
      readonly op: "+" | "-";
      readonly expr: DurationExpr;
      readonly span: Span;
    }
  | {
      readonly kind: "durationBinary";
      readonly op: "+" | "-" | "*" | "/" | "%" | "^";
      readonly lhs: DurationExpr;
      readonly rhs: DurationExpr;
      readonly span: Span;
    }
  | {
      readonly kind: "durationCall";
      readonly name: "step" | "range" | "min_of" | "max_of";
      readonly args: readonly DurationExpr[];
      readonly span: Span;
    };

/** `@ 123`, `@ start()` or `@ end()`. */
export type AtModifier =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" };

interface NodeBase {
  /** Pre-order number, stable for one text. */
  readonly id: number;
  readonly span: Span;
}

/** Modifiers shared by selectors and subqueries. `offset` is zero milliseconds when absent. */
export interface TimeModifiers {
  readonly offset: DurationExpr | undefined;
  readonly at: AtModifier | undefined;
}

export interface NumberLiteral extends NodeBase {
  readonly kind: "number";
  readonly value: number;
  readonly isDuration: boolean;
}
export interface StringLiteral extends NodeBase {
  readonly kind: "string";
  readonly value: string;
}
export interface ParenExpr extends NodeBase {
  readonly kind: "paren";
  readonly expr: Expr;
}
export interface UnaryExpr extends NodeBase {
  readonly kind: "unary";
  readonly op: "+" | "-";
  readonly expr: Expr;
}

export interface VectorSelector extends NodeBase, TimeModifiers {
  readonly kind: "vectorSelector";
  /** Metric name outside the braces, or the quoted name inside; undefined when selected by `__name__` matchers only. */
  readonly name: string | undefined;
  /** All matchers, the one for the metric name included. */
  readonly matchers: readonly Matcher[];
  readonly anchored: boolean;
  readonly smoothed: boolean;
}

export interface MatrixSelector extends NodeBase {
  readonly kind: "matrixSelector";
  readonly selector: VectorSelector;
  readonly range: DurationExpr;
}

export interface SubqueryExpr extends NodeBase, TimeModifiers {
  readonly kind: "subquery";
  readonly expr: Expr;
  readonly range: DurationExpr;
  /** Undefined means the default evaluation interval. */
  readonly step: DurationExpr | undefined;
}

export interface CallExpr extends NodeBase {
  readonly kind: "call";
  readonly func: string;
  readonly args: readonly Expr[];
}

export interface AggregateExpr extends NodeBase {
  readonly kind: "aggregate";
  readonly op: AggregateOp;
  readonly expr: Expr;
  /** The parameter of topk, bottomk, quantile, count_values, limitk, limit_ratio. */
  readonly param: Expr | undefined;
  readonly grouping: readonly string[];
  readonly without: boolean;
}

export interface VectorMatching {
  readonly card: "one-to-one" | "many-to-one" | "one-to-many" | "many-to-many";
  readonly on: boolean;
  readonly labels: readonly string[];
  /** Labels copied from the "one" side by group_left/group_right. */
  readonly include: readonly string[];
  readonly fillLeft: number | undefined;
  readonly fillRight: number | undefined;
}

export interface BinaryExpr extends NodeBase {
  readonly kind: "binary";
  readonly op: BinaryOp;
  readonly lhs: Expr;
  readonly rhs: Expr;
  readonly returnBool: boolean;
  /** Set when both sides are vectors. */
  readonly matching: VectorMatching | undefined;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | ParenExpr
  | UnaryExpr
  | VectorSelector
  | MatrixSelector
  | SubqueryExpr
  | CallExpr
  | AggregateExpr
  | BinaryExpr;

/** A parse error; `message` is Prometheus's text after `parse error: `, `text` the whole printed line. */
export interface ParseError {
  readonly message: string;
  readonly span: Span;
  /** `LINE:COL: parse error: MESSAGE`. */
  readonly text: string;
}

export interface ParseResult {
  /** Undefined when the text could not be parsed at all; may be partial when there are errors. */
  readonly ast: Expr | undefined;
  readonly errors: readonly ParseError[];
}
