import type { WorldStateParams } from "../check-schema.ts";
import type { Counterexample, Finding } from "../finding.ts";
import {
  type Check,
  type CheckContext,
  type CheckOutcome,
  finding,
  type HiddenWorld,
  type WorldChanges,
} from "./check.ts";
import { conditionStates } from "./expression/condition.ts";
import { readActions } from "./read-actions.ts";
import { durationMs, showMs, showTime } from "./show-time.ts";
import { brokenInvariant } from "./world-state/invariants.ts";
import { type Condition, conditionEvidence, measure } from "./world-state/measure.ts";

const kind = "world-state";
const stepMs = 15_000;
/** How long a run goes on after its last action when the step says nothing. */
const usualWithin = "30m";
/** A graph of the end of a run begins this long before the first action. */
const beforeActionMs = 10 * 60_000;

/**
 * Grades where a run ended, never the commands that led there: every condition must hold at the end for
 * as long as it says, and nothing may have been broken on the way. The learner's own run counts; the same
 * actions on hidden seeds are a remark.
 */
export const worldState: Check<"world-state"> = {
  kind,
  codes: ["does-not-parse", "broke-something", "not-yet", "only-this-seed", "right"],
  async run(answer, params, context) {
    const plan = planRuns(answer, params, context);
    if ("problem" in plan) {
      return outcome(
        [finding(kind, "does-not-parse", plan.problem, { params: { problem: plan.problem } })],
        [],
        params,
        context,
      );
    }
    const runs: RunResult[] = [];
    for (const seed of plan.seeds) {
      const hidden = await context.supply.openWith(params.world, seed, plan.changes);
      await context.breathe();
      runs.push(judge(hidden, params));
    }
    const findings = runs.find((run) => run.essential !== undefined)?.essential;
    if (findings !== undefined) return outcome([findings], runs, params, context);
    const siblings = context.run === undefined ? [] : await replayElsewhere(plan.changes, params, context);
    return outcome([...remarks(runs, siblings)], [...runs, ...siblings], params, context);
  },
};

interface RunPlan {
  readonly seeds: readonly number[];
  readonly changes: WorldChanges;
}

function planRuns(
  answer: string,
  params: WorldStateParams,
  context: CheckContext,
): RunPlan | { problem: string } {
  const afterLastActionMs = durationMs(params.within ?? usualWithin);
  const { run } = context;
  if (run !== undefined) {
    const { actions, scenario, untilMs } = run;
    return { seeds: [run.seed], changes: { actions, scenario, untilMs, afterLastActionMs } };
  }
  const read = readActions(answer);
  if ("problem" in read) return read;
  return { seeds: context.seeds, changes: { script: read.actions, afterLastActionMs } };
}

interface RunResult {
  readonly hidden: HiddenWorld;
  readonly essential: Finding | undefined;
  /** Conditions that hold at the end. */
  readonly met: number;
  /** When the last of them began to hold for good; undefined while one does not. */
  readonly metSinceMs: number | undefined;
  readonly firstActionMs: number | undefined;
}

function judge(hidden: HiddenWorld, params: WorldStateParams): RunResult {
  const firstActionMs = hidden.world.actions[0]?.atMs;
  const fromMs = Math.max(hidden.startMs, (firstActionMs ?? hidden.world.openAtMs) - beforeActionMs);
  const states = params.conditions.map((condition) => ({
    condition,
    since: holdsSince(condition, hidden, fromMs),
  }));
  const unmet = states.find(
    ({ condition, since }) => since === undefined || hidden.endMs - since < durationMs(condition.for),
  );
  const broken = brokenInvariant(params.invariants ?? [], hidden, firstActionMs);
  let essential: Finding | undefined;
  if (broken !== undefined) {
    const evidence = brokenEvidence(hidden, broken.atMs, broken.message);
    essential = finding(kind, "broke-something", broken.message, {
      params: { invariant: broken.invariant, time: showTime(broken.atMs), world: hidden.title },
      evidence,
    });
  } else if (unmet !== undefined) essential = notYet(unmet.condition, hidden, fromMs);
  const met = states.filter(
    ({ condition, since }) => since !== undefined && hidden.endMs - since >= durationMs(condition.for),
  );
  const all = met.length === states.length;
  return {
    hidden,
    essential,
    met: met.length,
    metSinceMs: all ? Math.max(...met.map(({ since }) => since ?? 0)) : undefined,
    firstActionMs,
  };
}

/** Since when the condition has held without a break up to the end; undefined when it does not hold there. */
function holdsSince(condition: Condition, hidden: HiddenWorld, fromMs: number): number | undefined {
  const steps = Math.floor((hidden.endMs - fromMs) / stepMs);
  const { atMs, holds } = conditionStates(
    hidden.world.source,
    condition.expr,
    hidden.endMs - steps * stepMs,
    hidden.endMs,
    stepMs,
  );
  let since: number | undefined;
  for (let i = atMs.length - 1; i >= 0 && holds[i] === true; i--) since = atMs[i];
  return since;
}

function notYet(condition: Condition, hidden: HiddenWorld, fromMs: number): Finding {
  const shown = measure(condition, hidden, hidden.endMs);
  const wait = durationMs(condition.for);
  const last = hidden.world.actions.at(-1)?.atMs;
  const runOn =
    last === undefined
      ? `With nothing done, the run reaches ${showTime(hidden.endMs)}`
      : `Your run was let on from your last action at ${showTime(last)} to ${showTime(hidden.endMs)}`;
  const message = `Not so in the end: "${condition.text}". ${runOn}, and there it is ${shown.now}. Wanted: ${shown.needed}, for ${showMs(wait)}.`;
  return finding(kind, "not-yet", message, {
    params: {
      condition: condition.id,
      now: shown.now,
      needed: shown.needed,
      for: condition.for,
      world: hidden.title,
    },
    evidence: conditionEvidence(condition, hidden, fromMs, shown),
  });
}

/** Requests answered around the moment something broke. */
function brokenEvidence(hidden: HiddenWorld, atMs: number, message: string): Counterexample {
  const { totals } = hidden.facts;
  const fromMs = Math.max(hidden.startMs, atMs - beforeActionMs);
  const toMs = Math.min(hidden.endMs, atMs + beforeActionMs);
  const timesMs: number[] = [];
  const values: number[] = [];
  totals.atMs.forEach((ms, i) => {
    if (i === 0 || ms < fromMs || ms > toMs) return;
    const seconds = (ms - (totals.atMs[i - 1] ?? ms)) / 1000;
    const good = (k: number): number => (totals.requests[k] ?? 0) - (totals.failed[k] ?? 0);
    if (seconds <= 0) return;
    timesMs.push(ms);
    values.push((good(i) - good(i - 1)) / seconds);
  });
  return {
    world: hidden.title,
    scenario: hidden.scenario,
    seed: hidden.seed,
    fromMs,
    toMs,
    lines: [{ name: "requests answered", role: "yours", timesMs, values }],
    marks: [{ atMs, text: "broken here" }],
    unit: "requests/s",
    seen: message,
    wanted: "at least half of the usual requests answered",
  };
}

/** The same actions on the hidden seeds. */
async function replayElsewhere(
  changes: WorldChanges,
  params: WorldStateParams,
  context: CheckContext,
): Promise<RunResult[]> {
  const runs: RunResult[] = [];
  for (const seed of context.seeds) {
    const hidden = await context.supply.openWith(params.world, seed, changes);
    await context.breathe();
    runs.push(judge(hidden, params));
  }
  return runs;
}

function remarks(runs: readonly RunResult[], siblings: readonly RunResult[]): Finding[] {
  const failing = siblings.find((run) => run.essential !== undefined);
  const findings: Finding[] = [];
  if (failing !== undefined) {
    const works = siblings.filter((run) => run.essential === undefined).length;
    const message = `The same commands work on ${works} of ${siblings.length} other seeds; names such as a pod's differ there.`;
    const { evidence } = failing.essential ?? {};
    findings.push(
      finding(kind, "only-this-seed", message, {
        type: "informative",
        params: { works, of: siblings.length },
        ...(evidence === undefined ? {} : { evidence }),
      }),
    );
  }
  const [run] = runs;
  const from = run?.hidden.facts.impact?.startMs;
  if (run?.metSinceMs !== undefined && from !== undefined && run.metSinceMs > from) {
    const time = showTime(run.metSinceMs);
    const message = `Let run on, your run recovers at ${time}, ${showMs(run.metSinceMs - from)} after the first failed request.`;
    findings.push(finding(kind, "right", message, { type: "celebratory", params: { time } }));
  }
  return findings;
}

function outcome(
  findings: readonly Finding[],
  runs: readonly RunResult[],
  params: WorldStateParams,
  context: CheckContext,
): CheckOutcome {
  const own = runs[0];
  const essential = findings.some((one) => one.type === "essential");
  const of = params.conditions.length;
  const met = essential ? Math.min(...runs.map((run) => run.met), of) : of;
  const broken = findings.some((one) => one.code === `${kind}/broke-something`);
  const value = own === undefined ? "none" : `${met} of ${of}`;
  const took =
    own?.metSinceMs === undefined || own.firstActionMs === undefined || essential
      ? []
      : [
          {
            name: "First action to recovery",
            score: 100,
            weight: 0,
            value: showMs(own.metSinceMs - own.firstActionMs),
          },
        ];
  const title = own?.hidden.title ?? context.lab.worlds[params.world]?.title ?? params.world;
  const row = {
    name: title,
    wants: params.conditions.map((condition) => condition.text).join("; "),
    seeds: runs.map((run) => ({ seed: run.hidden.seed, ok: run.essential === undefined })),
    yours: own?.metSinceMs === undefined ? "not yet" : `since ${showTime(own.metSinceMs)}`,
  };
  return {
    findings,
    parts: [
      {
        name: "Conditions met",
        score: broken || own === undefined ? 0 : Math.round((100 * met) / of),
        weight: 1,
        value,
      },
      ...took,
    ],
    worlds: runs.length === 0 ? [] : [row],
  };
}
