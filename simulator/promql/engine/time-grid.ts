/** The instants one node is evaluated at: `startMs`, `startMs + stepMs`, ... `steps` of them. */
export interface TimeGrid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** The grid from `startMs` to `endMs` inclusive; empty when the end lies before the start. */
export function gridBetween(startMs: number, endMs: number, stepMs: number): TimeGrid {
  return { startMs, stepMs, steps: endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1 };
}

/** The time of step `step`, in milliseconds. */
export function stepTime(grid: TimeGrid, step: number): number {
  return grid.startMs + step * grid.stepMs;
}
