import type { Span } from "../../promql/parse/ast.ts";
import { matcherTest } from "../../tsdb/matchers.ts";
import {
  type Grouping,
  type LogExpr,
  type LogqlBinaryOp,
  type LogqlExpr,
  type MetricExpr,
  type RangeAggregation,
  type RangeOp,
  rangeOps,
  type Unwrap,
  type VectorOp,
  vectorOps,
} from "../ast.ts";
import { LogqlError, notSupported, placeless } from "../logql-error.ts";
import { tokenize } from "./lexer.ts";
import { parseLabelFilter, readNumber } from "./parse-label-filter.ts";
import { parseSelector } from "./parse-selector.ts";
import { parseStages } from "./parse-stages.ts";
import { checkRange, checkVector } from "./semantic-checks.ts";
import { TokenCursor } from "./token-cursor.ts";

/** A query as a tree, or Loki's words for why it is none, with the place. */
export type LogqlParseResult =
  | { readonly expr: LogqlExpr }
  | { readonly error: string; readonly at: Span | undefined };

/** Reads a LogQL query. Never throws on any text. */
export function parseLogql(source: string): LogqlParseResult {
  try {
    return { expr: new Parser(source).parse() };
  } catch (error) {
    if (error instanceof LogqlError) return { error: error.message, at: error.at };
    throw error;
  }
}

/** Binding powers of `syntax.y`: or, and/unless, comparisons, sums, products, powers (to the right). */
const binding: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ["unless", 2],
  ...["==", "!=", "<", "<=", ">", ">="].map((op) => [op, 3] as const),
  ["+", 4],
  ["-", 4],
  ["*", 5],
  ["/", 5],
  ["%", 5],
  ["^", 6],
]);

const rangeKinds = new Map<string, RangeOp>(rangeOps.map((op) => [op.toUpperCase(), op]));
const vectorKinds = new Map<string, VectorOp>(vectorOps.map((op) => [op.toUpperCase(), op]));
const unsupported: ReadonlySet<string> = new Set([
  "RATE_COUNTER",
  "ABSENT_OVER_TIME",
  "APPROX_TOPK",
  "label_replace",
]);

type LogRange = Pick<RangeAggregation, "log" | "rangeMs" | "offsetMs" | "unwrap">;

/** Errors of meaning come after those of syntax, as in Loki, where they wait for the whole text. */
class Parser {
  private readonly cursor: TokenCursor;
  private meaning: LogqlError | undefined;

  constructor(source: string) {
    this.cursor = new TokenCursor(tokenize(source));
  }

  parse(): LogqlExpr {
    const expr = this.expression(0);
    if (this.cursor.peek().kind !== "$end") this.cursor.fail();
    if (expr.kind === "log") this.checkMatchers(expr);
    if (this.meaning !== undefined) throw this.meaning;
    return expr;
  }

  private wrong(message: string, span: Span): void {
    this.meaning = placeless(message, span);
  }

  private expression(least: number): LogqlExpr {
    return this.cursor.nested(() => {
      let expr = this.operand();
      for (;;) {
        const op = this.cursor.peek().kind;
        const power = binding.get(op);
        // Behind a selector, `!=` begins a line filter and was read there.
        if (power === undefined || power < least) return expr;
        this.cursor.take();
        expr = this.binary(op as LogqlBinaryOp, power, expr);
      }
    });
  }

  private binary(op: LogqlBinaryOp, power: number, leftExpr: LogqlExpr): MetricExpr {
    const { cursor } = this;
    const bool = cursor.accept("bool") !== undefined;
    let matching: { on: boolean; labels: readonly string[] } | undefined;
    const how = cursor.accept("on") ?? cursor.accept("ignoring");
    if (how !== undefined) matching = { on: how.kind === "on", labels: this.labelList() };
    const group = cursor.peek();
    if (group.kind === "group_left" || group.kind === "group_right")
      throw notSupported(group.kind, group.span);
    const rightExpr = this.expression(op === "^" ? power : power + 1);
    const span = { start: leftExpr.span.start, end: rightExpr.span.end };
    for (const [side, expr] of [
      ["right", rightExpr],
      ["left", leftExpr],
    ] as const) {
      if (expr.kind === "log") {
        const type = expr.stages.length === 0 ? "*syntax.MatchersExpr" : "*syntax.PipelineExpr";
        this.wrong(`unexpected type for ${side} leg of binary operation (${op}): ${type}`, expr.span);
      } else if (power <= 2 && expr.kind === "number") {
        const value = expr.value.toFixed(6);
        this.wrong(
          `unexpected literal for ${side} leg of logical/set binary operation (${op}): ${value}`,
          expr.span,
        );
      }
    }
    const nothing: MetricExpr = { kind: "number", value: Number.NaN, span };
    return {
      kind: "binary",
      op,
      bool,
      matching,
      left: leftExpr.kind === "log" ? nothing : leftExpr,
      right: rightExpr.kind === "log" ? nothing : rightExpr,
      span,
    };
  }

  private operand(): LogqlExpr {
    const { cursor } = this;
    const token = cursor.peek();
    const { kind, span } = token;
    if (kind === "{") return this.log();
    if (kind === "(") {
      cursor.take();
      const inner = this.expression(0);
      cursor.accept(")") ?? cursor.fail();
      return inner;
    }
    if (kind === "NUMBER") return { kind: "number", value: readNumber(cursor), span };
    if (kind === "+" || kind === "-") {
      cursor.take();
      const value = readNumber(cursor, kind);
      return { kind: "number", value, span: { start: span.start, end: cursor.end } };
    }
    if (kind === "VECTOR") {
      cursor.take();
      cursor.expect("(");
      const value = readNumber(cursor);
      cursor.expect(")");
      return { kind: "vector", value, span: { start: span.start, end: cursor.end } };
    }
    if (unsupported.has(kind)) throw notSupported(token.text, span);
    const range = rangeKinds.get(kind);
    if (range !== undefined) return this.rangeAggregation(range);
    const vector = vectorKinds.get(kind);
    if (vector !== undefined) return this.vectorAggregation(vector);
    return cursor.fail();
  }

  private log(): LogExpr {
    const { start } = this.cursor.peek().span;
    const matchers = parseSelector(this.cursor);
    const stages = parseStages(this.cursor);
    // Only a range aggregation may unwrap.
    if (this.cursor.peek(1).kind === "unwrap" && this.cursor.accept("|") !== undefined) this.cursor.fail();
    return { kind: "log", matchers, stages, span: { start, end: this.cursor.end } };
  }

  /** Loki refuses to look at every stream there is. */
  private checkMatchers(log: LogExpr): void {
    if (log.matchers.some((matcher) => !matcherTest(matcher)(""))) return;
    this.wrong(
      'queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will',
      log.span,
    );
  }

  private rangeAggregation(op: RangeOp): MetricExpr {
    const { cursor } = this;
    const { start } = cursor.take().span;
    cursor.expect("(");
    let param: number | undefined;
    let paramText = "";
    if (cursor.peek().kind === "NUMBER") {
      paramText = cursor.peek().text;
      param = readNumber(cursor);
      cursor.expect(",");
    } else if (cursor.peek().kind !== "{" && cursor.peek().kind !== "(") cursor.fail(["NUMBER", "{", "("]);
    const range = this.logRange();
    cursor.expect(")");
    const grouping = this.grouping();
    const span = { start, end: cursor.end };
    const node: RangeAggregation = { kind: "range", op, ...range, param, grouping, span };
    this.checkMatchers(node.log);
    const problem = checkRange(node, paramText);
    if (problem !== undefined) this.wrong(problem, span);
    return node;
  }

  private logRange(): LogRange {
    const { cursor } = this;
    const { start } = cursor.peek().span;
    if (cursor.accept("(") === undefined) {
      if (cursor.peek().kind !== "{") cursor.fail(["{", "("]);
      return this.ranged(start, parseSelector(cursor), false);
    }
    return cursor.nested(() => {
      if (cursor.peek().kind !== "{") {
        const inner = this.logRange();
        cursor.expect(")");
        return inner;
      }
      return this.ranged(start, parseSelector(cursor), true);
    });
  }

  /** What follows a selector: stages, an unwrap, the range and its offset; brackets may close on either side of the range. */
  private ranged(start: number, matchers: LogExpr["matchers"], bracketed: boolean): LogRange {
    const { cursor } = this;
    let stages = parseStages(cursor);
    let unwrap = this.unwrap();
    const closed = bracketed && cursor.accept(")") !== undefined;
    const expected = closed
      ? ["RANGE"]
      : unwrap === undefined
        ? []
        : bracketed
          ? ["RANGE", ")", "|"]
          : ["RANGE", "|"];
    const range = cursor.accept("RANGE") ?? cursor.fail(expected);
    const offset = cursor.accept("offset") === undefined ? undefined : cursor.expect("DURATION");
    if (stages.length === 0 && unwrap === undefined) {
      if (!closed) stages = parseStages(cursor);
      else if (cursor.peek().kind === "|" && cursor.peek(1).kind !== "unwrap") {
        cursor.take();
        cursor.fail(["unwrap"]);
      }
      unwrap = this.unwrap();
    }
    if (bracketed && !closed) cursor.expect(")");
    const log: LogExpr = { kind: "log", matchers, stages, span: { start, end: cursor.end } };
    return { log, rangeMs: range.value, offsetMs: offset?.value ?? 0, unwrap };
  }

  private unwrap(): Unwrap | undefined {
    const { cursor } = this;
    if (cursor.peek().kind !== "|" || cursor.peek(1).kind !== "unwrap") return undefined;
    cursor.take();
    cursor.take();
    const convert = {
      BYTES_CONV: "bytes",
      DURATION_CONV: "duration",
      DURATION_SECONDS_CONV: "duration_seconds",
    } as const;
    const { kind } = cursor.peek();
    let conversion: Unwrap["convert"] = "";
    if (kind in convert) {
      conversion = convert[kind as keyof typeof convert];
      cursor.take();
      cursor.expect("(");
    }
    const label =
      cursor.accept("IDENTIFIER")?.text ??
      cursor.fail(
        ["IDENTIFIER", "BYTES_CONV", "DURATION_CONV", "DURATION_SECONDS_CONV"].slice(
          0,
          conversion === "" ? 4 : 1,
        ),
      );
    if (conversion !== "") cursor.expect(")");
    const filters = [];
    while (cursor.accept("|") !== undefined) filters.push(parseLabelFilter(cursor));
    return { label, convert: conversion, filters };
  }

  private vectorAggregation(op: VectorOp): MetricExpr {
    const { cursor } = this;
    const { start } = cursor.take().span;
    let grouping = this.grouping();
    cursor.expect("(");
    let param: number | undefined;
    let paramText: string | undefined;
    if (cursor.peek().kind === "NUMBER" && cursor.peek(1).kind === ",") {
      paramText = cursor.peek().text;
      param = readNumber(cursor);
      cursor.take();
    }
    const inner = this.expression(0);
    // A selector without a range cannot be aggregated: Loki stops at the bracket, where a range should stand.
    if (inner.kind === "log") return cursor.fail();
    cursor.accept(")") ?? cursor.fail();
    grouping ??= this.grouping();
    const span = { start, end: cursor.end };
    const problem = checkVector(op, paramText, grouping !== undefined && grouping.labels.length > 0);
    if (problem !== undefined) this.wrong(problem, span);
    return { kind: "aggregate", op, param, grouping, inner, span };
  }

  private grouping(): Grouping | undefined {
    const word = this.cursor.accept("by") ?? this.cursor.accept("without");
    if (word === undefined) return undefined;
    return { without: word.kind === "without", labels: this.labelList() };
  }

  private labelList(): string[] {
    const { cursor } = this;
    const labels: string[] = [];
    cursor.expect("(");
    if (cursor.accept(")") !== undefined) return labels;
    labels.push(cursor.expect("IDENTIFIER", ")").text);
    while (cursor.accept(",") !== undefined) labels.push(cursor.expect("IDENTIFIER").text);
    cursor.accept(")") ?? cursor.fail([",", ")"]);
    return labels;
  }
}
