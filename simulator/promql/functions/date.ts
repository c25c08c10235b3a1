import { type CivilTime, civilTime, civilTimeOf, daysInMonth } from "../engine/iso-time.ts";
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
      return mapFloats(ev, ev.evaluate(arg, grid), (value) => field(timeOf(value)));
    }
    const block = new StepBlock(SeriesList.scalar, grid.steps);
    for (let step = 0; step < grid.steps; step++) {
      block.values[step] = field(civilTime(Math.trunc(stepTime(grid, step) / 1000)));
    }
    block.kinds.fill(FLOAT);
    return block;
  };
}

/** Seconds from Go's absolute zero, in the year -292277022399, to 1970. */
const FROM_ABSOLUTE_ZERO = 9_223_372_028_715_321_600n;

/** The calendar fields of a Unix time as Go's `time` package gives them on amd64, for any float. */
function timeOf(value: number): CivilTime {
  if (Math.abs(value) < 2 ** 53) return civilTime(Math.trunc(value));
  // NaN and what does not fit become the smallest integer, and times before the absolute zero wrap around.
  const fits = Math.abs(value) < 2 ** 63;
  let seconds = fits ? BigInt(Math.trunc(value)) : -(2n ** 63n);
  if (seconds < -FROM_ABSOLUTE_ZERO) seconds += 2n ** 64n;
  const ofDay = ((seconds % 86_400n) + 86_400n) % 86_400n;
  return civilTimeOf(Number((seconds - ofDay) / 86_400n), Number(ofDay));
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
