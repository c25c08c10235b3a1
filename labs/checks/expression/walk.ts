import { childrenOf, type DurationExpr, type Expr, type VectorSelector } from "../../../simulator/index.ts";

/** Visits a tree from the root down; `ancestors` holds the way to the node, the root first. */
export function walk(expr: Expr, visit: (node: Expr, ancestors: readonly Expr[]) => void): void {
  const step = (node: Expr, ancestors: readonly Expr[]): void => {
    visit(node, ancestors);
    const way = [...ancestors, node];
    for (const child of childrenOf(node)) step(child, way);
  };
  step(expr, []);
}

/** One selector of an expression and the way to it. */
export interface FoundSelector {
  readonly selector: VectorSelector;
  readonly ancestors: readonly Expr[];
}

/** Every selector, in the order they are written. */
export function selectorsOf(expr: Expr): FoundSelector[] {
  const found: FoundSelector[] = [];
  walk(expr, (node, ancestors) => {
    if (node.kind === "vectorSelector") found.push({ selector: node, ancestors });
  });
  return found;
}

/** Metric names the expression selects by name. */
export function metricsOf(expr: Expr): ReadonlySet<string> {
  return new Set(selectorsOf(expr).flatMap(({ selector }) => metricName(selector) ?? []));
}

/** The metric a selector names, outside the braces or by an `=` matcher. */
export function metricName(selector: VectorSelector): string | undefined {
  if (selector.name !== undefined) return selector.name;
  return selector.matchers.find((matcher) => matcher.name === "__name__" && matcher.op === "=")?.value;
}

/** The expression without the parentheses around it. */
export function unwrap(expr: Expr): Expr {
  return expr.kind === "paren" ? unwrap(expr.expr) : expr;
}

/** Milliseconds of a duration that needs no query to know; undefined for `step()`, `range()` and arithmetic. */
export function plainDurationMs(duration: DurationExpr): number | undefined {
  return duration.kind === "duration" ? duration.ms : undefined;
}
