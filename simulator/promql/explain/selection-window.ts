import type { Evaluation } from "../engine/evaluation.ts";
import { offsetMs, pinnedMs } from "../engine/select.ts";
import type { Expr, SubqueryExpr, VectorSelector } from "../parse/ast.ts";
import { durationMs } from "../plan/durations.ts";

/** The samples a selector may use lie in `(fromMs, toMs]`. */
export interface SelectionWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The times a selector looks at when the query is evaluated at `atMs`, seen through the nodes above it. */
export function selectionWindow(
  ev: Evaluation,
  selector: VectorSelector,
  above: readonly Expr[],
  atMs: number,
): SelectionWindow {
  let from = atMs;
  let to = atMs;
  for (const node of above) {
    if (node.kind !== "subquery") continue;
    ({ from, to } = throughSubquery(ev, node, from, to));
  }
  const parent = above[above.length - 1];
  const range =
    parent?.kind === "matrixSelector" ? durationMs(parent.range, ev.settings, false) : ev.settings.lookbackMs;
  const offset = offsetMs(selector, ev);
  const pinned = pinnedMs(selector.at, ev);
  return { fromMs: (pinned ?? from) - offset - range, toMs: (pinned ?? to) - offset };
}

function throughSubquery(
  ev: Evaluation,
  node: SubqueryExpr,
  from: number,
  to: number,
): { from: number; to: number } {
  const offset = offsetMs(node, ev);
  const pinned = pinnedMs(node.at, ev);
  return {
    from: (pinned ?? from) - offset - durationMs(node.range, ev.settings, false),
    to: (pinned ?? to) - offset,
  };
}
