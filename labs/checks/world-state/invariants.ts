import { parseRuleFile } from "../../../simulator/index.ts";
import type { WorldStateParams } from "../../check-schema.ts";
import { totalsBetween } from "../../grader/incident-facts.ts";
import type { HiddenWorld } from "../check.ts";
import { showTime } from "../show-time.ts";

type Invariant = NonNullable<WorldStateParams["invariants"]>[number];

const minuteMs = 60_000;
/** Requests answered before anything happened are averaged over this long. */
const calmMs = 10 * minuteMs;
/** The least share of them that must still be answered in every minute. */
const leastAnswered = 0.5;

/** What was broken on the way, at the first moment it was. */
export interface Broken {
  readonly invariant: Invariant;
  readonly atMs: number;
  readonly message: string;
}

/** Things no way of reaching a goal may break; the first one that was, in the order the step lists them. */
export function brokenInvariant(
  invariants: readonly Invariant[],
  hidden: HiddenWorld,
  firstActionMs: number | undefined,
): Broken | undefined {
  if (firstActionMs === undefined) return undefined;
  for (const invariant of invariants) {
    const broken = tests[invariant](hidden, firstActionMs);
    if (broken !== undefined) return { invariant, ...broken };
  }
  return undefined;
}

type Test = (hidden: HiddenWorld, firstActionMs: number) => Omit<Broken, "invariant"> | undefined;

/** Every minute after the first action at least half of the usual requests are answered. */
const keepsServing: Test = ({ facts, startMs, endMs }, firstActionMs) => {
  const calmEndMs = Math.min(firstActionMs, facts.impact?.startMs ?? firstActionMs);
  const calmStartMs = Math.max(startMs, calmEndMs - calmMs);
  const answered = (fromMs: number, toMs: number): number => {
    const { requests, failed } = totalsBetween(facts, fromMs, toMs);
    return requests - failed;
  };
  const usual = (answered(calmStartMs, calmEndMs) * minuteMs) / Math.max(1, calmEndMs - calmStartMs);
  for (let atMs = firstActionMs; atMs + minuteMs <= endMs; atMs += minuteMs) {
    const share = answered(atMs, atMs + minuteMs) / Math.max(1, usual);
    if (share >= leastAnswered) continue;
    const percent = Math.max(0, Math.round(100 * share));
    const message = `From ${showTime(atMs)} only ${percent} % of the usual requests were answered: that is worse than the incident.`;
    return { atMs, message };
  }
  return undefined;
};

/** No change begins while another one plays out: two at once cannot be told apart. */
const oneChange: Test = ({ facts }) => {
  for (const [i, next] of facts.mitigations.entries()) {
    const before = facts.mitigations[i - 1];
    if (before === undefined || next.atMs >= before.doneMs) continue;
    const message = `A second change began at ${showTime(next.atMs)}, before the first was done at ${showTime(before.doneMs)}; now nobody can tell which one helped.`;
    return { atMs: next.atMs, message };
  }
  return undefined;
};

/** Every alerting rule that watched at the start still watches: taking the alarm away is no fix. */
const noDataDeleted: Test = ({ world, rulesAtStart, endMs }) => {
  const names = (text: string): readonly string[] =>
    parseRuleFile(text, "rules.yml").groups.flatMap((group) =>
      group.rules.flatMap((rule) => (rule.kind === "alerting" ? [rule.alert] : [])),
    );
  const now = new Set(names(world.rulesText));
  const gone = names(rulesAtStart).find((name) => !now.has(name));
  if (gone === undefined) return undefined;
  const edit = world.actions.findLast((action) => action.kind === "config-edit");
  const message = `The rule ${gone} is gone; a page that cannot come any more is no recovery.`;
  return { atMs: edit?.atMs ?? endMs, message };
};

const tests: Readonly<Record<Invariant, Test>> = {
  "keeps-serving": keepsServing,
  "one-change": oneChange,
  "no-data-deleted": noDataDeleted,
};
