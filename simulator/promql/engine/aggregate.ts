import { quantileOf } from "../functions/quantile.ts";
import type { AggregateExpr, AggregateOp } from "../parse/ast.ts";
import { aggregateMixed } from "./aggregate-mixed.ts";
import { countValues } from "./count-values.ts";
import type { Evaluation } from "./evaluation.ts";
import { goFloat } from "./go-text.ts";
import { type Grouping, groupRows, sortedNames } from "./grouping.ts";
import { selectRows } from "./select-rows.ts";
import { ABSENT, FLOAT, StepBlock } from "./step-block.ts";
import type { TimeGrid } from "./time-grid.ts";

/** Evaluates `sum by (job) (..)` and the other thirteen aggregations. */
export function evaluateAggregate(ev: Evaluation, node: AggregateExpr, grid: TimeGrid): StepBlock {
  if (node.op === "count_values") return countValues(ev, node, grid);
  const params = node.param === undefined ? undefined : ev.scalar(node.param, grid);
  const input = ev.evaluate(node.expr, grid);
  const grouping = groupRows(input.list, sortedNames(node), node.without);
  switch (node.op) {
    case "topk":
    case "bottomk":
    case "limitk":
    case "limit_ratio":
      return selectRows(ev, node, input, grouping, params ?? new Float64Array(grid.steps));
  }
  if (node.op === "quantile") warnAboutQuantiles(ev, node, params);
  const block = new StepBlock(grouping.groups, grid.steps);
  if (input.histograms !== undefined) aggregateMixed(ev, node, input, grouping, params, block);
  else aggregateFloats(ev, node, input, grouping, params, block);
  return block;
}

function warnAboutQuantiles(ev: Evaluation, node: AggregateExpr, params: Float64Array | undefined): void {
  if (params === undefined || node.param === undefined) return;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nan = false;
  for (const q of params) {
    if (Number.isNaN(q)) nan = true;
    if (q < min) min = q;
    if (q > max) max = q;
  }
  const warn = (q: number) =>
    ev.notes.warn(`quantile value should be between 0 and 1, got ${goFloat(q)}`, (node.param ?? node).span);
  if (nan) warn(Number.NaN);
  if (max > 1) warn(max);
  if (min < 0) warn(min);
}

function aggregateFloats(
  ev: Evaluation,
  node: AggregateExpr,
  input: StepBlock,
  grouping: Grouping,
  params: Float64Array | undefined,
  block: StepBlock,
): void {
  const folding = FOLDS.get(node.op);
  if (folding !== undefined) fold(input, grouping, block, folding);
  else if (node.op === "sum" || node.op === "avg") sumFloats(input, grouping, block, node.op === "avg");
  else if (node.op === "quantile") quantileFloats(ev, input, grouping, block, params);
  else spreadFloats(input, grouping, block, node.op === "stddev");
}

/** Aggregations that need only the value so far. */
interface Fold {
  readonly first: (value: number) => number;
  readonly next: (soFar: number, value: number) => number;
}

const FOLDS: ReadonlyMap<AggregateOp, Fold> = new Map<AggregateOp, Fold>([
  ["count", { first: () => 1, next: (total) => total + 1 }],
  ["group", { first: () => 1, next: () => 1 }],
  // NaN gives way to any number.
  [
    "min",
    { first: (value) => value, next: (best, value) => (best > value || Number.isNaN(best) ? value : best) },
  ],
  [
    "max",
    { first: (value) => value, next: (best, value) => (best < value || Number.isNaN(best) ? value : best) },
  ],
]);

function fold(input: StepBlock, grouping: Grouping, block: StepBlock, { first, next }: Fold): void {
  const { steps, kinds, values } = input;
  for (let row = 0; row < input.rows; row++) {
    const to = (grouping.groupOf[row] as number) * steps;
    const from = row * steps;
    for (let step = 0; step < steps; step++) {
      if (kinds[from + step] === ABSENT) continue;
      const value = values[from + step] as number;
      const at = to + step;
      block.values[at] = block.kinds[at] === ABSENT ? first(value) : next(block.values[at] as number, value);
      block.kinds[at] = FLOAT;
    }
  }
}

/**
 * Compensated sums per group and step. For the mean, a group whose sum overflows starts over with a running
 * mean, as Prometheus does.
 */
function sumFloats(input: StepBlock, grouping: Grouping, block: StepBlock, mean: boolean): void {
  const { steps, kinds, values } = input;
  const rest = new Float64Array(block.values.length);
  const counts = new Float64Array(block.values.length);
  const running = new Uint8Array(mean ? block.values.length : 0);
  for (let row = 0; row < input.rows; row++) {
    const to = (grouping.groupOf[row] as number) * steps;
    const from = row * steps;
    for (let step = 0; step < steps; step++) {
      if (kinds[from + step] === ABSENT) continue;
      const at = to + step;
      const value = values[from + step] as number;
      const count = (counts[at] as number) + 1;
      counts[at] = count;
      if (count === 1) {
        block.values[at] = value;
        block.kinds[at] = FLOAT;
        continue;
      }
      if (mean && addToMean(block.values, rest, running, at, value, count)) continue;
      addCompensated(block.values, rest, at, value);
    }
  }
  for (let at = 0; at < block.values.length; at++) {
    if (block.kinds[at] === ABSENT) continue;
    const total = block.values[at] as number;
    const carried = rest[at] as number;
    const count = counts[at] as number;
    block.values[at] = mean && running[at] === 0 ? total / count + carried / count : total + carried;
  }
}

function addCompensated(sums: Float64Array, rest: Float64Array, at: number, value: number): void {
  const sum = sums[at] as number;
  const total = sum + value;
  if (total === Number.POSITIVE_INFINITY || total === Number.NEGATIVE_INFINITY) rest[at] = 0;
  else if (Math.abs(sum) >= Math.abs(value)) rest[at] = (rest[at] as number) + (sum - total + value);
  else rest[at] = (rest[at] as number) + (value - total + sum);
  sums[at] = total;
}

/** Handles one value of a mean when sums overflow; false when a plain sum will do. */
function addToMean(
  sums: Float64Array,
  rest: Float64Array,
  running: Uint8Array,
  at: number,
  value: number,
  count: number,
): boolean {
  if (running[at] === 0) {
    const total = (sums[at] as number) + value;
    if (total !== Number.POSITIVE_INFINITY && total !== Number.NEGATIVE_INFINITY) return false;
    running[at] = 1;
    sums[at] = (sums[at] as number) / (count - 1);
    rest[at] = (rest[at] as number) / (count - 1);
  }
  const share = (count - 1) / count;
  sums[at] = share * (sums[at] as number);
  rest[at] = share * (rest[at] as number);
  addCompensated(sums, rest, at, value / count);
  return true;
}

/** Variance by Welford's method. */
function spreadFloats(input: StepBlock, grouping: Grouping, block: StepBlock, root: boolean): void {
  const { steps, kinds, values } = input;
  const counts = new Float64Array(block.values.length);
  const means = new Float64Array(block.values.length);
  for (let row = 0; row < input.rows; row++) {
    const to = (grouping.groupOf[row] as number) * steps;
    const from = row * steps;
    for (let step = 0; step < steps; step++) {
      if (kinds[from + step] === ABSENT) continue;
      const at = to + step;
      const value = values[from + step] as number;
      const count = (counts[at] as number) + 1;
      counts[at] = count;
      block.kinds[at] = FLOAT;
      if (count === 1) {
        means[at] = value;
        block.values[at] = Number.isFinite(value) ? 0 : Number.NaN;
        continue;
      }
      const delta = value - (means[at] as number);
      const mean = (means[at] as number) + delta / count;
      means[at] = mean;
      block.values[at] = (block.values[at] as number) + delta * (value - mean);
    }
  }
  for (let at = 0; at < block.values.length; at++) {
    const variance = (block.values[at] as number) / (counts[at] as number);
    block.values[at] = root ? Math.sqrt(variance) : variance;
  }
}

function quantileFloats(
  ev: Evaluation,
  input: StepBlock,
  grouping: Grouping,
  block: StepBlock,
  params: Float64Array | undefined,
): void {
  const members: number[][] = grouping.groups.labels.map(() => []);
  for (let row = 0; row < input.rows; row++) members[grouping.groupOf[row] ?? 0]?.push(row);
  members.forEach((rows, group) => {
    const values = new Float64Array(rows.length);
    for (let step = 0; step < input.steps; step++) {
      ev.tick(4 * rows.length);
      let count = 0;
      for (const row of rows) {
        const from = row * input.steps + step;
        if (input.kinds[from] === FLOAT) values[count++] = input.values[from] ?? 0;
      }
      if (count === 0) continue;
      block.setFloat(
        group * input.steps + step,
        quantileOf(params?.[step] ?? Number.NaN, values.slice(0, count)),
      );
    }
  });
}
