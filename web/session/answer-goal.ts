import { project, sameValue } from "../../labs/checks/compare-results.ts";
import { query, type World } from "../../simulator/index.ts";
import type { SimulatorCalls } from "./protocol.ts";

/** Values closer than this, relatively, agree; absolute for values near zero. */
const tolerance = { relative: 1e-6, absolute: 1e-9 };

/**
 * The ambient goal of a step on the practice world: a query answer holds while its result equals the
 * goal's, anything else while every series of the goal's expression is true. It gives no credit.
 */
export function goalHolds(
  world: World,
  { expr, answer, dropLabels }: SimulatorCalls["goal"]["params"],
): boolean {
  const timeMs = world.nowMs;
  const wanted = query(world.source, { expr, timeMs });
  if (wanted.status === "error" || wanted.series.length === 0) return false;
  if (answer === undefined) return wanted.series.every(({ values }) => (values[0] ?? 0) !== 0);
  const yours = query(world.source, { expr: answer, timeMs });
  if (yours.status === "error") return false;
  const left = project(yours.series, dropLabels);
  const right = project(wanted.series, dropLabels);
  if (left.merged !== undefined || left.series.size !== right.series.size) return false;
  for (const [key, series] of right.series) {
    const other = left.series.get(key)?.values[0];
    const value = series.values[0];
    if (other === undefined || value === undefined || !sameValue(other, value, tolerance)) return false;
  }
  return true;
}
