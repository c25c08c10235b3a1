import { query } from "../../simulator/index.ts";
import type { CounterfactualParams } from "../check-schema.ts";
import { type BeforeAndAfter, beforeAndAfter, siblingSeeds } from "./before-and-after.ts";
import { type Check, type CheckContext, type CheckOutcome, finding, type HiddenWorld } from "./check.ts";
import { sideBySide } from "./counterfactual/side-by-side.ts";
import { type ExecutableChange, readChange } from "./postmortem/executable-change.ts";
import { showMs, showTime } from "./show-time.ts";

const kind = "counterfactual";

/** From useless to best; 04 section 4.21 gives the bars. */
const effects = ["nothing", "detects", "mitigates", "prevents"] as const;
type Effect = (typeof effects)[number];
const done: Readonly<Record<Effect, string>> = {
  nothing: "Nothing gained",
  detects: "Noticed earlier",
  mitigates: "Mitigated",
  prevents: "Prevented",
};
const preventedShare = 0.05;
const mitigatedShare = 0.5;
const detectedSeconds = 120;

/**
 * Runs the same incident again with the learner's change on, and when it helps, two more seeds of it. Responders are
 * replayed too: what they did keeps its distance from the first page. Truth is the ledger of both runs.
 */
export const counterfactual: Check<"counterfactual"> = {
  kind,
  codes: [
    "no-change",
    "does-not-parse",
    "not-offered",
    "over-limit",
    "no-effect",
    "too-little",
    "worse-elsewhere",
    "right",
  ],
  async run(answer, params, context) {
    if (answer.trim() === "") return refused("no-change", "No change yet.");
    const change = readChange("change", answer, { start: 0, end: answer.length });
    if ("message" in change) {
      return refused("does-not-parse", change.message.replace(/^change( is|:)? /, ""));
    }
    const problem = notAllowed(change, params);
    if (problem !== undefined) return problem;
    const base = await context.supply.open(params.world, context.run?.seed ?? context.lab.play.seed);
    const run = (seeds: readonly number[]): Promise<readonly BeforeAndAfter[]> =>
      beforeAndAfter(base, [change], seeds, context.breathe);
    // What fails on the first seed, or harms a world that must stay as it is, is judged: more seeds say no more.
    const own = await run([base.seed]);
    if (!own.every((one) => reaches(one, params))) return judge(own, undefined, params);
    const broken = await firstBroken(change, params, context);
    if (broken !== undefined) return judge(own, broken, params);
    return judge([...own, ...(await run(siblingSeeds(base.seed)))], undefined, params);
  },
};

function refused(code: string, message: string): CheckOutcome {
  const part = { name: "Requests saved", score: 0, weight: 1, value: "none" };
  return { findings: [finding(kind, code, message)], parts: [part], worlds: [] };
}

function notAllowed(change: ExecutableChange, params: CounterfactualParams): CheckOutcome | undefined {
  const other = change.names.find((name) => !params.offers.includes(name));
  if (other !== undefined) {
    const offers = params.offers.join(", ");
    return refused(
      "not-offered",
      `“${other}” is not on offer in this step; ${offers} ${params.offers.length === 1 ? "is" : "are"}.`,
    );
  }
  for (const limit of params.most ?? []) {
    const over = change.world.find((one) => one.kind === limit.change);
    const value = over === undefined ? undefined : numberOf(over, limit.of);
    if (value !== undefined && value > limit.is) return refused("over-limit", limit.because);
  }
  return undefined;
}

function numberOf(change: object, name: string): number | undefined {
  const value = Object.entries(change).find(([key]) => key === name)?.[1];
  return typeof value === "number" ? value : undefined;
}

interface Broken {
  readonly text: string;
  readonly hidden: HiddenWorld;
}

/** The first thing that still held without the change and no longer does. */
async function firstBroken(
  change: ExecutableChange,
  params: CounterfactualParams,
  context: CheckContext,
): Promise<Broken | undefined> {
  for (const { world, expr, text } of params.keeps ?? []) {
    const hidden = await context.supply.open(world, context.seeds[0] ?? 0);
    const [run] = await beforeAndAfter(hidden, [change], [hidden.seed], context.breathe);
    if (run === undefined) continue;
    if (!holds(run.before, expr)) {
      throw new Error(`${expr} does not hold at the end of "${world}" as it was`);
    }
    if (!holds(run.after, expr)) return { text, hidden: run.after };
  }
  return undefined;
}

function holds(hidden: HiddenWorld, expr: string): boolean {
  const result = query(hidden.world.source, { expr, timeMs: hidden.endMs });
  return result.status === "success" && result.series.some((one) => (one.values[0] ?? 0) !== 0);
}

/** What the change did to one seed. */
function effectOf({ before, after }: BeforeAndAfter): Effect {
  const left = shareLeft(before, after);
  if (left <= preventedShare) return "prevents";
  if (left <= mitigatedShare) return "mitigates";
  return secondsGained(before, after) >= detectedSeconds ? "detects" : "nothing";
}

function reaches(run: BeforeAndAfter, { wants }: CounterfactualParams): boolean {
  return effects.indexOf(effectOf(run)) >= effects.indexOf(wants);
}

/**
 * How much earlier the first page comes, by the clock and after the first failure: whichever is less, so
 * that an incident that merely begins sooner gains nothing.
 */
function secondsGained(before: HiddenWorld, after: HiddenWorld): number {
  const [was, is] = [before.facts.pages[0]?.deliveredMs, after.facts.pages[0]?.deliveredMs];
  if (is === undefined) return 0;
  if (was === undefined) return Number.POSITIVE_INFINITY;
  const hurt = (world: HiddenWorld): number => world.facts.impact?.startMs ?? world.endMs;
  return Math.min(was - is, was - hurt(before) - (is - hurt(after))) / 1000;
}

function shareLeft(before: HiddenWorld, after: HiddenWorld): number {
  return after.facts.failedRequests / Math.max(1, before.facts.failedRequests);
}

function judge(
  runs: readonly BeforeAndAfter[],
  broken: Broken | undefined,
  params: CounterfactualParams,
): CheckOutcome {
  const [own, ...siblings] = runs;
  if (own === undefined) throw new Error("a counterfactual needs a run");
  const saved = 1 - shareLeft(own.before, own.after);
  const passed = broken === undefined && runs.every((run) => reaches(run, params));
  const verdict = verdictOn(
    own,
    siblings.find((run) => !reaches(run, params)),
    params,
  );
  const findings =
    verdict.type === "celebratory" && broken !== undefined
      ? [finding(kind, "worse-elsewhere", broken.text, { params: { world: broken.hidden.title } })]
      : [verdict];
  const part = {
    name: "Requests saved",
    score: passed ? 100 : Math.min(60, Math.max(0, Math.round(100 * saved))),
    weight: 1,
    value: `${percent(Math.max(0, saved))} of ${count(own.before.facts.failedRequests)}`,
  };
  const row = {
    name: own.before.title,
    wants: `a change that ${params.wants} it`,
    seeds: runs.map((run) => ({ seed: run.seed, ok: reaches(run, params) })),
    yours: `${count(own.after.facts.failedRequests)} failed`,
  };
  return { findings, parts: [part], worlds: [row] };
}

function verdictOn(
  own: BeforeAndAfter,
  elsewhere: BeforeAndAfter | undefined,
  { wants }: CounterfactualParams,
): CheckOutcome["findings"][number] {
  const effect = effectOf(own);
  const [was, is] = [own.before.facts, own.after.facts];
  const evidence = sideBySide(own, `a change that ${wants} it`);
  const numbers = { before: was.failedRequests, after: is.failedRequests };
  const change = { params: { ...numbers, effect }, evidence };
  if (effects.indexOf(effect) < effects.indexOf(wants)) {
    const first =
      is.impact !== undefined && is.impact.startMs === was.impact?.startMs
        ? `the first request failed at ${showTime(is.impact.startMs)}, as before`
        : `the first request failed at ${showTime(is.impact?.startMs ?? 0)}`;
    if (effect === "nothing") {
      const failed = `${count(is.failedRequests)} requests failed`;
      const message =
        is.failedRequests === was.failedRequests
          ? `With this on, ${first}, and ${failed}, not one fewer.`
          : `With this on, ${first}, and ${failed} instead of ${count(was.failedRequests)}.`;
      return finding(kind, "no-effect", message, change);
    }
    const message = `${done[effect]}: ${count(is.failedRequests)} failed requests instead of ${count(was.failedRequests)}. The step asks for a change that ${wants} it.`;
    return finding(kind, "too-little", message, change);
  }
  if (elsewhere !== undefined) {
    const [before, after] = [elsewhere.before.facts.failedRequests, elsewhere.after.facts.failedRequests];
    const message = `It works here; on seed ${elsewhere.seed} ${count(after)} of ${count(before)} requests still fail.`;
    return finding(kind, "too-little", message, {
      params: { seed: elsewhere.seed, before, after },
      evidence: sideBySide(elsewhere, `a change that ${wants} it`),
    });
  }
  const gained = secondsGained(own.before, own.after);
  const earlier =
    Number.isFinite(gained) && gained >= detectedSeconds
      ? ` The page comes ${showMs(gained * 1000)} earlier.`
      : "";
  const message = `${done[effect]}: ${count(is.failedRequests)} failed requests instead of ${count(was.failedRequests)}. It holds on two other seeds as well.${earlier}`;
  return finding(kind, "right", message, { ...change, type: "celebratory" });
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
