import { type Action, createWorld, scenarios, type World, type WorldOptions } from "../../simulator/index.ts";
import type { HiddenWorld, WorldChanges, WorldSupply } from "../checks/check.ts";
import type { CompiledLab } from "../compiled-lab.ts";
import type { IncidentFacts } from "./incident-facts.ts";
import { play } from "./play.ts";
import { incidentFacts } from "./read-incident.ts";
import { dayOf, toActions } from "./scripted-actions.ts";

/** Worlds kept at once; one holds a few MB of samples, and the largest step uses about 40. */
const mostKept = 64;

/** Finished hidden worlds, shared by steps, attempts and labs. The least recently used one goes first. */
export class WorldCache {
  private readonly worlds = new Map<string, HiddenWorld>();
  /** Milliseconds simulated so far, for the limits of the lab contract. */
  simulatedMs = 0;

  get(key: string): HiddenWorld | undefined {
    const world = this.worlds.get(key);
    if (world !== undefined) {
      this.worlds.delete(key);
      this.worlds.set(key, world);
    }
    return world;
  }

  set(key: string, world: HiddenWorld): void {
    this.worlds.set(key, world);
    this.simulatedMs += world.endMs - world.startMs;
    for (const oldest of this.worlds.keys()) {
      if (this.worlds.size <= mostKept) break;
      this.worlds.delete(oldest);
    }
  }
}

/** Called before each world is needed, so that a progress bar can say what is running. */
export type OnOpen = (title: string, seed: number) => void;

/** The worlds of one lab: simulated on demand in small slices, and kept in the cache. */
export class LabWorlds implements WorldSupply {
  private readonly lab: CompiledLab;
  private readonly cache: WorldCache;
  private readonly breathe: () => Promise<void>;
  private readonly onOpen: OnOpen;

  constructor(
    lab: CompiledLab,
    cache: WorldCache,
    breathe: () => Promise<void>,
    onOpen: OnOpen = () => undefined,
  ) {
    this.lab = lab;
    this.cache = cache;
    this.breathe = breathe;
    this.onOpen = onOpen;
  }

  open(name: string, seed: number): Promise<HiddenWorld> {
    return this.openWith(name, seed, {});
  }

  async openWith(name: string, seed: number, changes: WorldChanges): Promise<HiddenWorld> {
    const spec = this.lab.worlds[name];
    if (spec === undefined) throw new Error(`lab ${this.lab.id} has no world "${name}"`);
    const scenario = changes.scenario ?? spec.scenario;
    this.onOpen(spec.title, seed);
    await this.breathe();
    const key = JSON.stringify([
      scenario,
      seed,
      spec.title,
      spec.until,
      spec.responders,
      spec.actions,
      changes,
    ]);
    const kept = this.cache.get(key);
    if (kept !== undefined) return kept;
    const world = createWorld(scenario, seed, changes.options ?? noOptions);
    const rulesAtStart = world.rulesText;
    const midnightMs = dayOf(world);
    const own = toActions(changes.script ?? spec.actions, midnightMs);
    const recorded = spec.responders === "recorded" ? respondersOf(scenario) : [];
    const actions = changes.actions ?? (changes.script === undefined ? [...recorded, ...own] : own);
    const untilMs = this.endOf(world, spec.until, midnightMs, actions, changes);
    await play(world, actions, untilMs, this.breathe);
    const hidden = finished(name, spec.title, world, rulesAtStart);
    this.cache.set(key, hidden);
    return hidden;
  }

  private endOf(
    world: World,
    until: string | undefined,
    midnightMs: number,
    actions: readonly Action[],
    changes: WorldChanges,
  ): number {
    const natural =
      until === undefined
        ? world.endMs
        : (toActions([{ at: until, close: true }], midnightMs)[0]?.atMs ?? world.endMs);
    if (changes.afterLastActionMs === undefined) return changes.untilMs ?? natural;
    const last = actions.reduce((latest, action) => Math.max(latest, action.atMs), Number.NEGATIVE_INFINITY);
    // Who does nothing is judged by the end of the story.
    if (last === Number.NEGATIVE_INFINITY) return Math.max(natural, changes.untilMs ?? 0);
    return Math.max(changes.untilMs ?? 0, Math.max(last, world.openAtMs) + changes.afterLastActionMs);
  }
}

const noOptions: WorldOptions = {};

/** What the people on call did in a scenario, as it was recorded. */
function respondersOf(id: string): readonly Action[] {
  return scenarios.find((scenario) => scenario.id === id)?.responders ?? [];
}

/** A world that has run its course; its facts are read from the ledger when somebody asks. */
export function finished(name: string, title: string, world: World, rulesAtStart: string): HiddenWorld {
  let facts: IncidentFacts | undefined;
  return {
    name,
    title,
    scenario: world.scenarioId,
    seed: world.seed,
    world,
    startMs: world.startMs,
    endMs: world.nowMs,
    rulesAtStart,
    get facts() {
      facts ??= incidentFacts(world);
      return facts;
    },
  };
}
