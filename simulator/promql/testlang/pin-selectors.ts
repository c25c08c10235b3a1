import type { Expr, SubqueryExpr, VectorSelector } from "../parse/ast.ts";
import type { Mutable } from "../parse/mutable.ts";
import { parse } from "../parse/parse.ts";
import { printExpr } from "../parse/print.ts";
import { childrenOf } from "../parse/walk.ts";

/** Functions whose result depends on the evaluation time although their arguments do not. */
const TIME_DEPENDENT: ReadonlySet<string> = new Set(
  "days_in_month day_of_month day_of_week day_of_year end hour minute month year predict_linear range start step time timestamp".split(
    " ",
  ),
);

/**
 * The expression with `@ timeMs` on every selector and outermost subquery that has no fixed time, so that it
 * gives the same result whenever it is evaluated; undefined when a function in it depends on the time anyway.
 */
export function pinSelectors(text: string, timeMs: number): string | undefined {
  const { ast } = parse(text, { preset: "conformance" });
  if (ast === undefined) return undefined;
  let timeDependent = false;
  const pin = (node: Mutable<VectorSelector> | Mutable<SubqueryExpr>): void => {
    if (node.at?.kind !== "time") node.at = { kind: "time", ms: timeMs };
  };
  const visit = (expr: Expr): void => {
    if (expr.kind === "subquery") {
      // Inside a fixed subquery everything is fixed relative to it.
      pin(expr);
      return;
    }
    if (expr.kind === "vectorSelector") pin(expr);
    if (expr.kind === "call" && TIME_DEPENDENT.has(expr.func)) timeDependent = true;
    for (const child of childrenOf(expr)) visit(child);
  };
  visit(ast);
  return timeDependent ? undefined : printExpr(ast);
}
