import { MINUTE, SECOND } from "../kernel/units.ts";

/** Failures closer together than this are one incident: nobody would call the quiet in between recovered. */
const JOIN_MS = 5 * MINUTE;

/**
 * The run with the most seconds of failures, given the ends of all seconds in which people were hurt, in
 * order. Starts with the first such second and ends with the last; undefined when there is none.
 */
export function longestRun(endsMs: readonly number[]): { startMs: number; endMs: number } | undefined {
  let best: { startMs: number; endMs: number; seconds: number } | undefined;
  let current: { startMs: number; endMs: number; seconds: number } | undefined;
  for (const endMs of endsMs) {
    if (current !== undefined && endMs - current.endMs <= JOIN_MS) {
      current.endMs = endMs;
      current.seconds++;
    } else {
      current = { startMs: endMs - SECOND, endMs, seconds: 1 };
    }
    if (best === undefined || current.seconds > best.seconds) best = current;
  }
  return best === undefined ? undefined : { startMs: best.startMs, endMs: best.endMs };
}
