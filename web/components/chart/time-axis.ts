import { formatDate, formatShortTime, formatTime } from "../format/format-time.ts";

/** Distances of time ticks people read easily, ms. */
const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800,
].map((seconds) => seconds * 1000);

/** Round UTC instants in `[fromMs, toMs]`, at most `most` of them. */
export function timeTicks(fromMs: number, toMs: number, most: number): number[] {
  const raw = (toMs - fromMs) / Math.max(1, most);
  const step = steps.find((size) => size >= raw) ?? steps.at(-1) ?? 1;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}

/** `14:05`, `14:05:30` for fine ticks, the date at midnight. */
export function timeTickTexts(ticks: readonly number[]): string[] {
  const fine = ticks.some((at) => at % 60_000 !== 0);
  return ticks.map((at) => {
    if (at % 86_400_000 === 0) return formatDate(at).slice(5);
    return fine ? formatTime(at) : formatShortTime(at);
  });
}
