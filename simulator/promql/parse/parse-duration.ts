import type { DurationExpr, Span } from "./ast.ts";
import { parseDuration } from "./duration.ts";
import { parseNumber } from "./number-literal.ts";
import type { Token, TokenKind } from "./token.ts";
import type { TokenStream } from "./token-stream.ts";

type Literal = Extract<DurationExpr, { kind: "duration" }>;
type BinaryDurationOp = Extract<DurationExpr, { kind: "durationBinary" }>["op"];

/** Go's largest duration in milliseconds: 2^63 nanoseconds. */
const LIMIT_MS = 2 ** 63 / 1e6;
const NOWHERE: Span = { start: 0, end: 0 };
/** What stands in for a duration that could not be read. */
const NOTHING: Literal = { kind: "duration", ms: 0, span: NOWHERE };

const BINDING: ReadonlyMap<string, number> = new Map([
  ["+", 1],
  ["-", 1],
  ["*", 2],
  ["/", 2],
  ["%", 2],
  ["^", 3],
]);
const POWER = 3;

/** Whether a duration expression can begin with this token. */
export function startsDuration(kind: TokenKind): boolean {
  return (
    kind === "number" ||
    kind === "duration" ||
    kind === "+" ||
    kind === "-" ||
    kind === "(" ||
    isDurationCall(kind)
  );
}

function isDurationCall(kind: TokenKind): kind is "step" | "range" | "max_of" | "min_of" {
  return kind === "step" || kind === "range" || kind === "max_of" || kind === "min_of";
}

/** The milliseconds of a duration token; errors are reported at the token. */
function durationTokenMs(stream: TokenStream, token: Token): number {
  const parsed = parseDuration(token.text);
  if ("ms" in parsed) return parsed.ms;
  stream.report(token, parsed.error);
  return 0;
}

/** The number or duration token `token` in seconds; errors are reported at the token. */
export function literalSeconds(stream: TokenStream, token: Token): number {
  if (token.kind === "duration") return durationTokenMs(stream, token) / 1000;
  const parsed = parseNumber(token.text);
  if ("value" in parsed) return parsed.value;
  stream.report(token, `error parsing number: ${parsed.error}`);
  return 0;
}

/** A range or step: a duration expression that, when it is a plain number, must be positive. */
export function parsePositiveDuration(stream: TokenStream): DurationExpr {
  const expr = parseDurationExpr(stream, 0);
  if (stream.failing || expr.kind !== "duration" || expr.ms > 0) return wholeNanoseconds(expr);
  stream.report(expr.span, "duration must be greater than 0");
  return NOTHING;
}

/** A duration that is a number alone is rounded to nanoseconds, so that 4.18 s are exactly 4,180 ms. */
export function wholeNanoseconds(expr: DurationExpr): DurationExpr {
  return expr.kind === "duration" ? { ...expr, ms: Math.round(expr.ms * 1e6) / 1e6 } : expr;
}

/**
 * The operand of `offset`. A plain or signed number or call ends it, so that `foo offset 5m * 2` is a
 * product of `foo offset 5m`; only a parenthesised operand goes on as a duration expression.
 */
export function parseOffset(stream: TokenStream): DurationExpr {
  if (!stream.ready(startsDuration)) return NOTHING;
  const sign = signToken(stream);
  if (sign !== undefined && !stream.ready(startsDuration)) return NOTHING;
  const { kind } = stream.peek();
  if (kind === "(" && sign !== undefined) return negate(stream, sign, parseParenthesised(stream));
  if (kind === "number" || kind === "duration" || isDurationCall(kind)) {
    const operand = parseOperand(stream);
    if (sign === undefined || stream.failing) return operand;
    if (operand.kind === "duration") return negate(stream, sign, operand);
    // Unlike in `[..]`, Prometheus keeps the sign of a call even when it is a plus.
    return { kind: "durationUnary", op: signOf(sign), expr: operand, span: spanFrom(sign, operand) };
  }
  if (sign === undefined) return continueDuration(stream, parseOperand(stream), 0);
  const operand = negate(stream, sign, parseDurationExpr(stream, POWER));
  return continueDuration(stream, operand, 0);
}

function signToken(stream: TokenStream): Token | undefined {
  return stream.accept("-") ?? stream.accept("+");
}

function signOf(sign: Token): "+" | "-" {
  return sign.kind === "-" ? "-" : "+";
}

function spanFrom(start: Span, end: DurationExpr): Span {
  return { start: start.start, end: end.span.end };
}

function parseDurationExpr(stream: TokenStream, least: number): DurationExpr {
  if (!stream.ready(startsDuration)) return NOTHING;
  const parse = (): DurationExpr => {
    const sign = signToken(stream);
    if (sign === undefined) return parseOperand(stream);
    return negate(stream, sign, parseDurationExpr(stream, POWER));
  };
  return continueDuration(stream, stream.nested(parse, NOTHING), least);
}

function continueDuration(stream: TokenStream, first: DurationExpr, least: number): DurationExpr {
  let left = first;
  while (!stream.failing) {
    const op = stream.peek();
    const binding = BINDING.get(op.kind);
    if (binding === undefined || binding < least) break;
    stream.shift();
    const right = parseDurationExpr(stream, op.kind === "^" ? POWER : binding + 1);
    if (!stream.failing) left = combine(stream, left, op, right);
  }
  return left;
}

function combine(stream: TokenStream, lhs: DurationExpr, op: Token, rhs: DurationExpr): DurationExpr {
  requireFeature(stream, lhs.span);
  if ((op.kind === "/" || op.kind === "%") && rhs.kind === "duration" && rhs.ms === 0) {
    stream.report(op, op.kind === "/" ? "division by zero" : "modulo by zero");
    return NOTHING;
  }
  const span = { start: lhs.span.start, end: rhs.span.end };
  return { kind: "durationBinary", op: op.kind as BinaryDurationOp, lhs, rhs, span };
}

function parseOperand(stream: TokenStream): DurationExpr {
  const { kind } = stream.peek();
  if (kind === "(") return parseParenthesised(stream);
  if (isDurationCall(kind)) return parseDurationCall(stream, kind);
  const token = stream.shift();
  const span = { start: token.start, end: token.end };
  const literal: Literal =
    kind === "number"
      ? { kind: "duration", ms: literalSeconds(stream, token) * 1000, span, isNumber: true }
      : { kind: "duration", ms: durationTokenMs(stream, token), span };
  return bounded(stream, literal, token);
}

function bounded(stream: TokenStream, literal: Literal, blame: Span): Literal {
  if (!(literal.ms > LIMIT_MS || literal.ms < -LIMIT_MS)) return literal;
  stream.report(blame, "duration out of range");
  return NOTHING;
}

/** `(x)`. A number in parentheses is kept apart from a bare number, as a sum with one term. */
function parseParenthesised(stream: TokenStream): DurationExpr {
  const open = stream.shift();
  const expr = parseDurationExpr(stream, 0);
  if (stream.failing) return expr;
  const close = stream.expect(")");
  if (close === undefined) return expr;
  requireFeature(stream, expr.span);
  if (expr.kind !== "duration") return expr;
  return { kind: "durationUnary", op: "+", expr, span: { start: open.start, end: close.end } };
}

function negate(stream: TokenStream, sign: Token, expr: DurationExpr): DurationExpr {
  if (stream.failing) return expr;
  const span = spanFrom(sign, expr);
  if (expr.kind === "duration") {
    return bounded(stream, { ...expr, ms: sign.kind === "-" ? -expr.ms : expr.ms, span }, sign);
  }
  return sign.kind === "-" ? { kind: "durationUnary", op: "-", expr, span } : expr;
}

function parseDurationCall(stream: TokenStream, name: "step" | "range" | "max_of" | "min_of"): DurationExpr {
  const word = stream.shift();
  const args: DurationExpr[] = [];
  stream.expect("(");
  if (name === "max_of" || name === "min_of") {
    if (!stream.failing) args.push(parseDurationExpr(stream, 0));
    if (!stream.failing) stream.expect(",");
    if (!stream.failing) args.push(parseDurationExpr(stream, 0));
  }
  if (stream.failing || stream.expect(")") === undefined) return NOTHING;
  const call: DurationExpr = {
    kind: "durationCall",
    name,
    args,
    span: { start: word.start, end: stream.previousEnd },
  };
  requireFeature(stream, call.span);
  return call;
}

function requireFeature(stream: TokenStream, span: Span): void {
  if (!stream.allows("promql-duration-expr")) {
    stream.report(span, "experimental duration expression is not enabled");
  }
}
