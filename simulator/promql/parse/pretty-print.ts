import type { Expr } from "./ast.ts";
import { aggregateArguments, aggregateHead, operatorText, printExpr, subquerySuffix } from "./print.ts";

/** Longest line before an expression is broken up, as in Prometheus's own formatter. */
const WIDTH = 100;

/**
 * Formats an expression over several lines: whatever fits into 100 characters stays on one line, the rest
 * is broken at parentheses and operators and indented by two spaces. Comments are lost.
 */
export function prettyPrint(expr: Expr): string {
  return pretty(expr, 0);
}

function indent(level: number): string {
  return "  ".repeat(level);
}

function pretty(expr: Expr, level: number): string {
  const margin = indent(level);
  if (expr.kind === "unary") return `${margin}${expr.op}${pretty(expr.expr, level).trim()}`;
  const line = printExpr(expr);
  // Prometheus leaves out the margin of a subquery that fits.
  if (line.length <= WIDTH) return expr.kind === "subquery" ? line : `${margin}${line}`;
  const inside = (parts: readonly Expr[]): string => parts.map((part) => pretty(part, level + 1)).join(",\n");
  switch (expr.kind) {
    case "paren":
      return `${margin}(\n${inside([expr.expr])}\n${margin})`;
    case "call":
      return `${margin}${expr.func}(\n${inside(expr.args)}\n${margin})`;
    case "aggregate":
      return `${margin}${aggregateHead(expr)}(\n${inside(aggregateArguments(expr))}\n${margin})`;
    case "subquery":
      return `${pretty(expr.expr, level)}${subquerySuffix(expr)}`;
    case "binary":
      return `${inside([expr.lhs])}\n${margin}${operatorText(expr)}\n${inside([expr.rhs])}`;
    default:
      return `${margin}${line}`;
  }
}
