import type { SubqueryExpr } from "../parse/ast.ts";
import { durationMs } from "../plan/durations.ts";
import type { Evaluation } from "./evaluation.ts";
import { offsetMs, pinnedMs } from "./select.ts";
import type { StepBlock } from "./step-block.ts";
import { gridBetween, stepTime, type TimeGrid } from "./time-grid.ts";

/** The inner evaluation of a subquery, and how its window lies. Times are milliseconds. */
export interface SubqueryResult {
  readonly block: StepBlock;
  readonly grid: TimeGrid;
  readonly rangeMs: number;
  readonly offsetMs: number;
  readonly pinnedMs: number | undefined;
}

/**
 * Evaluates `expr[range:step]` for every step of the outer grid at once. Inner steps lie on absolute
 * multiples of the step, so two queries at different times see the same points.
 */
export function evaluateSubquery(ev: Evaluation, node: SubqueryExpr, grid: TimeGrid): SubqueryResult {
  const range = durationMs(node.range, ev.settings, false);
  const step =
    node.step === undefined ? ev.settings.defaultSubqueryStepMs : durationMs(node.step, ev.settings, false);
  const offset = offsetMs(node, ev);
  const pinned = pinnedMs(node.at, ev);
  const earliest = (pinned ?? grid.startMs) - offset - range;
  const latest = (pinned ?? stepTime(grid, grid.steps - 1)) - offset;
  // Integer division truncates in Go, so the first multiple is found from the same side of zero.
  let start = step * Math.trunc(earliest / step);
  if (start <= earliest) start += step;
  const inner = gridBetween(start, latest, step);
  const block = ev.evaluate(node.expr, inner);
  ev.countSeries(node, block.rows);
  return { block, grid: inner, rangeMs: range, offsetMs: offset, pinnedMs: pinned };
}
