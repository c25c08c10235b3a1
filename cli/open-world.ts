import { didYouMean } from "../labs/load/did-you-mean.ts";
import { type Action, createWorld, scenarios, type World } from "../simulator/index.ts";
import { Misuse } from "./command.ts";
import { readTextFile } from "./read-values.ts";

/** Opens a world at its start; an unknown scenario is a `Misuse` that names the nearest one. */
export function openWorld(id: string | undefined, seed: number): World {
  if (id === undefined) throw new Misuse("SCENARIO is missing");
  const ids: readonly string[] = scenarios.map((scenario) => scenario.id);
  if (!ids.includes(id)) {
    const near = didYouMean(id, ids);
    throw new Misuse(
      `unknown scenario "${id}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
      false,
    );
  }
  return createWorld(id, seed);
}

/** Reads an action log: a JSON list of actions, or an object with one under `actions`. */
export function readActions(path: string | undefined): readonly Action[] {
  if (path === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(readTextFile(path));
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(
      `${path}: not JSON: ${error instanceof Error ? error.message : "cannot be read"}`,
      false,
    );
  }
  const list = Array.isArray(value) ? value : (value as { actions?: unknown } | null)?.actions;
  if (!Array.isArray(list)) throw new Misuse(`${path}: expected a list of actions`, false);
  return list.map((action, i) => {
    const at: unknown = (action as { atMs?: unknown } | null)?.atMs;
    if (typeof at !== "number" || !Number.isFinite(at)) {
      throw new Misuse(`${path}: action ${i + 1} has no time (atMs, milliseconds since the epoch)`, false);
    }
    return action as Action;
  });
}

/** Plays an action log into a world and runs it to `toMs`. The world refuses what it does not know. */
export function play(world: World, actions: readonly Action[], toMs: number): void {
  for (const [i, action] of actions.entries()) {
    if (action.atMs > latest(world)) {
      throw new Misuse(`Action ${i + 1} is later than this world can go.`, false);
    }
    if (action.atMs > toMs) break;
    if (action.atMs < world.nowMs) {
      throw new Misuse(
        `Action ${i + 1} is at ${clock(action.atMs)}, before the run's clock ${clock(world.nowMs)}. Branch the run to change its past.`,
        false,
      );
    }
    world.advance(action.atMs);
    try {
      world.act(action);
    } catch (error) {
      throw new Misuse(`${error instanceof Error ? error.message : String(error)}`, false);
    }
  }
  world.advance(toMs);
}

/** The last moment a world reaches: one day after its natural end. */
export function latest(world: World): number {
  return world.endMs + 86_400_000;
}

/** Time of day in UTC, `14:02:10`. */
export function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
