import type { Expr } from "./ast.ts";

/** The sub-expressions of a node in the order of the text. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "paren":
    case "unary":
    case "subquery":
      return [expr.expr];
    case "matrixSelector":
      return [expr.selector];
    case "call":
      return expr.args;
    case "aggregate":
      return expr.param === undefined ? [expr.expr] : [expr.param, expr.expr];
    case "binary":
      return [expr.lhs, expr.rhs];
    default:
      return [];
  }
}

/** Visits a tree in pre-order, without recursion; `depth` is 1 at the root. */
export function walkExpr(root: Expr, visit: (expr: Expr, depth: number) => void): void {
  const stack: { expr: Expr; depth: number }[] = [{ expr: root, depth: 1 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { expr, depth } = top;
    visit(expr, depth);
    const children = childrenOf(expr);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child !== undefined) stack.push({ expr: child, depth: depth + 1 });
    }
  }
}
