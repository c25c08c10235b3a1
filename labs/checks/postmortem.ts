import { query } from "../../simulator/index.ts";
import type { PostmortemParams } from "../check-schema.ts";
import { beforeAndAfter, siblingSeeds } from "./before-and-after.ts";
import {
  type Check,
  type CheckContext,
  type CheckOutcome,
  finding,
  type HiddenWorld,
  type Part,
} from "./check.ts";
import { type PostmortemDocument, readPostmortem } from "./postmortem/document.ts";
import type { ExecutableChange } from "./postmortem/executable-change.ts";
import { withoutCopies } from "./postmortem/form.ts";
import { nudges } from "./postmortem/language.ts";
import type { Complaint, Replay, RubricContext, RubricLine, RubricPart } from "./postmortem/rubric.ts";
import { rubricLines } from "./postmortem/rubric-lines.ts";

const kind = "postmortem";
/** Points of 100 that pass, and points of part A without which nothing passes (04 section 5). */
const passPoints = 70;
const defaultMinimumFacts = 30;

/**
 * Grades a postmortem against the ledger of the run it is about: 28 lines, 100 points. Facts, order and
 * cause are compared with what happened; action items are replayed on the same seed. What cannot be
 * checked (style, length) earns and costs nothing.
 */
export const postmortem: Check<"postmortem"> = {
  kind,
  codes: [
    "unreadable",
    ...new Set([...rubricLines.map((line) => line.code), "window-unstated", "person-nudge", "well-told"]),
  ],
  async run(answer, params, context) {
    const read = readPostmortem(answer);
    if ("refused" in read) {
      const at = { start: read.at, end: Math.min(answer.length, read.at + 1) };
      return {
        findings: [finding(kind, "unreadable", read.refused, { at })],
        parts: [{ name: "Postmortem", score: 0, weight: 1, value: "not read" }],
        worlds: [],
      };
    }
    const base = await incidentOf(params, context);
    const rubric = rubricContext(read.document, templateOf(context.step.starter), base, context);
    const results: { line: RubricLine; points: number; complaints: readonly Complaint[] }[] = [];
    for (const line of rubricLines) {
      const { share, complaints } = await line.run(rubric);
      results.push({ line, points: line.points * Math.min(1, Math.max(0, share)), complaints });
      await context.breathe();
    }
    return outcome(results, params, rubric.document);
  },
};

/** The run the text is about: the learner's own, or the lab's world on its play seed. */
function incidentOf(params: PostmortemParams, context: CheckContext): Promise<HiddenWorld> {
  const { run, supply, seeds, lab } = context;
  if (run === undefined) return supply.open(params.world, seeds[0] ?? lab.play.seed);
  if (run.actions.length === 0) return supply.open(params.world, run.seed);
  const { actions, scenario, untilMs } = run;
  return supply.openWith(params.world, run.seed, { actions, scenario, untilMs });
}

function templateOf(starter: string): PostmortemDocument | undefined {
  const read = readPostmortem(starter);
  return starter === "" || "refused" in read ? undefined : read.document;
}

function rubricContext(
  document: PostmortemDocument,
  template: PostmortemDocument | undefined,
  base: HiddenWorld,
  context: CheckContext,
): RubricContext {
  return {
    document: withoutCopies(document, template),
    facts: base.facts,
    template,
    evaluate(expr, atMs) {
      const result = query(base.world.source, { expr, timeMs: atMs });
      if (result.status === "error") return { problem: result.error };
      const value = result.series[0]?.values[0];
      return value === undefined ? { problem: "it returns nothing at that moment." } : { value };
    },
    replay: (changes, siblings) => replays(base, changes, siblings, context),
  };
}

async function replays(
  base: HiddenWorld,
  changes: readonly ExecutableChange[],
  siblings: boolean,
  context: CheckContext,
): Promise<readonly Replay[]> {
  const seeds = siblings ? [base.seed, ...siblingSeeds(base.seed)] : [base.seed];
  const runs = await beforeAndAfter(base, changes, seeds, context.breathe);
  return runs.map(({ seed, before, after }) => ({
    seed,
    failedBefore: before.facts.failedRequests,
    failedAfter: after.facts.failedRequests,
    firstPageBeforeMs: before.facts.pages[0]?.deliveredMs,
    firstPageAfterMs: after.facts.pages[0]?.deliveredMs,
  }));
}

const partNames: Readonly<Record<RubricPart, string>> = {
  facts: "Facts against the ledger",
  causes: "Causes",
  actions: "Action items, replayed",
  language: "Blameless language",
  form: "Form",
};

function outcome(
  results: readonly { line: RubricLine; points: number; complaints: readonly Complaint[] }[],
  params: PostmortemParams,
  document: PostmortemDocument,
): CheckOutcome {
  const total = results.reduce((sum, { points }) => sum + points, 0);
  const facts = results.reduce((sum, { line, points }) => sum + (line.part === "facts" ? points : 0), 0);
  const passed = total >= passPoints && facts >= (params.minimumFacts ?? defaultMinimumFacts);
  const type = passed ? "actionable" : "essential";
  const findings = results.flatMap(({ complaints }) =>
    complaints.map((one) =>
      finding(kind, one.code, one.message, {
        type,
        at: one.at,
        params: one.params ?? {},
        evidence: one.evidence,
      }),
    ),
  );
  const seen = new Set<string>();
  const told = findings.filter(({ code, message }) => {
    const key = `${code} ${message}`;
    return seen.size < seen.add(key).size;
  });
  findings.splice(0, findings.length, ...told);
  for (const nudge of nudges(document)) {
    findings.push(finding(kind, nudge.code, nudge.message, { type: "informative", at: nudge.at }));
  }
  if (findings.every((one) => one.type === "informative")) {
    const text = "Every claim holds against the ledger, and the changes you ask for would have worked.";
    findings.push(finding(kind, "well-told", text, { type: "celebratory" }));
  }
  return { findings, parts: partsOf(results), worlds: [] };
}

function partsOf(results: readonly { line: RubricLine; points: number }[]): Part[] {
  return (Object.keys(partNames) as RubricPart[]).map((part) => {
    const own = results.filter(({ line }) => line.part === part);
    const most = own.reduce((sum, { line }) => sum + line.points, 0);
    const got = own.reduce((sum, { points }) => sum + points, 0);
    const value = `${Math.round(got * 10) / 10} of ${most} points`;
    return { name: partNames[part], score: (100 * got) / most, weight: most, value };
  });
}
