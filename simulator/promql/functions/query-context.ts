import { StepBlock } from "../engine/step-block.ts";
import type { VectorFunction } from "../engine/vector-function.ts";

/** Numbers that describe the query itself, in seconds; an instant query has step and range zero. */
export const queryFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["start", (ev, _node, grid) => StepBlock.scalar(grid.steps, ev.settings.startMs / 1000)],
  ["end", (ev, _node, grid) => StepBlock.scalar(grid.steps, ev.settings.endMs / 1000)],
  [
    "range",
    (ev, _node, grid) => StepBlock.scalar(grid.steps, (ev.settings.endMs - ev.settings.startMs) / 1000),
  ],
  [
    "step",
    (ev, _node, grid) => {
      const { startMs, endMs, stepMs } = ev.settings;
      return StepBlock.scalar(grid.steps, startMs === endMs ? 0 : stepMs / 1000);
    },
  ],
]);
