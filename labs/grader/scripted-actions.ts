import type { Action } from "../../simulator/index.ts";
import type { ScriptedAction } from "../schema.ts";

const dayMs = 86_400_000;

/** Midnight UTC of the day a world is about: the day its story opens on. */
export function dayOf(world: { readonly openAtMs: number }): number {
  return Math.floor(world.openAtMs / dayMs) * dayMs;
}

/** Turns actions at times of day into actions of a run, oldest first. */
export function toActions(script: readonly ScriptedAction[], midnightMs: number): readonly Action[] {
  return script.map((one) => toAction(one, midnightMs + clockMs(one.at))).sort((a, b) => a.atMs - b.atMs);
}

function toAction(one: ScriptedAction, atMs: number): Action {
  if (one.command !== undefined) return { atMs, kind: "command", line: one.command };
  if (one.acknowledge !== undefined) return { atMs, kind: "acknowledge", alert: one.acknowledge };
  if (one.note !== undefined) return { atMs, kind: "note", text: one.note };
  if (one.inject !== undefined) return { atMs, kind: "inject", fault: one.inject, params: one.with ?? {} };
  return { atMs, kind: "close" };
}

function clockMs(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
