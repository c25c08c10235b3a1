import type { Action, World } from "../../simulator/index.ts";

/** How far a world advances between two breaths. */
const sliceMs = 5 * 60_000;

/** Advances a world in slices, breathing in between. */
export async function advanceTo(world: World, toMs: number, breathe: () => Promise<void>): Promise<void> {
  while (world.nowMs < toMs) {
    world.advance(Math.min(toMs, world.nowMs + sliceMs));
    await breathe();
  }
}

/** Acts now. An action whose time has passed, because a command before it took longer, is done at once. */
export function actNow(world: World, action: Action): void {
  world.act({ ...action, atMs: world.nowMs });
}

/** Plays actions at their times, oldest first, and goes on to `untilMs`. */
export async function play(
  world: World,
  actions: readonly Action[],
  untilMs: number,
  breathe: () => Promise<void>,
): Promise<void> {
  for (const action of [...actions].sort((a, b) => a.atMs - b.atMs)) {
    if (action.atMs > untilMs) break;
    await advanceTo(world, action.atMs, breathe);
    actNow(world, action);
  }
  await advanceTo(world, untilMs, breathe);
}
