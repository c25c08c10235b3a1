import { isMap, isSeq, parseDocument } from "yaml";
import { type Action, createWorld, openLedger, type World, type WorldChange } from "../../simulator/index.ts";
import type { HiddenWorld } from "../checks/check.ts";
import { actNow, advanceTo } from "./play.ts";
import { finished } from "./world-supply.ts";

/** How often a replay looks whether the first page has come; responses are minutes later. */
const lookMs = 5_000;

/** What is different in a replay of an incident. */
export interface ReplayChanges {
  /** Another seed; the incident's own when absent. */
  readonly seed?: number | undefined;
  readonly world?: readonly WorldChange[] | undefined;
  /** Shipped rules with another `for`, in seconds. */
  readonly ruleFor?: readonly { readonly alert: string; readonly seconds: number }[] | undefined;
  /** Somebody answers the first page within this many seconds; everything after moves with it. */
  readonly acknowledgeWithinSeconds?: number | undefined;
}

const kept = new WeakMap<HiddenWorld, Map<string, HiddenWorld>>();

/**
 * Runs an incident again with changes. Its responders are replayed too: what they did before the first
 * page happens at the same time, what they did after keeps its distance from the first page, whichever
 * rule sends it. When no page comes, nobody acts (04 section 4.21).
 */
export async function replayWithChanges(
  base: HiddenWorld,
  changes: ReplayChanges,
  breathe: () => Promise<void>,
): Promise<HiddenWorld> {
  let replays = kept.get(base);
  if (replays === undefined) {
    replays = new Map();
    kept.set(base, replays);
  }
  const key = JSON.stringify(changes);
  let replay = replays.get(key);
  if (replay === undefined) {
    replay = await run(base, changes, breathe);
    replays.set(key, replay);
  }
  return replay;
}

async function run(
  base: HiddenWorld,
  changes: ReplayChanges,
  breathe: () => Promise<void>,
): Promise<HiddenWorld> {
  const ruleFor = changes.ruleFor ?? [];
  const world = createWorld(base.scenario, changes.seed ?? base.seed, {
    ...(changes.world === undefined ? {} : { changes: changes.world }),
    ...(ruleFor.length === 0 ? {} : { rulesText: withOtherFor(base.rulesAtStart, ruleFor) }),
  });
  const rulesAtStart = world.rulesText;
  const basePageMs = base.facts.pages[0]?.deliveredMs;
  const done = base.world.actions;
  if (basePageMs === undefined) {
    for (const action of done) await actAt(world, action, action.atMs, base.endMs, breathe);
  } else {
    for (const action of done.filter((one) => one.atMs < basePageMs)) {
      await actAt(world, action, action.atMs, base.endMs, breathe);
    }
    const page = await firstPage(world, base.endMs, breathe);
    if (page !== undefined) {
      const after = done.filter((one) => one.atMs >= basePageMs);
      await respond(world, after, basePageMs, page, changes.acknowledgeWithinSeconds, base.endMs, breathe);
    }
  }
  await advanceTo(world, base.endMs, breathe);
  return finished(base.name, base.title, world, rulesAtStart).hidden;
}

interface FirstPage {
  readonly rule: string;
  readonly deliveredMs: number;
}

async function firstPage(
  world: World,
  untilMs: number,
  breathe: () => Promise<void>,
): Promise<FirstPage | undefined> {
  for (;;) {
    const page = world.notifications().find((one) => one.status === "firing" && one.channel === "pager");
    if (page !== undefined) return { rule: page.rule, deliveredMs: page.deliveredMs };
    if (world.nowMs >= untilMs) return undefined;
    await advanceTo(world, Math.min(untilMs, world.nowMs + lookMs), breathe);
  }
}

async function respond(
  world: World,
  actions: readonly Action[],
  basePageMs: number,
  page: FirstPage,
  acknowledgeWithinSeconds: number | undefined,
  untilMs: number,
  breathe: () => Promise<void>,
): Promise<void> {
  const acknowledged = actions.find((action) => action.kind === "acknowledge")?.atMs;
  const wanted =
    acknowledgeWithinSeconds === undefined ? Number.POSITIVE_INFINITY : acknowledgeWithinSeconds * 1000;
  const earlierMs = acknowledged === undefined ? 0 : Math.max(0, acknowledged - basePageMs - wanted);
  let undone = 0;
  for (const action of actions) {
    const moves = acknowledged !== undefined && action.atMs >= acknowledged;
    const atMs = page.deliveredMs + (action.atMs - basePageMs) - (moves ? earlierMs : 0);
    if (isRollback(action)) {
      // Nobody undoes what a pipeline has undone already: the next older revision is the bad one.
      await advanceTo(world, Math.min(atMs, untilMs), breathe);
      if (rollbacks(world) > undone) continue;
      undone++;
    }
    const answered: Action = action.kind === "acknowledge" ? { ...action, alert: page.rule } : action;
    await actAt(world, answered, atMs, untilMs, breathe);
  }
}

function isRollback(action: Action): boolean {
  return action.kind === "rollback" || (action.kind === "command" && /\brollout\s+undo\b/.test(action.line));
}

function rollbacks(world: World): number {
  return openLedger(world)
    .records()
    .filter(
      (record) => record.kind === "rollout" && record.event === "started" && record.cause === "rollback",
    ).length;
}

async function actAt(
  world: World,
  action: Action,
  atMs: number,
  untilMs: number,
  breathe: () => Promise<void>,
): Promise<void> {
  if (atMs > untilMs) return;
  await advanceTo(world, atMs, breathe);
  actNow(world, action);
}

/** A rule file in which some alerts wait for another time; a file that cannot be read stays as it is. */
export function withOtherFor(
  rulesText: string,
  ruleFor: readonly { readonly alert: string; readonly seconds: number }[],
): string {
  const document = parseDocument(rulesText);
  const groups = document.get("groups");
  if (document.errors.length > 0 || !isSeq(groups)) return rulesText;
  for (const group of groups.items) {
    const rules = isMap(group) ? group.get("rules") : undefined;
    if (!isSeq(rules)) continue;
    for (const rule of rules.items) {
      if (!isMap(rule)) continue;
      const change = ruleFor.find((one) => one.alert === rule.get("alert"));
      if (change !== undefined) rule.set("for", `${Math.round(change.seconds)}s`);
    }
  }
  return document.toString();
}
