import type { SubqueryExpr } from "../parse/ast.ts";
import { walkExpr } from "../parse/walk.ts";
import { durationMs } from "../plan/durations.ts";
import type { Evaluation } from "./evaluation.ts";
import { QueryError, TOO_MANY_SAMPLES } from "./query-error.ts";
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
  refuseTooLarge(ev, node, inner);
  const block = ev.evaluate(node.expr, inner);
  ev.countSeries(node, block.rows);
  return { block, grid: inner, rangeMs: range, offsetMs: offset, pinnedMs: pinned };
}

/**
 * A step of a second over a month is easily written. A server finds out while it fills its memory; here steps
 * times series are counted first.
 */
function refuseTooLarge(ev: Evaluation, node: SubqueryExpr, inner: TimeGrid): void {
  const { source, lookbackMs, maxSamples, limitsRoom } = ev.settings;
  if (limitsRoom === false || inner.steps === 0) return;
  let series = 1;
  walkExpr(node.expr, (below) => {
    if (below.kind !== "vectorSelector") return;
    const last = stepTime(inner, inner.steps - 1);
    const selected = source.select(below.matchers, inner.startMs - lookbackMs, last);
    series = Math.max(series, selected.length);
  });
  const needs = inner.steps * series;
  if (needs <= maxSamples) return;
  const figure = String(needs).replace(/\B(?=(\d{3})+$)/g, ",");
  throw new QueryError(`${TOO_MANY_SAMPLES}; this subquery alone needs ${figure}`, node.span);
}
