import type { GameDayParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { type Check, type CheckContext, type CheckOutcome, finding, type HiddenWorld } from "./check.ts";
import { type Episode, episodesOf } from "./game-day/episodes.ts";
import { readActions } from "./read-actions.ts";
import { durationMs, showMs, showTime } from "./show-time.ts";
import { brokenInvariant } from "./world-state/invariants.ts";

const kind = "game-day";

/**
 * Grades a whole shift by what users lost: the share of the error budget that went, counted from the ledger,
 * against what a good shift loses and against the same day with nobody on call. How it was held down is the
 * learner's affair, as long as nothing else was broken.
 */
export const gameDay: Check<"game-day"> = {
  kind,
  codes: [
    "does-not-parse",
    "not-over",
    "nothing-done",
    "broke-something",
    "still-failing",
    "too-much-lost",
    "right",
  ],
  async run(answer, params, context) {
    const days = await playDays(answer, params, context);
    if ("problem" in days) {
      return {
        findings: [finding(kind, "does-not-parse", days.problem, { params: { problem: days.problem } })],
        parts: [{ name: "Budget kept", score: 0, weight: 1, value: "none" }],
        worlds: [],
      };
    }
    const findings = days.map((day) => notOver(day, context) ?? judge(day, params));
    const first = findings.find((one) => one.type === "essential") ?? findings[0];
    const [own] = days;
    if (own === undefined || first === undefined) throw new Error("a game day needs a seed to play");
    const worst = Math.max(...days.map(({ played }) => lostPercent(played)));
    const { pass } = context.step;
    const kept = scoreOf(worst, params, pass);
    const score = first.type === "essential" ? Math.min(pass - 1, kept) : kept;
    return {
      findings: [first],
      parts: [
        {
          name: "Budget lost",
          score,
          weight: 1,
          value: first.code.endsWith("/not-over") ? "not over yet" : percent(worst),
          par: percent(params.budget.par),
        },
        // What comes is not told to somebody who may still play the day.
        ...(first.type === "essential" ? [] : toldAfterwards(own)),
      ],
      worlds: [
        {
          name: own.played.title,
          wants: `at most ${percent(params.budget.most)} of the budget`,
          seeds: days.map(({ played }, i) => ({ seed: played.seed, ok: findings[i]?.type !== "essential" })),
          yours: first.code.endsWith("/not-over") ? "not over yet" : percent(worst),
        },
      ],
    } satisfies CheckOutcome;
  },
};

function toldAfterwards({ played, unattended }: Day): CheckOutcome["parts"] {
  return [
    { name: "With nobody on call", score: 100, weight: 0, value: percent(lostPercent(unattended)) },
    { name: "Times users were hurt", score: 100, weight: 0, value: episodesText(episodesOf(played.facts)) },
  ];
}

/** A shift is judged when it is over: until then a verdict would tell what is still to come. */
function notOver({ unattended, played }: Day, { run }: CheckContext): Finding | undefined {
  const { endMs } = unattended;
  if (run?.untilMs === undefined || run.untilMs >= endMs) return undefined;
  const message = `Your clock says ${showTime(run.untilMs)}, and the shift lasts until ${showTime(endMs)}. Let time run on; the bar below can run to a time of day.`;
  return finding(kind, "not-over", message, { params: { now: showTime(run.untilMs), seed: played.seed } });
}

/** One seed of the day, as it was played and as it goes when nobody does anything. */
interface Day {
  readonly played: HiddenWorld;
  readonly unattended: HiddenWorld;
}

async function playDays(
  answer: string,
  { world }: GameDayParams,
  context: CheckContext,
): Promise<readonly Day[] | { readonly problem: string }> {
  const { run, supply } = context;
  if (run !== undefined) {
    const { actions, scenario } = run;
    const played = await supply.openWith(world, run.seed, { actions, scenario });
    return [{ played, unattended: await supply.open(world, run.seed) }];
  }
  const read = readActions(answer);
  if ("problem" in read) return read;
  const days: Day[] = [];
  for (const seed of context.seeds) {
    const played = await supply.openWith(world, seed, { script: read.actions });
    days.push({ played, unattended: await supply.open(world, seed) });
    await context.breathe();
  }
  return days;
}

function lostPercent({ facts }: HiddenWorld): number {
  return 100 * facts.budgetUsed;
}

/** Full points up to par, what the step asks for at the most that may be lost, and less in equal ratios beyond. */
function scoreOf(lost: number, { budget }: GameDayParams, pass: number): number {
  if (lost <= budget.par) return 100;
  const steps = Math.log(lost / budget.par) / Math.log(budget.most / budget.par);
  return Math.max(0, Math.round(100 - (100 - pass) * steps));
}

function judge({ played, unattended }: Day, params: GameDayParams): Finding {
  const { facts, endMs } = played;
  const lost = lostPercent(played);
  const alone = lostPercent(unattended);
  const numbers = { lost: Number(lost.toFixed(2)), unattended: Number(alone.toFixed(2)), seed: played.seed };
  const acts = played.world.actions.filter(({ kind: what }) => what !== "inject");
  const firstActionMs = acts[0]?.atMs;
  if (firstActionMs === undefined) {
    const message = `Nobody did anything, and ${percent(alone)} of the month's budget went.`;
    return finding(kind, "nothing-done", message, { params: numbers });
  }
  const broken = brokenInvariant(params.invariants ?? [], played, firstActionMs);
  if (broken !== undefined) {
    return finding(kind, "broke-something", broken.message, {
      params: { ...numbers, invariant: broken.invariant, time: showTime(broken.atMs) },
    });
  }
  const episodes = episodesOf(facts);
  const last = episodes.at(-1);
  if (last !== undefined && endMs - last.endMs < durationMs(params.quiet)) {
    const message = `At ${showTime(endMs)} requests still fail, since ${showTime(last.startMs)}; ${percent(lost)} of the month's budget is gone. The shift is over when nothing has failed for ${showMs(durationMs(params.quiet))}.`;
    return finding(kind, "still-failing", message, { params: { ...numbers, since: showTime(last.startMs) } });
  }
  const worst = episodes.reduce<Episode | undefined>(
    (most, one) => (one.failed > (most?.failed ?? 0) ? one : most),
    undefined,
  );
  if (lost > params.budget.most) {
    const where =
      worst === undefined
        ? ""
        : ` Most of it from ${showTime(worst.startMs)} to ${showTime(worst.endMs)}, ${showMs(worst.endMs - worst.startMs)}.`;
    const message = `${percent(lost)} of the month's budget went; at most ${percent(params.budget.most)} may.${where}`;
    return finding(kind, "too-much-lost", message, { params: numbers });
  }
  const held = episodes.length === 0 ? "Nobody was hurt." : `Users were hurt ${episodesText(episodes)}.`;
  const message = `${percent(lost)} of the month's budget went; with nobody on call it would have been ${percent(alone)}. ${held}`;
  return finding(kind, "right", message, { type: "celebratory", params: numbers });
}

function episodesText(episodes: readonly Episode[]): string {
  if (episodes.length === 0) return "never";
  return episodes.map(({ startMs, endMs }) => `${showTime(startMs)} to ${showTime(endMs)}`).join(", ");
}

function percent(value: number): string {
  return `${Number(value.toPrecision(3))} %`;
}
