import { type CivilTime, civilTime, daysInMonth } from "../engine/iso-time.ts";
import { SeriesList } from "../engine/series-list.ts";
import { FLOAT, StepBlock } from "../engine/step-block.ts";
import { stepTime } from "../engine/time-grid.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import { mapFloats } from "./math.ts";

/** Calendar fields in UTC of a vector of Unix times, or of the evaluation time when there is no argument. */
function calendar(field: (time: CivilTime) => number): VectorFunction {
  return (ev, node, grid) => {
    const [arg] = node.args;
    if (arg !== undefined) {
      return mapFloats(ev, ev.evaluate(arg, grid), (value) => field(civilTime(wholeSeconds(value))));
    }
    const block = new StepBlock(SeriesList.scalar, grid.steps);
    for (let step = 0; step < grid.steps; step++) {
      block.values[step] = field(civilTime(Math.trunc(stepTime(grid, step) / 1000)));
    }
    block.kinds.fill(FLOAT);
    return block;
  };
}

/** Go converts a float to int64; out of range and NaN give the smallest integer on amd64. */
function wholeSeconds(value: number): number {
  return Number.isFinite(value) && Math.abs(value) < 2 ** 63 ? Math.trunc(value) : -(2 ** 63);
}

/** The calendar family by function name. */
export const dateFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["year", calendar((time) => time.year)],
  ["month", calendar((time) => time.month)],
  ["day_of_month", calendar((time) => time.day)],
  ["day_of_week", calendar((time) => time.weekday)],
  ["day_of_year", calendar((time) => time.yearDay)],
  ["days_in_month", calendar((time) => daysInMonth(time.year, time.month))],
  ["hour", calendar((time) => time.hour)],
  ["minute", calendar((time) => time.minute)],
]);
