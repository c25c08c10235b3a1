import { selectInstant } from "../engine/select.ts";
import { SeriesList } from "../engine/series-list.ts";
import { ABSENT, FLOAT, StepBlock } from "../engine/step-block.ts";
import { stepTime } from "../engine/time-grid.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import { unwrap } from "../plan/unwrap.ts";
import { argument } from "./arguments.ts";

/** Functions that turn scalars into vectors and back, and those about time itself. */

/** The value of the only series, else NaN. */
const scalar: VectorFunction = (ev, node, grid) => {
  const input = ev.evaluate(argument(node, 0), grid);
  const block = StepBlock.scalar(grid.steps, Number.NaN);
  for (let step = 0; step < grid.steps; step++) {
    let found = 0;
    for (let row = 0; row < input.rows; row++) {
      const index = row * grid.steps + step;
      if (input.kinds[index] !== FLOAT) continue;
      found++;
      block.values[step] = input.values[index] ?? 0;
    }
    if (found !== 1) block.values[step] = Number.NaN;
  }
  return block;
};

const vector: VectorFunction = (ev, node, grid) => {
  const block = new StepBlock(SeriesList.scalar, grid.steps);
  block.values.set(ev.scalar(argument(node, 0), grid));
  block.kinds.fill(FLOAT);
  return block;
};

const time: VectorFunction = (_ev, _node, grid) => {
  const block = StepBlock.scalar(grid.steps);
  for (let step = 0; step < grid.steps; step++) block.values[step] = stepTime(grid, step) / 1000;
  return block;
};

/** The time of the sample behind each point; of a computed vector it is the evaluation time. */
const timestamp: VectorFunction = (ev, node, grid) => {
  // A selector in parentheses still counts: Prometheus removes them before it looks.
  const arg = unwrap(argument(node, 0));
  const selected = arg.kind === "vectorSelector" && !arg.smoothed;
  const input = selected ? selectInstant(ev, arg, grid, "timestamp") : ev.evaluate(arg, grid);
  const block = new StepBlock(input.list.withoutNames(ev.settings.delayedNames), grid.steps);
  for (let index = 0; index < input.kinds.length; index++) {
    if (input.kinds[index] === ABSENT) continue;
    block.setFloat(index, selected ? (input.values[index] ?? 0) : stepTime(grid, index % grid.steps) / 1000);
  }
  return ev.settings.delayedNames ? block : block.mergeEqualRows();
};

/** When the counter behind each sample started; known only for selectors and where sources tell. */
const startTimestamp: VectorFunction = (ev, node, grid) => {
  const arg = unwrap(argument(node, 0));
  if (arg.kind !== "vectorSelector" || !ev.settings.useStartTimestamps) {
    ev.evaluate(arg, grid);
    return StepBlock.empty(grid.steps);
  }
  const input = selectInstant(ev, arg, grid, "start-timestamp");
  const block = input.relabelled(input.list.withoutNames(ev.settings.delayedNames));
  return ev.settings.delayedNames ? block : block.mergeEqualRows();
};

/** The type family by function name. */
export const typeFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["scalar", scalar],
  ["vector", vector],
  ["time", time],
  ["timestamp", timestamp],
  ["start_timestamp", startTimestamp],
]);
