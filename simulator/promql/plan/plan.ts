import type { Expr } from "../parse/ast.ts";
import { childrenOf, walkExpr } from "../parse/walk.ts";
import { markStatistics } from "./histogram-statistics.ts";
import { unwrap } from "./unwrap.ts";

/**
 * Functions whose result depends on the evaluation time even when their arguments do not. Prometheus calls
 * them unsafe under the `@` modifier.
 */
const TIME_DEPENDENT: ReadonlySet<string> = new Set([
  "days_in_month",
  "day_of_month",
  "day_of_week",
  "day_of_year",
  "hour",
  "minute",
  "month",
  "year",
  "predict_linear",
  "time",
  "timestamp",
]);

/** An expression with what can be known before it is evaluated. */
export interface Plan {
  readonly ast: Expr;
  /** One more than the largest node id. */
  readonly nodeCount: number;
  /** By node id: 1 when every step has the same result, so one evaluation is enough. */
  readonly invariant: Uint8Array;
  /** By node id of a selector: 1 when only count and sum of native histograms are needed. */
  readonly statisticsOnly: Uint8Array;
}

/** Analyses a parsed expression. */
export function makePlan(ast: Expr): Plan {
  let nodeCount = 0;
  walkExpr(ast, (expr) => {
    nodeCount = Math.max(nodeCount, expr.id + 1);
  });
  const invariant = new Uint8Array(nodeCount);
  markInvariant(ast, invariant);
  const statisticsOnly = new Uint8Array(nodeCount);
  markStatistics(ast, statisticsOnly);
  return { ast, nodeCount, invariant, statisticsOnly };
}

function markInvariant(expr: Expr, invariant: Uint8Array): boolean {
  let below = true;
  for (const child of childrenOf(expr)) below = markInvariant(child, invariant) && below;
  const own = isInvariant(expr, below, invariant);
  if (own) invariant[expr.id] = 1;
  return own;
}

function isInvariant(expr: Expr, childrenInvariant: boolean, invariant: Uint8Array): boolean {
  switch (expr.kind) {
    case "vectorSelector":
    case "subquery":
      return expr.at !== undefined;
    case "matrixSelector":
      return expr.selector.at !== undefined;
    case "aggregate":
      return invariant[expr.expr.id] === 1 && (expr.param === undefined || invariant[expr.param.id] === 1);
    case "call":
      if (!TIME_DEPENDENT.has(expr.func)) return childrenInvariant;
      // `timestamp(x @ 5)` reads the time of a sample, which is the same at every step.
      return (
        expr.func === "timestamp" &&
        childrenInvariant &&
        expr.args.every((arg) => unwrap(arg).kind === "vectorSelector")
      );
    default:
      return childrenInvariant;
  }
}
