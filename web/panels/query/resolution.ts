/** Most points of one line a server answers (Prometheus's limit). */
export const mostPoints = 11_000;
/** Smallest step, ms. */
const smallestStepMs = 1000;

/**
 * Step of a range query: range divided by 100, 250 or 750 for low, medium and high density (Prometheus
 * 3's query page), whole seconds, never finer than one second and never more than 11,000 points.
 */
export function stepFor(durationMs: number, density: "low" | "medium" | "high"): number {
  const parts = { low: 100, medium: 250, high: 750 }[density];
  const floor = Math.ceil(durationMs / mostPoints / 1000) * 1000;
  return Math.max(smallestStepMs, Math.floor(durationMs / parts / 1000) * 1000, floor);
}

/** The start is put on the step's grid while the range follows the clock, so lines do not shimmer. */
export function alignedRange(
  durationMs: number,
  endMs: number,
  stepMs: number,
  live: boolean,
): { startMs: number; endMs: number } {
  if (!live) return { startMs: endMs - durationMs, endMs };
  const end = Math.floor(endMs / stepMs) * stepMs;
  return { startMs: end - Math.floor(durationMs / stepMs) * stepMs, endMs: end };
}

export interface RangeProblem {
  readonly text: string;
}
