import type { WindowGrid } from "../../tsdb/sample-source.ts";
import type { TimeGrid } from "./time-grid.ts";

/**
 * The windows that end `offsetMs` before the steps of a grid, when most samples lie between them and need not
 * be read; undefined when reading everything at once is as good.
 */
export function gappedWindows(grid: TimeGrid, offsetMs: number, rangeMs: number): WindowGrid | undefined {
  if (grid.steps < 2 || grid.stepMs <= 2 * rangeMs) return undefined;
  return { endMs: grid.startMs - offsetMs, stepMs: grid.stepMs, steps: grid.steps, rangeMs };
}
