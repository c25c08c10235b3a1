import { ABSENT } from "../engine/step-block.ts";
import { evaluateSubquery } from "../engine/subquery.ts";
import type { SubqueryExpr } from "../parse/ast.ts";
import { firstOf, plain, type TraceContext } from "./trace-context.ts";
import { shiftOf } from "./trace-selector.ts";
import type { SubqueryDetail } from "./trace-types.ts";

/** The grid a subquery evaluates its inside on, and how many of its steps gave a point. */
export function traceSubquery(context: TraceContext, node: SubqueryExpr): SubqueryDetail {
  const { ev, grid } = context;
  const { block, grid: inner, rangeMs } = evaluateSubquery(ev, node, grid);
  const shift = shiftOf(context, node);
  const toMs = (shift.pinnedMs ?? grid.startMs) - shift.offsetMs;
  const rows = block.list.labels.map((labels, row) => {
    let points = 0;
    for (let step = 0; step < block.steps; step++)
      if (block.kinds[row * block.steps + step] !== ABSENT) points++;
    return { labels, points };
  });
  const present = rows.filter(({ points }) => points > 0);
  return {
    kind: "subquery",
    fromMs: toMs - rangeMs,
    toMs,
    shift,
    firstMs: inner.startMs,
    stepMs: inner.stepMs,
    steps: inner.steps,
    defaultStep: node.step === undefined,
    series: firstOf(context, present, ({ labels }) => labels).map(({ labels, points }) => ({
      labels: plain(labels),
      points,
    })),
    count: present.length,
  };
}
