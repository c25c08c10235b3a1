import type { HiddenWorld } from "../checks/check.ts";
import { durationMs } from "../checks/show-time.ts";

const shape =
  /^(?:(start|end|calm|fault|page|mitigated|recovered)|(\d{1,2}):(\d{2})(?::(\d{2}))?|((?:\d+(?:ms|s|m|h|d))+))(?:([+-])((?:\d+(?:ms|s|m|h|d))+))?$/;

/**
 * The moment an instant of lab.yaml names in one world, in milliseconds since the epoch. Named ones
 * come from the ledger, so a re-timed fault moves them; one that never happened is `undefined`.
 */
export function resolveInstant(instant: string, hidden: HiddenWorld): number | undefined {
  const match = shape.exec(instant);
  if (match === null) return undefined;
  const [, name, hours, minutes, seconds, fromStart, sign, shift] = match;
  let base: number | undefined;
  if (name !== undefined) base = named(name, hidden);
  else if (hours !== undefined) {
    const dayMs = Math.floor(hidden.endMs / 86_400_000) * 86_400_000;
    base = dayMs + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds ?? 0) * 1000;
  } else base = hidden.startMs + durationMs(fromStart ?? "0s");
  if (base === undefined) return undefined;
  return base + (sign === "-" ? -1 : 1) * (shift === undefined ? 0 : durationMs(shift));
}

function named(name: string, hidden: HiddenWorld): number | undefined {
  const { facts } = hidden;
  if (name === "start") return hidden.startMs;
  if (name === "end") return hidden.endMs;
  if (name === "calm") return facts.trigger?.atMs ?? hidden.endMs;
  if (name === "fault") return facts.trigger?.atMs;
  if (name === "page") return facts.pages[0]?.deliveredMs;
  if (name === "mitigated") return facts.mitigations.at(-1)?.doneMs;
  return facts.impact?.endMs;
}
