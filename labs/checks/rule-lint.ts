import { parse, parseRuleFile, type RuleGroup } from "../../simulator/index.ts";
import type { RuleLintParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { runRules } from "./alert-battery/run-rules.ts";
import { type Check, type CheckOutcome, finding, type HiddenWorld } from "./check.ts";
import { catalogueOf } from "./metric-catalogue.ts";
import * as alerts from "./rule-lint/alert-lints.ts";
import { expressionSpan, lineSpan } from "./rule-lint/locate.ts";
import * as data from "./rule-lint/series-lints.ts";
import { type Complaint, type Lint, lintCodes, ruleName } from "./rule-lint/subject.ts";

const kind = "rule-lint";
/** Score lost for each actionable complaint, and the most that can be lost that way. */
const perComplaint = 15;
const mostLost = 60;

/** Texts about YAML or PromQL that is not even that; every other error is about a field (04 section 4.3). */
const unparsable = /could not parse expression|yaml: (?!unmarshal errors)/;

/** Every class, the ones that make a rule useless first. */
const lints: readonly Lint[] = [
  alerts.duplicate,
  data.series,
  data.gaugeRate,
  data.counter,
  data.windows,
  alerts.comparison,
  data.matching,
  alerts.template,
  alerts.interval,
  alerts.severity,
  alerts.annotation,
  alerts.waits,
  alerts.notANumber,
  alerts.regexp,
  alerts.selector,
  data.templateLabels,
  alerts.shape,
  alerts.name,
];

/**
 * Reads a rule file without running it, as `promtool check rules` and pint do. It knows more than they
 * can: every series and type of the world the rules will watch.
 */
export const ruleLint: Check<"rule-lint"> = {
  kind,
  codes: lintCodes,
  async run(answer, params, context) {
    const { groups, errors } = parseRuleFile(answer, "rules.yml");
    const [error] = errors;
    if (error !== undefined) {
      const code = unparsable.test(error.text) ? "syntax" : "config";
      const at = lineSpan(answer, error.line);
      return outcome([finding(kind, code, error.text, { params: { error: error.message }, at })]);
    }
    if (!groups.some((group) => group.rules.some((rule) => rule.kind === "alerting"))) {
      return outcome([finding(kind, "no-alert", "The file holds no alerting rule yet.")]);
    }
    const hidden = await context.supply.open(params.world, context.seeds[0] ?? 0);
    await context.breathe();
    const complaints = groups.flatMap((group) => inspect(group, groups, hidden, params, answer));
    return outcome([...complaints, ...notes(groups, hidden)]);
  },
};

function inspect(
  group: RuleGroup,
  groups: readonly RuleGroup[],
  hidden: HiddenWorld,
  params: RuleLintParams,
  file: string,
): Finding[] {
  const catalogue = catalogueOf(hidden);
  return group.rules.flatMap((rule) => {
    const { ast } = parse(rule.expr);
    if (ast === undefined) return [];
    const subject = { rule, group, groups, ast, hidden, catalogue, params };
    const name = ruleName(rule);
    return lints.flatMap((lint) => lint(subject).map((one) => toFinding(one, name, rule.expr, file)));
  });
}

function toFinding(
  { code, type, message, params, at }: Complaint,
  rule: string,
  expr: string,
  file: string,
): Finding {
  return finding(kind, code, `${rule}: ${message}`, {
    type,
    params: { rule, ...params },
    at: expressionSpan(file, expr, at),
  });
}

/** What would have happened last week, in this world's terms: how often it fired, and what it read. */
function notes(groups: readonly RuleGroup[], hidden: HiddenWorld): Finding[] {
  const run = runRules(hidden, groups, undefined);
  const hours = Math.round((hidden.endMs - hidden.startMs) / 3_600_000);
  const times = run.pages.length === 1 ? "once" : `${run.pages.length} times`;
  const fired = run.pages.length === 0 ? "not at all" : times;
  const count = `In the ${hours} h of “${hidden.title}” these rules would have fired ${fired}.`;
  const samples = Math.round(run.samples);
  const cost = `One evaluation reads ${samples} samples.`;
  return [
    finding(kind, "count", count, { type: "informative", params: { fired: run.pages.length, hours } }),
    finding(kind, "cost", cost, { type: "informative", params: { samples } }),
  ];
}

function outcome(findings: readonly Finding[]): CheckOutcome {
  const essential = findings.filter((one) => one.type === "essential").length;
  const actionable = findings.filter((one) => one.type === "actionable").length;
  const score = essential > 0 ? 0 : 100 - Math.min(mostLost, perComplaint * actionable);
  const value = essential + actionable === 0 ? "nothing to mend" : `${essential + actionable} to mend`;
  return { findings, parts: [{ name: "Reads well", score, weight: 1, value }], worlds: [] };
}
