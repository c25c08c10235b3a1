import type { Evaluation } from "../engine/evaluation.ts";
import { FLOAT, StepBlock } from "../engine/step-block.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import { argument } from "./arguments.ts";
import { goMax, goMin } from "./go-extremes.ts";
import { goLog2, goLog10 } from "./logarithms.ts";

/** Functions of one number at a time: `abs`, `clamp`, `round`, trigonometry. Histograms drop out. */

/** Applies `f` to every float of a block, under names without the metric's identity. */
export function mapFloats(
  ev: Evaluation,
  input: StepBlock,
  f: (value: number, step: number) => number,
): StepBlock {
  const block = new StepBlock(input.list.withoutNames(ev.settings.delayedNames), input.steps);
  const { steps } = input;
  let index = 0;
  for (let row = 0; row < input.rows; row++) {
    for (let step = 0; step < steps; step++, index++) {
      if (input.kinds[index] !== FLOAT) continue;
      block.values[index] = f(input.values[index] as number, step);
      block.kinds[index] = FLOAT;
    }
  }
  return ev.settings.delayedNames ? block : block.mergeEqualRows();
}

function simple(f: (value: number) => number): VectorFunction {
  return (ev, node, grid) => mapFloats(ev, ev.evaluate(argument(node, 0), grid), f);
}

/** Between two bounds per step; nothing where the upper bound lies below the lower one. */
function clampWith(
  lower: Float64Array | undefined,
  upper: Float64Array | undefined,
): (ev: Evaluation, input: StepBlock) => StepBlock {
  return (ev, input) => {
    const block = mapFloats(ev, input, (value, step) => {
      const low = lower?.[step] ?? Number.NEGATIVE_INFINITY;
      const high = upper?.[step] ?? Number.POSITIVE_INFINITY;
      return goMax(low, goMin(high, value));
    });
    for (let step = 0; step < input.steps; step++) {
      if (!((upper?.[step] ?? Number.POSITIVE_INFINITY) < (lower?.[step] ?? Number.NEGATIVE_INFINITY)))
        continue;
      for (let row = 0; row < block.rows; row++) block.kinds[row * block.steps + step] = 0;
    }
    return block;
  };
}

const clamp: VectorFunction = (ev, node, grid) =>
  clampWith(ev.scalar(argument(node, 1), grid), ev.scalar(argument(node, 2), grid))(
    ev,
    ev.evaluate(argument(node, 0), grid),
  );

const clampMax: VectorFunction = (ev, node, grid) =>
  clampWith(undefined, ev.scalar(argument(node, 1), grid))(ev, ev.evaluate(argument(node, 0), grid));

const clampMin: VectorFunction = (ev, node, grid) =>
  clampWith(ev.scalar(argument(node, 1), grid), undefined)(ev, ev.evaluate(argument(node, 0), grid));

/** To the nearest multiple; ties go up. Dividing by the inverse keeps decimal steps exact. */
const round: VectorFunction = (ev, node, grid) => {
  const input = ev.evaluate(argument(node, 0), grid);
  const to = node.args[1] === undefined ? undefined : ev.scalar(node.args[1], grid);
  return mapFloats(ev, input, (value, step) => {
    const inverse = 1 / (to?.[step] ?? 1);
    return Math.floor(value * inverse + 0.5) / inverse;
  });
};

/** The larger (or smaller) of two scalars. */
function ofTwo(pick: (a: number, b: number) => number): VectorFunction {
  return (ev, node, grid) => {
    const a = ev.scalar(argument(node, 0), grid);
    const b = ev.scalar(argument(node, 1), grid);
    const block = StepBlock.scalar(grid.steps);
    for (let step = 0; step < grid.steps; step++) block.values[step] = pick(a[step] ?? 0, b[step] ?? 0);
    return block;
  };
}

/** The mathematics family by function name. */
export const mathFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["abs", simple(Math.abs)],
  ["ceil", simple(Math.ceil)],
  ["floor", simple(Math.floor)],
  ["exp", simple(Math.exp)],
  ["sqrt", simple(Math.sqrt)],
  ["ln", simple(Math.log)],
  ["log2", simple(goLog2)],
  ["log10", simple(goLog10)],
  ["sin", simple(Math.sin)],
  ["cos", simple(Math.cos)],
  ["tan", simple(Math.tan)],
  ["asin", simple(Math.asin)],
  ["acos", simple(Math.acos)],
  ["atan", simple(Math.atan)],
  ["sinh", simple(Math.sinh)],
  ["cosh", simple(Math.cosh)],
  ["tanh", simple(Math.tanh)],
  ["asinh", simple(Math.asinh)],
  ["acosh", simple(Math.acosh)],
  ["atanh", simple(Math.atanh)],
  ["rad", simple((value) => (value * Math.PI) / 180)],
  ["deg", simple((value) => (value * 180) / Math.PI)],
  ["sgn", simple((value) => (value < 0 ? -1 : value > 0 ? 1 : value))],
  ["clamp", clamp],
  ["clamp_max", clampMax],
  ["clamp_min", clampMin],
  ["round", round],
  ["max_of", ofTwo(goMax)],
  ["min_of", ofTwo(goMin)],
  ["pi", (_ev, _node, grid) => StepBlock.scalar(grid.steps, Math.PI)],
]);
