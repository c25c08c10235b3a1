import type { Expr } from "../../../simulator/index.ts";
import { unwrap } from "./walk.ts";

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

type Comparison = Extract<Expr, { kind: "binary" }>;

/** A comparison of either kind: a filter, or a question with `bool`. */
export function isComparison(expr: Expr): expr is Comparison {
  return expr.kind === "binary" && comparisons.has(expr.op);
}

/** A comparison that filters series: the left side survives where it holds. */
export function isFilter(expr: Expr): expr is Comparison & { readonly returnBool: false } {
  return isComparison(expr) && !expr.returnBool;
}

/** The parts of a condition that must all hold: `a and b` is two, anything else is one. */
export function conjuncts(expr: Expr): readonly Expr[] {
  const bare = unwrap(expr);
  if (bare.kind !== "binary" || bare.op !== "and") return [bare];
  return [...conjuncts(bare.lhs), ...conjuncts(bare.rhs)];
}

/** A filter as a question with the answer 0 or 1, so that a false series stays visible. */
export function asQuestion(expr: Expr): Expr {
  const bare = unwrap(expr);
  return isFilter(bare) ? { ...bare, returnBool: true } : bare;
}

/** The expression with every filtering comparison replaced by what it measures. */
export function withoutFilters(expr: Expr): Expr {
  const bare = unwrap(expr);
  switch (bare.kind) {
    case "binary":
      if (isFilter(bare)) return withoutFilters(measured(bare));
      return { ...bare, lhs: wrap(withoutFilters(bare.lhs)), rhs: wrap(withoutFilters(bare.rhs)) };
    case "aggregate":
      return { ...bare, expr: withoutFilters(bare.expr) };
    case "call":
      return { ...bare, args: bare.args.map(withoutFilters) };
    case "unary":
    case "subquery":
      return { ...bare, expr: wrap(withoutFilters(bare.expr)) };
    default:
      return bare;
  }
}

/** The side of a comparison that is measured: the left one, or the right one beside a bare number. */
export function measured(comparison: Comparison): Expr {
  return unwrap(comparison.lhs).kind === "number" ? comparison.rhs : comparison.lhs;
}

/** Operands keep their grouping when they are printed. */
function wrap(expr: Expr): Expr {
  return expr.kind === "binary" || expr.kind === "unary"
    ? { kind: "paren", expr, id: expr.id, span: expr.span }
    : expr;
}
