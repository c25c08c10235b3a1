import type { SloPoint } from "./measure-points.ts";

/** How near an answer is to what it would be if a certain mistake were made. */
const nearEnough = 0.05;
/** Share of the moments that have to be near: at the edges of a window counters are late. */
const mostly = 0.8;
/** Fewer moments than this may agree by chance. */
const fewest = 3;

/**
 * Does a mistake explain what an answer says? `predict` is what the answer would say at a moment. Gives
 * the mean relative distance where it does, and undefined where it does not.
 */
export function fits(
  points: readonly SloPoint[],
  predict: (point: SloPoint) => number,
  scale: (point: SloPoint) => number = predict,
): number | undefined {
  let [near, all, sum] = [0, 0, 0];
  for (const point of points) {
    const { yours } = point;
    const size = Math.abs(scale(point));
    if (yours === undefined || !(size > 0)) continue;
    all++;
    const off = Math.abs(yours - predict(point)) / size;
    if (off <= nearEnough) {
      near++;
      sum += off;
    }
  }
  return near >= fewest && near >= mostly * all ? sum / near : undefined;
}

/** The window, of those people use, whose prediction comes nearest; undefined where none explains it. */
export function fittingWindow(
  points: readonly SloPoint[],
  windowsMs: readonly number[],
  predict: (point: SloPoint, windowMs: number) => number,
  scale: (point: SloPoint, windowMs: number) => number = predict,
): number | undefined {
  let best: { windowMs: number; off: number } | undefined;
  for (const windowMs of windowsMs) {
    const off = fits(
      points,
      (point) => predict(point, windowMs),
      (point) => scale(point, windowMs),
    );
    if (off !== undefined && (best === undefined || off < best.off)) best = { windowMs, off };
  }
  return best?.windowMs;
}

const minuteMs = 60_000;

/** Windows people write, shortest first (SRE Workbook, chapter 5, and the lesson's own). */
export const usualWindowsMs: readonly number[] = [1, 2, 5, 10, 15, 30, 60, 120, 180].map((n) => n * minuteMs);
