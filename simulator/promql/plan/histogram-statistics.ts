import type { Expr } from "../parse/ast.ts";
import { childrenOf } from "../parse/walk.ts";

const NEED_STATISTICS: ReadonlySet<string> = new Set(["histogram_count", "histogram_sum", "histogram_avg"]);
const NEED_BUCKETS: ReadonlySet<string> = new Set([
  "histogram_quantile",
  "histogram_quantiles",
  "histogram_fraction",
]);

/** What the nodes above a selector need of the histograms it reads. */
type Need = "undecided" | "statistics" | "buckets";

/**
 * Marks, by node id, the selectors of which only count and sum are needed. Subqueries need buckets, to find
 * resets between the points they pick; so do quantiles, fractions and trimming.
 */
export function markStatistics(expr: Expr, marks: Uint8Array, above: readonly Expr[] = []): void {
  if (expr.kind === "vectorSelector") {
    if (needOf(above) === "statistics") marks[expr.id] = 1;
    return;
  }
  const path = [...above, expr];
  for (const child of childrenOf(expr)) markStatistics(child, marks, path);
}

function needOf(above: readonly Expr[]): Need {
  let need: Need = "undecided";
  for (let i = above.length - 1; i >= 0; i--) {
    const node = above[i];
    if (node?.kind === "subquery") return "buckets";
    if (node?.kind === "binary" && (node.op === ">/" || node.op === "</")) return "buckets";
    if (node?.kind !== "call") continue;
    if (NEED_BUCKETS.has(node.func)) return "buckets";
    if (NEED_STATISTICS.has(node.func)) need = "statistics";
  }
  return need;
}
