import { Labels } from "../../tsdb/labels.ts";
import type { AggregateExpr } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import { goFloat } from "./go-text.ts";
import type { Grouping } from "./grouping.ts";
import { QueryError } from "./query-error.ts";
import { labelsOffset } from "./sampling-offset.ts";
import { ABSENT, FLOAT, HISTOGRAM, StepBlock } from "./step-block.ts";
import { ValueHeap } from "./value-heap.ts";

const MAX_INT64 = 2 ** 63;

/**
 * `topk`, `bottomk`, `limitk` and `limit_ratio`: keep some of the series of each group, as they are. An
 * instant `topk` comes out in the order of its values.
 */
export function selectRows(
  ev: Evaluation,
  node: AggregateExpr,
  input: StepBlock,
  grouping: Grouping,
  params: Float64Array,
): StepBlock {
  const isRatio = node.op === "limit_ratio";
  if (!checkParams(ev, node, params, isRatio)) return StepBlock.empty(input.steps);
  const members: number[][] = grouping.groups.labels.map(() => []);
  for (let row = 0; row < input.rows; row++) members[grouping.groupOf[row] ?? 0]?.push(row);
  const block = new StepBlock(input.list, input.steps);
  const order: number[] = [];
  for (let step = 0; step < input.steps; step++) {
    const param = params[step] ?? 0;
    ev.tick(4 * input.rows);
    if (!isRatio && !(param >= 1)) continue;
    for (const rows of members) {
      for (const row of keep(ev, node, input, rows, step, param)) {
        const index = row * input.steps + step;
        block.copyPoint(index, input, index);
        if (input.steps === 1) order.push(row);
      }
    }
  }
  return input.steps === 1 ? block.pickRows(order) : block;
}

/** False when nothing can be selected at any step. */
function checkParams(ev: Evaluation, node: AggregateExpr, params: Float64Array, ratio: boolean): boolean {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nan = false;
  for (const param of params) {
    if (Number.isNaN(param)) nan = true;
    if (param < min) min = param;
    if (param > max) max = param;
  }
  const at = (node.param ?? node).span;
  if (ratio) {
    if (nan) throw new QueryError("Ratio value is NaN", at);
    if (max === 0 && min === 0) return false;
    const warn = (value: number, cap: number) =>
      ev.notes.warn(`ratio value should be between -1 and 1, got ${goFloat(value)}, capping to ${cap}`, at);
    if (max > 1) warn(max, 1);
    if (min < -1) warn(min, -1);
    return true;
  }
  if (nan) throw new QueryError("Parameter value is NaN", at);
  if (max < 1) return false;
  if (min <= -MAX_INT64) throw new QueryError(`Scalar value ${goFloat(min)} underflows int64`, at);
  if (max >= MAX_INT64) throw new QueryError(`Scalar value ${goFloat(max)} overflows int64`, at);
  return true;
}

function keep(
  ev: Evaluation,
  node: AggregateExpr,
  input: StepBlock,
  rows: readonly number[],
  step: number,
  param: number,
): readonly number[] {
  const present = rows.filter((row) => input.kinds[row * input.steps + step] !== ABSENT);
  if (node.op === "limitk") return present.slice(0, Math.trunc(param));
  if (node.op === "limit_ratio") {
    const ratio = Math.max(-1, Math.min(1, param));
    return present.filter((row) => inSample(input.list.labels[row] ?? Labels.empty, ratio));
  }
  return extremes(ev, node, input, present, step, Math.trunc(param));
}

/** A ratio r >= 0 keeps offsets below r; a negative one keeps exactly what 1 + r would leave out. */
function inSample(labels: Labels, ratio: number): boolean {
  const offset = labelsOffset(labels);
  return (ratio >= 0 && offset < ratio) || (ratio < 0 && offset >= 1 + ratio);
}

function extremes(
  ev: Evaluation,
  node: AggregateExpr,
  input: StepBlock,
  present: readonly number[],
  step: number,
  count: number,
): readonly number[] {
  const heap = new ValueHeap(count, node.op === "topk" ? "largest" : "smallest");
  for (const row of present) {
    const at = row * input.steps + step;
    if (input.kinds[at] === FLOAT) heap.offer(row, input.values[at] as number);
    else if (input.kinds[at] === HISTOGRAM) {
      ev.notes.info(`ignored histogram in ${node.op} aggregation`, node.span);
    }
  }
  return heap.sorted();
}
