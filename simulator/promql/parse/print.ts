import type { Matcher } from "../../tsdb/sample-source.ts";
import { goFixed, goFloat } from "../engine/go-text.ts";
import type {
  AggregateExpr,
  BinaryExpr,
  DurationExpr,
  Expr,
  TimeModifiers,
  VectorMatching,
  VectorSelector,
} from "./ast.ts";
import { formatDuration } from "./duration.ts";
import { quoteGo } from "./go-quote.ts";

/**
 * Prints an expression on one line as Prometheus normalises it. Parsing the text gives the same tree back;
 * a metric name in braces moves in front of them where it can stand there.
 */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return printNumber(expr.value, expr.isDuration);
    case "string":
      return quoteGo(expr.value);
    case "paren":
      return `(${printExpr(expr.expr)})`;
    case "unary":
      return `${expr.op}${printExpr(expr.expr)}`;
    case "vectorSelector":
      return `${printSelector(expr)}${extension(expr)}${modifiers(expr)}`;
    case "matrixSelector": {
      const { selector } = expr;
      return `${printSelector(selector)}[${printRange(expr.range)}]${extension(selector)}${modifiers(selector)}`;
    }
    case "subquery":
      return `${printExpr(expr.expr)}${subquerySuffix(expr)}`;
    case "call":
      return `${expr.func}(${expr.args.map(printExpr).join(", ")})`;
    case "aggregate":
      return `${aggregateHead(expr)}(${aggregateArguments(expr).map(printExpr).join(", ")})`;
    case "binary":
      return printChain(expr);
  }
}

/** `[5m:1m] @ 100.000 offset 1m`. */
export function subquerySuffix(node: Extract<Expr, { kind: "subquery" }>): string {
  const step = node.step === undefined ? "" : printRange(node.step);
  return `[${printRange(node.range)}:${step}]${modifiers(node)}`;
}

/** The operator of an aggregation with its grouping: `sum by (job) `. */
export function aggregateHead({ op, grouping, without }: AggregateExpr): string {
  if (without) return `${op} without (${labelList(grouping)}) `;
  return grouping.length > 0 ? `${op} by (${labelList(grouping)}) ` : op;
}

/** Parameter and operand of an aggregation in the order of the text. */
export function aggregateArguments({ param, expr }: AggregateExpr): readonly Expr[] {
  return param === undefined ? [expr] : [param, expr];
}

/** A binary operator with `bool`, matching, grouping and fill values. */
export function operatorText({ op, returnBool, matching }: BinaryExpr): string {
  return `${op}${returnBool ? " bool" : ""}${matching === undefined ? "" : matchingText(matching)}`;
}

/** Sums of thousands of terms are trees as deep, so the left side is not printed by recursion. */
function printChain(top: BinaryExpr): string {
  const chain: BinaryExpr[] = [top];
  let left: Expr = top.lhs;
  for (; left.kind === "binary"; left = left.lhs) chain.push(left);
  const parts = [printExpr(left)];
  for (const node of chain.reverse()) parts.push(operatorText(node), printExpr(node.rhs));
  return parts.join(" ");
}

function matchingText({ card, on, labels, include, fillLeft, fillRight }: VectorMatching): string {
  const grouped = card === "many-to-one" || card === "one-to-many";
  let text = "";
  if (labels.length > 0 || on || grouped) text += ` ${on ? "on" : "ignoring"} (${labelList(labels)})`;
  if (grouped) text += ` group_${card === "many-to-one" ? "left" : "right"} (${labelList(include)})`;
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight)) return `${text} fill (${goFloat(fillLeft)})`;
  if (fillLeft !== undefined) text += ` fill_left (${goFloat(fillLeft)})`;
  if (fillRight !== undefined) text += ` fill_right (${goFloat(fillRight)})`;
  return text;
}

const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

function labelName(name: string): string {
  return PLAIN_LABEL.test(name) ? name : quoteGo(name);
}

function labelList(labels: readonly string[]): string {
  return labels.map(labelName).join(", ");
}

/** Words that cannot stand outside braces as a metric name. */
const RESERVED = /^(?:bool|on|ignoring|group_left|group_right|atan2|inf|nan)$/i;

function printSelector({ name, matchers }: VectorSelector): string {
  const isName = ({ name: label }: Matcher): boolean => label === "__name__";
  const texts = matchers
    .filter((matcher) => name === undefined || !isName(matcher) || matchers.filter(isName).length > 1)
    .map(({ name: label, op, value }) => `${labelName(label)}${op}${quoteGo(value)}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (name === undefined) return `{${texts.join(",")}}`;
  if (matchers.filter(isName).length === 1 && PLAIN_METRIC.test(name) && !RESERVED.test(name)) {
    return texts.length === 0 ? name : `${name}{${texts.join(",")}}`;
  }
  const others = matchers.filter(isName).length > 1 ? withoutOne(texts, `__name__=${quoteGo(name)}`) : texts;
  return `{${[quoteGo(name), ...others].join(",")}}`;
}

function withoutOne(texts: readonly string[], text: string): readonly string[] {
  const at = texts.indexOf(text);
  return texts.filter((_, index) => index !== at);
}

function extension({ anchored, smoothed }: VectorSelector): string {
  return anchored ? " anchored" : smoothed ? " smoothed" : "";
}

function modifiers({ at, offset }: TimeModifiers): string {
  const pinned = at === undefined ? "" : at.kind === "time" ? ` @ ${fixedThree(at.ms)}` : ` @ ${at.kind}()`;
  return offset === undefined ? pinned : `${pinned} offset ${printOffset(offset)}`;
}

/** Seconds with three decimals. */
function fixedThree(ms: number): string {
  if (Math.abs(ms) < 1e20) return (ms / 1000).toFixed(3);
  return `${BigInt(ms) / 1000n}.000`;
}

function printNumber(value: number, isDuration: boolean): string {
  return isDuration ? formatDuration(Math.round(value * 1000)) : goFixed(value);
}

const BINDING = { "+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "^": 4 } as const;
const SIGN = 3;
const ATOM = 5;

/** A range or step: a plain number of seconds is shown as a duration. */
function printRange(expr: DurationExpr): string {
  return expr.kind === "duration" ? wholeDuration(expr.ms) : printDuration(expr);
}

/** The operand of `offset`, where only a sum in parentheses goes on behind its first term. */
function printOffset(expr: DurationExpr): string {
  if (expr.kind === "duration") return wholeDuration(expr.ms);
  return expr.kind === "durationBinary" ? `(${printDuration(expr)})` : printDuration(expr);
}

/** Parts of a millisecond have no unit, so such a duration is printed as seconds. */
function wholeDuration(ms: number): string {
  return Number.isInteger(ms) && ms !== 0 ? formatDuration(ms) : goFixed(ms / 1000);
}

function binding(expr: DurationExpr): number {
  if (expr.kind === "durationBinary") return BINDING[expr.op];
  if (expr.kind === "durationUnary") return expr.op === "-" ? SIGN : ATOM;
  return expr.kind === "duration" && (expr.ms < 0 || Object.is(expr.ms, -0)) ? SIGN : ATOM;
}

/** `expr` in parentheses when it binds less tightly than its place demands. */
function operand(expr: DurationExpr, least: number): string {
  const text = printDuration(expr);
  return binding(expr) < least ? `(${text})` : text;
}

function printDuration(expr: DurationExpr): string {
  switch (expr.kind) {
    case "duration":
      return expr.isNumber === true ? goFixed(expr.ms / 1000) : wholeDuration(expr.ms);
    case "durationUnary":
      return expr.op === "-" ? `-${operand(expr.expr, ATOM)}` : `(${printDuration(expr.expr)})`;
    case "durationCall":
      return `${expr.name}(${expr.args.map(printDuration).join(", ")})`;
    case "durationBinary": {
      const { op, lhs, rhs } = expr;
      const own = BINDING[op];
      const left = operand(lhs, op === "^" ? own + 1 : own);
      return `${left} ${op} ${operand(rhs, op === "^" ? own : own + 1)}`;
    }
  }
}
