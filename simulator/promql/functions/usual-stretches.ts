import type { Sweep } from "../engine/range-function.ts";
import type { Window } from "../engine/window.ts";
import { type Growth, type GrowthEnds, stretchFactor } from "./growth.ts";

/**
 * Works out how far every window of a sweep is stretched, from the times of its samples alone, into
 * `sweep.fromTimes`. That is the whole truth unless the counter may have been at zero since the window's start,
 * which only one that at least doubled within the window can; NaN where even others can. Scrapes come at regular
 * intervals, so the samples mostly lie in their window as in the one before and the factor is the same.
 */
export function usualStretches({ times }: Window, sweep: Sweep, growth: Growth): void {
  const { steps, lo, hi, startMs, endMs, fromTimes } = sweep;
  const ends: GrowthEnds = { firstMs: 0, lastMs: 0, gaps: 0, first: 0, change: 0 };
  let toStart = Number.NaN;
  let toEnd = Number.NaN;
  let factor = Number.NaN;
  for (let step = 0; step < steps; step++) {
    const first = lo[step] as number;
    const last = (hi[step] as number) - 1;
    if (last <= first) continue;
    const start = startMs[step] as number;
    const end = endMs[step] as number;
    const firstMs = times[first] as number;
    const lastMs = times[last] as number;
    const same = firstMs - start === toStart && end - lastMs === toEnd && last - first === ends.gaps;
    if (!same || lastMs - firstMs !== ends.lastMs - ends.firstMs) {
      toStart = firstMs - start;
      toEnd = end - lastMs;
      ends.firstMs = firstMs;
      ends.lastMs = lastMs;
      ends.gaps = last - first;
      const near = toStart <= lastMs - firstMs;
      factor = near ? stretchFactor(start, end, ends, growth) : Number.NaN;
    }
    fromTimes[step] = factor;
  }
}
