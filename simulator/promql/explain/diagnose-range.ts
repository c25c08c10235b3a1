import { emptyColumns } from "../../tsdb/series-columns.ts";
import { rangeArgument } from "../engine/range-call.ts";
import { openRange } from "../engine/range-input.ts";
import { Window } from "../engine/window.ts";
import type { CallExpr, Expr, MatrixSelector, SubqueryExpr } from "../parse/ast.ts";
import { unwrap } from "../plan/unwrap.ts";
import type { EmptyDiagnosis } from "./empty-diagnosis.ts";
import type { Inspection } from "./inspection.ts";
import { selectionWindow } from "./selection-window.ts";

/** Why a function over a range vector gave nothing; undefined when it takes none. */
export function diagnoseRange(
  inspection: Inspection,
  node: CallExpr,
  above: readonly Expr[],
): EmptyDiagnosis | undefined {
  const argument = rangeArgument(node);
  if (argument === undefined || node.func === "absent_over_time") return undefined;
  const path = [...above, node, argument];
  if (!holdsSamples(inspection, argument)) {
    return inspection.explain(argument.kind === "subquery" ? argument.expr : argument.selector, path);
  }
  const { rangeMs } = openRange(inspection.ev, argument, inspection.grid);
  const intervalMs = argument.kind === "subquery" ? undefined : usualInterval(inspection, argument, path);
  const found = { nodeId: argument.id, span: argument.span };
  // Two samples make a rate, so a range of less than two intervals can always miss.
  const short = intervalMs === undefined || rangeMs < 2 * intervalMs;
  if (!short) return { reason: "no-result", ...found, params: { rangeMs, intervalMs } };
  return {
    reason: "short-range",
    ...found,
    params: intervalMs === undefined ? { rangeMs } : { rangeMs, intervalMs },
  };
}

function holdsSamples(inspection: Inspection, argument: MatrixSelector | SubqueryExpr): boolean {
  const input = openRange(inspection.ev, argument, inspection.grid);
  const window = new Window();
  for (let row = 0; row < input.list.length; row++) if (input.load(row, window) > 0) return true;
  return false;
}

const HOUR_MS = 3_600_000;

/** The usual time between samples of the selected series: the median over the hour before the window's end. */
function usualInterval(
  inspection: Inspection,
  argument: MatrixSelector,
  path: readonly Expr[],
): number | undefined {
  const inner = unwrap(argument);
  if (inner.kind !== "matrixSelector") return undefined;
  const { toMs } = selectionWindow(inspection.ev, inner.selector, path, inspection.grid.startMs);
  const columns = emptyColumns();
  const gaps: number[] = [];
  for (const series of inspection.ev.settings.source.select(inner.selector.matchers, toMs - HOUR_MS, toMs)) {
    series.read(toMs - HOUR_MS, toMs, columns);
    for (let i = 1; i < columns.count; i++) {
      gaps.push((columns.timesMs[i] ?? 0) - (columns.timesMs[i - 1] ?? 0));
    }
    if (gaps.length > 500) break;
  }
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1];
}
