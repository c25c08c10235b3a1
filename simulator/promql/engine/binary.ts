import type { BinaryExpr, BinaryOp } from "../parse/ast.ts";
import { valueType } from "../plan/value-type.ts";
import type { Evaluation } from "./evaluation.ts";
import { applyToHistograms } from "./histogram-operators.ts";
import { evaluateVectors } from "./match-vectors.ts";
import { comparisonOf, isComparison, operatorOf } from "./operators.ts";
import { evaluateSetOperator } from "./set-operators.ts";
import { ABSENT, FLOAT, HISTOGRAM, StepBlock } from "./step-block.ts";
import type { TimeGrid } from "./time-grid.ts";

/** Evaluates `lhs op rhs` for any mix of scalars and vectors. */
export function evaluateBinary(ev: Evaluation, node: BinaryExpr, grid: TimeGrid): StepBlock {
  const leftType = valueType(node.lhs);
  const rightType = valueType(node.rhs);
  const left = ev.evaluate(node.lhs, grid);
  const right = ev.evaluate(node.rhs, grid);
  let block: StepBlock;
  if (leftType === "scalar" && rightType === "scalar") block = ofScalars(node.op, left, right);
  else if (leftType === "scalar") block = withScalar(ev, node, right, left.values, true);
  else if (rightType === "scalar") block = withScalar(ev, node, left, right.values, false);
  else if (node.op === "and" || node.op === "or" || node.op === "unless") {
    block = evaluateSetOperator(ev, node, left, right);
  } else block = evaluateVectors(ev, node, left, right);
  return block;
}

function ofScalars(op: BinaryOp, left: StepBlock, right: StepBlock): StepBlock {
  const block = StepBlock.scalar(left.steps);
  const compare = isComparison(op) ? comparisonOf(op) : undefined;
  const calculate = operatorOf(op);
  for (let step = 0; step < left.steps; step++) {
    const x = left.values[step] as number;
    const y = right.values[step] as number;
    block.values[step] = compare === undefined ? calculate(x, y) : compare(x, y) ? 1 : 0;
  }
  return block;
}

/** A vector and a scalar; comparisons keep the vector's value even when it stands on the right. */
function withScalar(
  ev: Evaluation,
  node: BinaryExpr,
  vector: StepBlock,
  scalar: Float64Array,
  scalarFirst: boolean,
): StepBlock {
  const comparing = isComparison(node.op);
  const trimming = node.op === ">/" || node.op === "</";
  const changesName = (!comparing && !trimming) || node.returnBool;
  const list = changesName ? vector.list.withoutNames(ev.settings.delayedNames) : vector.list;
  const block = new StepBlock(list, vector.steps);
  if (vector.histograms !== undefined || trimming) {
    applyToHistograms(ev, node, vector, scalar, scalarFirst, block);
  }
  if (comparing) compareFloats(node, vector, scalar, scalarFirst, block);
  else if (!trimming) calculateFloats(node.op, vector, scalar, scalarFirst, block);
  return changesName && !ev.settings.delayedNames ? block.mergeEqualRows() : block;
}

function calculateFloats(
  op: BinaryOp,
  vector: StepBlock,
  scalar: Float64Array,
  scalarFirst: boolean,
  block: StepBlock,
): void {
  const calculate = operatorOf(op);
  const { steps } = vector;
  for (let row = 0, index = 0; row < vector.rows; row++) {
    for (let step = 0; step < steps; step++, index++) {
      if (vector.kinds[index] !== FLOAT) continue;
      const value = vector.values[index] as number;
      const other = scalar[step] as number;
      block.values[index] = scalarFirst ? calculate(other, value) : calculate(value, other);
      block.kinds[index] = FLOAT;
    }
  }
}

function compareFloats(
  node: BinaryExpr,
  vector: StepBlock,
  scalar: Float64Array,
  scalarFirst: boolean,
  block: StepBlock,
): void {
  const compare = comparisonOf(node.op);
  const { steps } = vector;
  for (let row = 0, index = 0; row < vector.rows; row++) {
    for (let step = 0; step < steps; step++, index++) {
      if (vector.kinds[index] !== FLOAT) continue;
      const value = vector.values[index] as number;
      const other = scalar[step] as number;
      const holds = scalarFirst ? compare(other, value) : compare(value, other);
      if (!holds && !node.returnBool) continue;
      block.values[index] = node.returnBool ? (holds ? 1 : 0) : value;
      block.kinds[index] = FLOAT;
    }
  }
}

/** `-vector`; a scalar keeps no name to lose. */
export function negate(ev: Evaluation, input: StepBlock, isScalar: boolean): StepBlock {
  const list = isScalar ? input.list : input.list.withoutNames(ev.settings.delayedNames);
  const block = new StepBlock(list, input.steps);
  for (let index = 0; index < input.kinds.length; index++) {
    const kind = input.kinds[index];
    if (kind === ABSENT) continue;
    if (kind === HISTOGRAM) {
      const histogram = input.histograms?.[index];
      if (histogram !== undefined) block.setHistogram(index, histogram.copy().multiply(-1));
    } else block.setFloat(index, -(input.values[index] as number));
  }
  return ev.settings.delayedNames ? block : block.mergeEqualRows();
}
