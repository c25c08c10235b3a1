import { replayWithChanges } from "../grader/replay.ts";
import type { HiddenWorld } from "./check.ts";
import type { ExecutableChange } from "./postmortem/executable-change.ts";

/** One seed, run as it was and with the changes on. */
export interface BeforeAndAfter {
  readonly seed: number;
  readonly before: HiddenWorld;
  readonly after: HiddenWorld;
}

/** Runs an incident again on each seed with all changes on; responders keep their distance from the page. */
export async function beforeAndAfter(
  base: HiddenWorld,
  changes: readonly ExecutableChange[],
  seeds: readonly number[],
  breathe: () => Promise<void>,
): Promise<readonly BeforeAndAfter[]> {
  const acks = changes.flatMap((change) => change.acknowledgeWithinSeconds ?? []);
  const change = {
    world: changes.flatMap((one) => one.world),
    ruleFor: changes.flatMap((one) => one.ruleFor),
    ...(acks.length === 0 ? {} : { acknowledgeWithinSeconds: Math.min(...acks) }),
  };
  const found: BeforeAndAfter[] = [];
  for (const seed of seeds) {
    const before = seed === base.seed ? base : await replayWithChanges(base, { seed }, breathe);
    const after = await replayWithChanges(base, { seed, ...change }, breathe);
    found.push({ seed, before, after });
  }
  return found;
}

/** Two more seeds on which changes must do no harm. */
export function siblingSeeds(seed: number): readonly number[] {
  return [(seed + 1) % 0x1_0000_0000, (seed + 2) % 0x1_0000_0000];
}
