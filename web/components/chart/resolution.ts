/** Most points of one line a server answers (Prometheus's limit). */
export const mostPoints = 11_000;
/** Scrape interval of the labs, ms. */
const scrapeMs = 15_000;
/** Smallest step, ms. */
const smallestStepMs = 1000;

/**
 * Step of a range query: range divided by 100, 250 or 750 for low, medium and high density (Prometheus
 * 3's query page), never finer than one second and never more than 11,000 points. Prometheus stops
 * there; steps of about a scrape or more are put on whole scrapes here, since a 14 s step over 15 s
 * samples draws a staircase that is not in the data.
 */
export function stepFor(durationMs: number, density: "low" | "medium" | "high"): number {
  const parts = { low: 100, medium: 250, high: 750 }[density];
  const floor = Math.ceil(durationMs / mostPoints / 1000) * 1000;
  const plain = Math.max(smallestStepMs, Math.floor(durationMs / parts / 1000) * 1000, floor);
  return plain < scrapeMs * 0.8 ? plain : Math.max(1, Math.round(plain / scrapeMs)) * scrapeMs;
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
