import { type Action, createWorld, scenarios, type World, type WorldOptions } from "../../simulator/index.ts";
import type { HiddenWorld, WorldChanges, WorldSupply } from "../checks/check.ts";
import { keptTelemetry } from "../checks/sources/kept-telemetry.ts";
import type { CompiledLab } from "../compiled-lab.ts";
import { play } from "./play.ts";
import { incidentFacts } from "./read-incident.ts";
import { dayOf, toActions } from "./scripted-actions.ts";

/** Samples kept at once, in bytes; a four-hour world takes about 5 MB, and the largest step uses about 40. */
const mostBytes = 384e6;

/** A finished world and the size of its samples. */
export interface KeptWorld {
  readonly hidden: HiddenWorld;
  readonly bytes: number;
}

/** Finished hidden worlds, shared by steps, attempts and labs. The least recently used one goes first. */
export class WorldCache {
  private readonly worlds = new Map<string, KeptWorld>();
  private bytes = 0;
  /** Milliseconds simulated so far, for the limits of the lab contract. */
  simulatedMs = 0;

  get(key: string): HiddenWorld | undefined {
    const kept = this.worlds.get(key);
    if (kept === undefined) return undefined;
    this.worlds.delete(key);
    this.worlds.set(key, kept);
    return kept.hidden;
  }

  set(key: string, kept: KeptWorld): void {
    this.worlds.set(key, kept);
    this.bytes += kept.bytes;
    this.simulatedMs += kept.hidden.endMs - kept.hidden.startMs;
    for (const [oldest, { bytes }] of this.worlds) {
      if (this.bytes <= mostBytes || oldest === key) break;
      this.worlds.delete(oldest);
      this.bytes -= bytes;
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
      this.stores(name),
    ]);
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const { world, rulesAtStart } = await this.simulate(name, seed, changes);
    const kept = finished(name, spec.title, world, rulesAtStart, this.stores(name));
    this.cache.set(key, kept);
    return kept.hidden;
  }

  private stores(name: string): Stores {
    const checks = this.lab.steps.flatMap((step) => step.checks);
    return {
      traces: checks.some((check) => check.kind === "trace-pick" && check.world === name),
      logs: checks.some((check) => check.kind === "logql-result" && check.worlds.includes(name)),
    };
  }

  /** Runs a world of the lab to its end; nothing is kept. */
  async simulate(
    name: string,
    seed: number,
    changes: WorldChanges = {},
  ): Promise<{ readonly world: World; readonly rulesAtStart: string }> {
    const spec = this.lab.worlds[name];
    if (spec === undefined) throw new Error(`lab ${this.lab.id} has no world "${name}"`);
    const scenario = changes.scenario ?? spec.scenario;
    const world = createWorld(scenario, seed, changes.options ?? noOptions);
    const rulesAtStart = world.rulesText;
    const midnightMs = dayOf(world);
    const own = toActions(changes.script ?? spec.actions, midnightMs);
    const recorded = spec.responders === "recorded" ? respondersOf(scenario) : [];
    const actions = changes.actions ?? (changes.script === undefined ? [...recorded, ...own] : own);
    const untilMs = this.endOf(world, spec.until, midnightMs, actions, changes);
    await play(world, actions, untilMs, this.breathe);
    return { world, rulesAtStart };
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

/** Which stores of a finished world are kept besides its samples. */
interface Stores {
  readonly traces: boolean;
  readonly logs: boolean;
}

/** What is kept of a world that has run its course: its telemetry, and its facts read from the ledger. */
export function finished(
  name: string,
  title: string,
  world: World,
  rulesAtStart: string,
  keep: Stores = { traces: false, logs: false },
): KeptWorld {
  const { source, bytes } = keptTelemetry(world.source);
  const { scenarioId: scenario, seed, startMs, nowMs: endMs, openAtMs, rulesText } = world;
  const changes = world.cluster.changes.map(({ atMs, channel, to }) => ({ atMs, channel, to }));
  const hidden: HiddenWorld = {
    name,
    title,
    scenario,
    seed,
    world: {
      source,
      metadata: new Map(world.metadata),
      changes,
      actions: [...world.actions],
      rulesText,
      openAtMs,
      ...(keep.traces ? { traces: world.traces } : {}),
      ...(keep.logs ? { logs: world.logs } : {}),
    },
    startMs,
    endMs,
    rulesAtStart,
    facts: incidentFacts(world),
  };
  return { hidden, bytes };
}
