import { parseRuleFile, type RuleGroup } from "../../simulator/index.ts";
import type { AlertBatteryParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { resolveInstant } from "../grader/instants.ts";
import { testAbsence } from "./alert-battery/absence.ts";
import { type FiringRun, toFiringRun } from "./alert-battery/battery-result.ts";
import { complaints, remarks } from "./alert-battery/complaints.ts";
import { type BatteryRun, runRules } from "./alert-battery/run-rules.ts";
import { batteryParts, batteryRows } from "./alert-battery/score.ts";
import { type Check, type CheckContext, type CheckOutcome, finding } from "./check.ts";
import { lineSpan } from "./rule-lint/locate.ts";

const kind = "alert-battery";

/**
 * Grades alerting rules by what they would have done in worlds nobody saw: a page early enough before
 * the first failed request where users were hurt, and silence where they were not. Truth is the ledger.
 */
export const alertBattery: Check<"alert-battery"> = {
  kind,
  codes: [
    "does-not-parse",
    "no-alert",
    "evaluation-error",
    "never-fires",
    "page-as-ticket",
    "missed",
    "late",
    "false-page",
    "too-many",
    "silent-on-absence",
    "flaps",
    "costly",
    "right",
  ],
  async run(answer, params, context) {
    const { groups, errors } = parseRuleFile(answer, "rules.yml");
    const [error] = errors;
    if (error !== undefined) {
      const at = lineSpan(answer, error.line);
      return failed([finding(kind, "does-not-parse", error.text, { params: { error: error.message }, at })]);
    }
    if (!groups.some((group) => group.rules.some((rule) => rule.kind === "alerting"))) {
      return failed([finding(kind, "no-alert", "The file holds no alerting rule yet.")]);
    }
    return runBattery(groups, params, context);
  },
};

function failed(findings: readonly Finding[]): CheckOutcome {
  const part = { name: "Lead before the first failure", score: 0, weight: 3, value: "none" };
  return { findings, parts: [part], worlds: [] };
}

async function runBattery(
  groups: readonly RuleGroup[],
  params: AlertBatteryParams,
  context: CheckContext,
): Promise<CheckOutcome> {
  const evaluate = async (world: string, seed: number): Promise<BatteryRun> => {
    const hidden = await context.supply.open(world, seed);
    await context.breathe();
    const loadedMs = params.loaded === undefined ? undefined : resolveInstant(params.loaded, hidden);
    return runRules(hidden, groups, params.severity, hidden.world.source, loadedMs);
  };
  const firing: FiringRun[] = [];
  for (const row of params.fires) {
    for (const seed of context.seeds) {
      firing.push(toFiringRun(await evaluate(row.world, seed), row));
    }
  }
  const silent: BatteryRun[] = [];
  for (const world of params.silent) {
    for (const seed of context.seeds) silent.push(await evaluate(world, seed));
  }
  const result = { groups, params, firing, silent };
  const absence = params.absence === true ? await absenceOf(groups, params, context) : undefined;
  return {
    findings: [
      ...complaints(result),
      ...(absence?.finding === undefined ? [] : [absence.finding]),
      ...remarks(result),
    ],
    parts: [...batteryParts(result), ...(absence === undefined ? [] : [absence.part])],
    worlds: batteryRows(result),
  };
}

async function absenceOf(
  groups: readonly RuleGroup[],
  params: AlertBatteryParams,
  { supply, seeds }: CheckContext,
): Promise<ReturnType<typeof testAbsence>> {
  const world = params.silent[0] ?? params.fires[0]?.world ?? "";
  return testAbsence(await supply.open(world, seeds[0] ?? 0), groups, params.severity);
}
