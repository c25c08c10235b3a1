import { goFixed } from "../engine/go-text.ts";
import type {
  AtModifier,
  DurationExpr,
  Expr,
  TimeModifiers,
  VectorMatching,
  VectorSelector,
} from "../parse/ast.ts";
import { functionSignatures } from "../parse/signatures.ts";

/** A JSON value in the order of its keys, which is alphabetical as Go writes maps. */
export type AstJson =
  | null
  | boolean
  | number
  | string
  | readonly AstJson[]
  | { readonly [key: string]: AstJson };

/**
 * A syntax tree as `/api/v1/parse_query` of a Prometheus server shows it; durations are milliseconds. Unlike
 * there, a quoted metric name inside braces is also shown as `name`, and only a number in parentheses is
 * `wrapped`: our tree keeps no other parentheses of durations.
 */
export function toAstJson(expr: Expr): AstJson {
  switch (expr.kind) {
    case "number":
      return { type: "numberLiteral", val: goFixed(expr.value) };
    case "string":
      return { type: "stringLiteral", val: expr.value };
    case "paren":
      return { expr: toAstJson(expr.expr), type: "parenExpr" };
    case "unary":
      return { expr: toAstJson(expr.expr), op: expr.op, type: "unaryExpr" };
    case "vectorSelector":
      return { ...selector(expr), type: "vectorSelector" };
    case "matrixSelector": {
      const { anchored, matchers, name, offset, offsetExpr, smoothed, startOrEnd, timestamp } = selector(
        expr.selector,
      );
      const range = { range: plainMs(expr.range), rangeExpr: durationExpr(expr.range) };
      const head = { anchored, matchers, name, offset, offsetExpr, ...range };
      return { ...head, smoothed, startOrEnd, timestamp, type: "matrixSelector" };
    }
    case "subquery": {
      const { offset, offsetExpr, startOrEnd, timestamp } = modifiers(expr);
      return {
        expr: toAstJson(expr.expr),
        offset,
        offsetExpr,
        range: plainMs(expr.range),
        rangeExpr: durationExpr(expr.range),
        startOrEnd,
        step: expr.step === undefined ? 0 : plainMs(expr.step),
        stepExpr: expr.step === undefined ? null : durationExpr(expr.step),
        timestamp,
        type: "subquery",
      };
    }
    case "call":
      return { args: expr.args.map(toAstJson), func: signatureOf(expr.func), type: "call" };
    case "aggregate":
      return {
        expr: toAstJson(expr.expr),
        grouping: expr.grouping,
        op: expr.op,
        param: expr.param === undefined ? null : toAstJson(expr.param),
        type: "aggregation",
        without: expr.without,
      };
    case "binary":
      return {
        bool: expr.returnBool,
        lhs: toAstJson(expr.lhs),
        matching: expr.matching === undefined ? null : matching(expr.matching),
        op: expr.op,
        rhs: toAstJson(expr.rhs),
        type: "binaryExpr",
      };
  }
}

function signatureOf(name: string): AstJson {
  const found = functionSignatures.get(name);
  return {
    argTypes: found?.argTypes ?? [],
    name,
    returnType: found?.returnType ?? "none",
    variadic: found?.variadic ?? 0,
  };
}

function matching({ card, fillLeft, fillRight, include, labels, on }: VectorMatching): AstJson {
  const fillValues = { lhs: fillLeft ?? null, rhs: fillRight ?? null };
  return { card, fillValues, include, labels, on };
}

function selector(node: VectorSelector) {
  const { offset, offsetExpr, startOrEnd, timestamp } = modifiers(node);
  return {
    anchored: node.anchored,
    matchers: node.matchers.map(({ name, op, value }) => ({ name, type: op, value })),
    name: node.name ?? "",
    offset,
    offsetExpr,
    smoothed: node.smoothed,
    startOrEnd,
    timestamp,
  };
}

function modifiers({ at, offset }: TimeModifiers) {
  return {
    offset: offset === undefined ? 0 : plainMs(offset),
    offsetExpr: offset === undefined ? null : durationExpr(offset),
    startOrEnd: startOrEnd(at),
    timestamp: at?.kind === "time" ? at.ms : null,
  };
}

function startOrEnd(at: AtModifier | undefined): AstJson {
  return at === undefined || at.kind === "time" ? null : at.kind;
}

/** Milliseconds of a plain duration; an expression is 0 and shown beside it. */
function plainMs(expr: DurationExpr): number {
  return expr.kind === "duration" ? Math.trunc(expr.ms) : 0;
}

function durationExpr(expr: DurationExpr): AstJson {
  return expr.kind === "duration" ? null : durationJson(expr);
}

function durationJson(expr: DurationExpr): AstJson {
  switch (expr.kind) {
    case "duration":
      return { duration: expr.isNumber !== true, type: "numberLiteral", val: goFixed(expr.ms / 1000) };
    case "durationUnary":
      return {
        lhs: null,
        op: expr.op,
        rhs: durationJson(expr.expr),
        type: "durationExpr",
        wrapped: expr.op === "+",
      };
    case "durationBinary":
      return {
        lhs: durationJson(expr.lhs),
        op: expr.op,
        rhs: durationJson(expr.rhs),
        type: "durationExpr",
        wrapped: false,
      };
    case "durationCall": {
      const [lhs, rhs] = expr.args.map(durationJson);
      return { lhs: lhs ?? null, op: expr.name, rhs: rhs ?? null, type: "durationExpr", wrapped: false };
    }
  }
}
