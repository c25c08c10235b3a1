import { didYouMean } from "./did-you-mean.ts";
import { isoTime } from "./logs/iso-time.ts";
import type { Action } from "./world-types.ts";

const KINDS = [
  "command",
  "deploy",
  "rollback",
  "inject",
  "recover",
  "config-edit",
  "file-write",
  "acknowledge",
  "note",
  "close",
  "model-report",
] as const satisfies readonly Action["kind"][];

/** Time of day for messages, for example `14:02:10`. */
function clock(ms: number): string {
  return isoTime(ms).slice(11, 19);
}

/**
 * Refuses an action that cannot be applied at the run's clock. `number` is its place in the log, from 1.
 * Throws an error whose text says what to do.
 */
export function checkAction(action: Action, number: number, nowMs: number): void {
  if (!(KINDS as readonly string[]).includes(action.kind)) {
    const nearest = didYouMean(String(action.kind), KINDS);
    const hint = nearest === undefined ? `Kinds are ${KINDS.join(", ")}.` : `Did you mean "${nearest}"?`;
    throw new Error(`Action ${number}: unknown kind "${action.kind}". ${hint}`);
  }
  if (action.atMs < nowMs) {
    throw new Error(
      `Action ${number} is at ${clock(action.atMs)}, before the run's clock ${clock(nowMs)}. ` +
        "Branch the run to change its past.",
    );
  }
  if (action.atMs !== nowMs) {
    throw new Error(
      `Action ${number} is at ${clock(action.atMs)}, after the run's clock ${clock(nowMs)}. ` +
        "Advance the run to that time first.",
    );
  }
}

/** Refuses a target time the clock cannot go to. */
export function checkAdvance(toMs: number, nowMs: number): void {
  if (!Number.isFinite(toMs)) throw new Error(`The clock cannot be set to ${toMs}.`);
  if (toMs < nowMs) {
    throw new Error(
      `The run's clock is at ${clock(nowMs)} and cannot go back to ${clock(toMs)}. ` +
        "Branch the run to change its past.",
    );
  }
}

/** Refuses a seed that is not a whole number below 2^32. */
export function checkSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 4294967296) return;
  throw new Error(`Seed must be a whole number from 0 to 4294967295, got "${seed}".`);
}
