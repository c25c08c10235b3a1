import { rangeFunctions, vectorFunctions } from "../functions/registry.ts";
import type { CallExpr, Expr } from "../parse/ast.ts";
import { valueType } from "../plan/value-type.ts";
import { evaluateAggregate } from "./aggregate.ts";
import { evaluateBinary, negate } from "./binary.ts";
import type { Evaluation } from "./evaluation.ts";
import { QueryError } from "./query-error.ts";
import { evaluateRangeCall } from "./range-call.ts";
import { selectInstant } from "./select.ts";
import { selectSmoothed } from "./smoothed.ts";
import { ABSENT, FLOAT, StepBlock } from "./step-block.ts";
import type { TimeGrid } from "./time-grid.ts";

/**
 * Evaluates one node over a grid. A part of the query that gives the same result at every step, because all
 * its selectors are pinned with `@`, is evaluated once and repeated.
 */
export function evaluateNode(ev: Evaluation, node: Expr, grid: TimeGrid): StepBlock {
  if (grid.steps === 0) return StepBlock.empty(0);
  const once = grid.steps > 1 && ev.settings.plan.invariant[node.id] === 1 && repeats(node);
  const block = ev.holdingResult(() =>
    once ? repeat(dispatch(ev, node, { ...grid, steps: 1 }), grid.steps) : dispatch(ev, node, grid),
  );
  ev.countSeries(node, rowsWithPoints(block));
  return block;
}

function rowsWithPoints(block: StepBlock): number {
  let count = 0;
  for (let row = 0; row < block.rows; row++) if (block.rowHasPoints(row)) count++;
  return count;
}

function repeats(node: Expr): boolean {
  return node.kind !== "number" && node.kind !== "paren" && node.kind !== "string";
}

function repeat(once: StepBlock, steps: number): StepBlock {
  const block = new StepBlock(once.list, steps);
  for (let row = 0; row < once.rows; row++) {
    if (once.kinds[row] === ABSENT) continue;
    if (once.kinds[row] === FLOAT) {
      block.values.fill(once.values[row] ?? 0, row * steps, (row + 1) * steps);
      block.kinds.fill(FLOAT, row * steps, (row + 1) * steps);
    } else for (let step = 0; step < steps; step++) block.copyPoint(row * steps + step, once, row);
  }
  return block;
}

function dispatch(ev: Evaluation, node: Expr, grid: TimeGrid): StepBlock {
  switch (node.kind) {
    case "number":
      return StepBlock.scalar(grid.steps, node.value);
    case "paren":
      return ev.evaluate(node.expr, grid);
    case "unary": {
      const input = ev.evaluate(node.expr, grid);
      return node.op === "-" ? negate(ev, input, valueType(node.expr) === "scalar") : input;
    }
    case "vectorSelector":
      return node.smoothed ? selectSmoothed(ev, node, grid) : selectInstant(ev, node, grid);
    case "call":
      return evaluateCall(ev, node, grid);
    case "aggregate":
      return evaluateAggregate(ev, node, grid);
    case "binary":
      return evaluateBinary(ev, node, grid);
    default:
      throw new QueryError(`unexpected ${node.kind} where a vector or scalar is needed`, node.span);
  }
}

function evaluateCall(ev: Evaluation, node: CallExpr, grid: TimeGrid): StepBlock {
  const vectorFunction = vectorFunctions.get(node.func);
  if (vectorFunction !== undefined) return vectorFunction(ev, node, grid);
  const rangeFunction = rangeFunctions.get(node.func);
  if (rangeFunction !== undefined) return evaluateRangeCall(ev, node, grid, rangeFunction);
  throw new QueryError(`unknown function with name "${node.func}"`, node.span);
}
