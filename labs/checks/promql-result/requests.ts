import type { PromqlResultParams } from "../../check-schema.ts";
import { resolveInstant } from "../../grader/instants.ts";
import type { HiddenWorld } from "../check.ts";
import { durationMs } from "../show-time.ts";
import type { Ask } from "./ask.ts";

const hourMs = 3_600_000;

/**
 * What one world is asked: the step's instants, then its ranges. Instants that never happen in a world
 * (a page where nothing fires) are left out. Ranges default to 1 h at 15 s around the instants, 3 h at
 * 60 s, and the whole world at 5 min (04 section 4.1).
 */
export function requestsFor(params: PromqlResultParams, hidden: HiddenWorld): readonly Ask[] {
  const inWorld = (ms: number): number => Math.max(hidden.startMs, Math.min(hidden.endMs, ms));
  const instants = params.at.flatMap((instant) => {
    const ms = resolveInstant(instant, hidden);
    return ms === undefined || ms < hidden.startMs || ms > hidden.endMs ? [] : [ms];
  });
  const range = (fromMs: number, toMs: number, stepMs: number): Ask[] => {
    const startMs = inWorld(fromMs);
    const endMs = inWorld(toMs);
    return endMs > startMs ? [{ startMs, endMs, stepMs }] : [];
  };
  const middle = instants[Math.floor(instants.length / 2)] ?? (hidden.startMs + hidden.endMs) / 2;
  const ranges =
    params.ranges === undefined
      ? [
          ...range(middle - hourMs / 2, middle + hourMs / 2, 15_000),
          ...range(hidden.endMs - 3 * hourMs, hidden.endMs, 60_000),
          ...range(hidden.startMs, hidden.endMs, 300_000),
        ]
      : params.ranges.flatMap(({ from, to, step }) => {
          const startMs = resolveInstant(from, hidden);
          const endMs = resolveInstant(to, hidden);
          return startMs === undefined || endMs === undefined ? [] : range(startMs, endMs, durationMs(step));
        });
  return [...instants.map((timeMs) => ({ timeMs })), ...ranges];
}
