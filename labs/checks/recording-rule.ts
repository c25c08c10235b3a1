import { parseRuleFile, type RuleGroup } from "../../simulator/index.ts";
import type { RecordingRuleParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { type Check, type CheckContext, type CheckOutcome, finding, type WorldRow } from "./check.ts";
import { summary } from "./promql-result/evidence.ts";
import { readPromql } from "./read-promql.ts";
import { agreement, firstFailure, type ReadFailure, readsOf } from "./recording-rule/compare-reads.ts";
import { notCheaper, remarks, samples, tooSeldom } from "./recording-rule/complaints.ts";
import { type DailyCost, dailyCost } from "./recording-rule/daily-cost.ts";
import { diagnoseQuery, diagnoseRule, unreadableRule } from "./recording-rule/diagnose.ts";
import { complainOfName } from "./recording-rule/level-name.ts";
import {
  keptLabels,
  type RecordedWorld,
  type RecordingRule,
  record,
  recordingRules,
} from "./recording-rule/recorded-world.ts";
import { expressionSpan, lineSpan } from "./rule-lint/locate.ts";

const kind = "recording-rule";

/** The rules that are judged, and the recorded series the reads read. */
interface Subject {
  readonly groups: readonly RuleGroup[];
  readonly rule: RecordingRule;
  readonly group: RuleGroup;
  readonly params: RecordingRuleParams;
  readonly answer: string;
  /** The learner writes the query, and the rules are given. */
  readonly isQuery: boolean;
}

/**
 * Grades a recording rule by what can be read from it: in every hidden world each read of the recorded
 * series equals its raw query, and the panel costs less than a twentieth. In a step that asks for a query
 * the rules are given, and the query over their series is held to the same.
 */
export const recordingRule: Check<"recording-rule"> = {
  kind,
  codes: [
    "does-not-parse",
    "no-rule",
    "name-taken",
    "evaluation-error",
    "no-series",
    "not-reaggregable",
    "differs",
    "too-seldom",
    "not-cheaper",
    "name-level",
    "adds-series",
    "break-even",
    "right",
  ],
  run(answer, params, context) {
    return context.step.answer === "promql"
      ? judgeQuery(answer, params, context)
      : judgeRules(answer, params, context);
  },
};

async function judgeRules(
  answer: string,
  params: RecordingRuleParams,
  context: CheckContext,
): Promise<CheckOutcome> {
  const { groups, errors } = parseRuleFile(answer, "rules.yml");
  const [error] = errors;
  if (error !== undefined) {
    const at = lineSpan(answer, error.line);
    return failed(
      finding(kind, "does-not-parse", error.text, {
        params: { error: error.message },
        ...(at === undefined ? {} : { at }),
      }),
    );
  }
  const rules = recordingRules(groups);
  if (rules.length === 0)
    return failed(finding(kind, "no-rule", "The file holds no recording rule yet: none says `record:`."));
  const first = record(await context.supply.open(params.worlds[0] ?? "", context.seeds[0] ?? 0), groups);
  await context.breathe();
  const unreadable = unreadableRule(first, groups, answer);
  if (unreadable !== undefined) return failed(unreadable);
  // A file may hold several rules; the one the step means answers most of its questions.
  let best = rules[0];
  let most = -1;
  for (const one of rules) {
    const { record: name } = one.rule;
    const agreed = agreement(first, readsOf(params, name), name, params);
    if (agreed > most) [best, most] = [one, agreed];
  }
  if (best === undefined) return failed(finding(kind, "no-rule", "The file holds no recording rule yet."));
  return judge({ groups, ...best, params, answer, isQuery: false }, context);
}

async function judgeQuery(
  answer: string,
  params: RecordingRuleParams,
  context: CheckContext,
): Promise<CheckOutcome> {
  const query = readPromql(kind, answer);
  if ("problem" in query) return failed(query.problem);
  const { groups, errors: problems } = parseRuleFile(params.given ?? "", "rules.yml");
  const [given] = recordingRules(groups);
  if (given === undefined || problems.length > 0)
    throw new Error(
      `the lab gives no recording rule for a query to read${problems[0] === undefined ? "" : `: ${problems[0].text}`}`,
    );
  const reads = params.reads.slice(0, 1).map((read) => ({ ...read, read: answer }));
  return judge({ groups, ...given, params: { ...params, reads }, answer, isQuery: true }, context);
}

/** Everything found out about one answer, world by world. */
interface Evidence {
  readonly rows: readonly WorldRow[];
  readonly failure: ReadFailure | undefined;
  readonly error: RecordedWorld["error"];
  readonly first: RecordedWorld;
}

async function judge(subject: Subject, context: CheckContext): Promise<CheckOutcome> {
  const { groups, rule, params } = subject;
  // The answer of a query step is not a template, so nothing in it is replaced.
  const reads = subject.isQuery
    ? params.reads.map((one) => ({
        text: one.text,
        raw: one.raw,
        expr: one.read ?? "",
        mayExtra: one.mayExtra ?? [],
      }))
    : readsOf(params, rule.record);
  const rows: WorldRow[] = [];
  let failure: ReadFailure | undefined;
  let error: RecordedWorld["error"];
  let first: RecordedWorld | undefined;
  for (const name of params.worlds) {
    const seeds: { seed: number; ok: boolean }[] = [];
    let shown: { title: string; yours: string; wants: string } | undefined;
    for (const seed of context.seeds) {
      const world = record(await context.supply.open(name, seed), groups);
      await context.breathe();
      first ??= world;
      const bad = firstFailure(world, reads, rule.record, params);
      failure ??= bad;
      error ??= world.error;
      seeds.push({ seed, ok: bad === undefined && world.error === undefined });
      shown ??= {
        title: world.hidden.title,
        yours: bad === undefined ? "the same" : summary(bad.yours),
        wants: bad === undefined ? "the same" : summary(bad.wanted),
      };
    }
    if (shown !== undefined) rows.push({ name: shown.title, wants: shown.wants, seeds, yours: shown.yours });
  }
  const [panel] = reads;
  if (first === undefined || panel === undefined) throw new Error("the step names no world or no read");
  const cost = dailyCost(first, groups, panel, rule.record, params);
  return outcome(subject, { rows, failure, error, first }, cost);
}

function outcome(subject: Subject, evidence: Evidence, cost: DailyCost): CheckOutcome {
  const { rows } = evidence;
  const findings = [...complaints(subject, evidence, cost)];
  const isRight = findings.length === 0;
  if (isRight) {
    const times = samples(cost.raw / cost.withRules);
    const line = subject.isQuery
      ? `One point reads ${samples(cost.readPoint)} samples where the raw query reads ${samples(cost.rawPoint)}, and tells the same.`
      : `The panel costs ${times} times less, and every question is still open: sums can be added up later.`;
    findings.push(...remarks(cost), finding(kind, "right", line, { type: "celebratory" }));
  }
  const seeds = rows.flatMap((row) => row.seeds);
  const right = seeds.filter(({ ok }) => ok).length;
  const cheap = notCheaper(cost) === undefined;
  return {
    findings,
    parts: [
      {
        name: "Same answers as the raw queries",
        score: seeds.length === 0 ? 0 : Math.round((100 * right) / seeds.length),
        weight: 2,
        value: `${right} of ${seeds.length}`,
      },
      {
        name: "Samples a day",
        // Cheap and wrong is worth nothing.
        score: cheap && right === seeds.length ? 100 : 0,
        weight: 1,
        value: samples(cost.withRules),
        par: `${samples(cost.raw)} without`,
      },
    ],
    worlds: rows,
  };
}

function complaints(subject: Subject, evidence: Evidence, cost: DailyCost): readonly Finding[] {
  const { rule, group, params, answer, isQuery } = subject;
  const { failure, error, first } = evidence;
  if (error !== undefined) {
    return [finding(kind, "evaluation-error", error.text, { params: { error: error.text } })];
  }
  if (failure !== undefined) {
    return [isQuery ? diagnoseQuery(failure, answer) : diagnoseRule(failure, subject, first)];
  }
  const found = [tooSeldom(group.intervalMs, params), notCheaper(cost)].filter((one) => one !== undefined);
  if (isQuery) return found;
  const name = complainOfName(rule, keptLabels(first, { rule, group }));
  if (name === undefined) return found;
  const at = expressionSpan(answer, rule.record);
  const message = `\`${rule.record}\` ${name.message}. Call it \`${name.better}\`.`;
  const params_ = { record: rule.record, better: name.better };
  return [
    ...found,
    finding(kind, "name-level", message, { params: params_, ...(at === undefined ? {} : { at }) }),
  ];
}

function failed(problem: Finding): CheckOutcome {
  const part = { name: "Same answers as the raw queries", score: 0, weight: 1, value: "none" };
  return { findings: [problem], parts: [part], worlds: [] };
}
