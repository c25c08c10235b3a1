import type { CodeBehaviourParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { runCodes } from "../sandbox/code-finding.ts";
import type { CodeOutcome } from "../sandbox/code-runner.ts";
import type { Check, CheckContext, CheckOutcome, Part, WorldRow } from "./check.ts";
import { judgeCounter } from "./code-behaviour/judge-counter.ts";
import { judgeExemplars } from "./code-behaviour/judge-exemplars.ts";
import { judgeHistogram } from "./code-behaviour/judge-histogram.ts";
import { judgeErrorLog, judgeIds } from "./code-behaviour/judge-logs.ts";
import { judgeResult } from "./code-behaviour/judge-result.ts";
import { judgeSpan } from "./code-behaviour/judge-span.ts";
import { judgeTensors } from "./code-behaviour/judge-tensors.ts";
import { behaviourCodes, type CodeRun, type Judge } from "./code-behaviour/judgement.ts";
import { planJob } from "./code-behaviour/plan-requests.ts";

type Expectation = CodeBehaviourParams["expect"][number];

/** Runs a learner's request handler on requests it has not seen, and judges what it emitted about them. */
export const codeBehaviour: Check<"code-behaviour"> = {
  kind: "code-behaviour",
  codes: [...runCodes, ...behaviourCodes],
  async run(answer, params, context): Promise<CheckOutcome> {
    const judges = [
      { title: "Answers and exceptions unchanged", judge: judgeResult },
      ...params.expect.map(judgeFor),
    ];
    const failures = judges.map((): Finding[] => []);
    const seeds: { seed: number; ok: boolean }[] = [];
    for (const seed of context.seeds) {
      await context.breathe();
      const job = planJob(answer, params, seed);
      const outcome = await context.code.run(job);
      if (outcome.kind !== "done") return unread(outcome, params, context);
      const run: CodeRun = { seed, job, transcript: outcome.transcript };
      const found = judges.map(({ judge }) => judge(run));
      for (const [i, one] of found.entries()) if (one !== undefined) failures[i]?.push(one);
      seeds.push({ seed, ok: found.every((one) => one === undefined) });
    }
    const parts = judges.map(({ title }, i) => partOf(title, failures[i]?.length ?? 0, context.seeds.length));
    const findings = failures.flatMap((list) => list.slice(0, 1));
    // A request that ends wrongly makes every later expectation look wrong as well.
    const shown = (failures[0]?.length ?? 0) > 0 ? findings.slice(0, 1) : findings;
    return { findings: shown, parts, worlds: [row(params, seeds, shown)] };
  },
};

function judgeFor(expected: Expectation): { readonly title: string; readonly judge: Judge } {
  if ("counter" in expected) return { title: `${expected.counter} adds up`, judge: judgeCounter(expected) };
  if ("histogram" in expected)
    return { title: `${expected.histogram} times all`, judge: judgeHistogram(expected) };
  if ("exemplars" in expected)
    return { title: `${expected.exemplars} leads to traces`, judge: judgeExemplars(expected) };
  if ("span" in expected) return { title: `Spans called ${expected.span}`, judge: judgeSpan(expected) };
  if ("ids" in expected) return { title: "Every line has its own id", judge: judgeIds(expected) };
  if ("tensors" in expected) return { title: "As many tensors as before", judge: judgeTensors };
  return { title: "Failures in the log, once", judge: judgeErrorLog };
}

function partOf(name: string, failed: number, of: number): Part {
  const right = of - failed;
  const score = of === 0 ? 0 : Math.round((100 * right) / of);
  return { name, score, weight: 1, value: `${right} of ${of} runs` };
}

function row(params: CodeBehaviourParams, seeds: WorldRow["seeds"], findings: readonly Finding[]): WorldRow {
  const failing = params.failing === 0 ? "" : `, ${params.failing} % of them failing`;
  return {
    name: `${params.requests} requests${failing}`,
    wants: "every one of them told truly",
    seeds,
    yours: findings[0] === undefined ? "told truly" : "not all told truly",
  };
}

/** Code that could not be judged: its own fault is a finding, a stop by this machine is nobody's. */
function unread(
  outcome: Exclude<CodeOutcome, { kind: "done" }>,
  params: CodeBehaviourParams,
  context: CheckContext,
): CheckOutcome {
  if (outcome.kind === "host-stopped") {
    const why =
      outcome.reason === "wall-clock" ? "was stopped after 3 s by this machine" : "ended unexpectedly";
    throw new Error(`the code ${why}; if it happens again, look for a loop or a growing array`);
  }
  const seeds = context.seeds.map((seed) => ({ seed, ok: false }));
  const parts = [partOf("Runs", context.seeds.length, context.seeds.length)];
  return { findings: [outcome.finding], parts, worlds: [row(params, seeds, [outcome.finding])] };
}
