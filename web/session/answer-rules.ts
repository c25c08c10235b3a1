import { evaluateRulesOverRange, parseRuleFile, type Rule, type World } from "../../simulator/index.ts";
import { plainNotification, plainTransition } from "./plain.ts";
import type { SimulatorCalls } from "./protocol.ts";
import type { RuleFileData } from "./query-data.ts";

/** A parsed rule file as plain data. */
export function plainRuleFile({ groups, errors }: ReturnType<typeof parseRuleFile>): RuleFileData {
  return {
    groups: groups.map(({ name, intervalMs, rules }) => ({ name, intervalMs, rules: rules.map(plainRule) })),
    errors: errors.map(({ text, line }) => ({ text, line })),
  };
}

function plainRule(rule: Rule): RuleFileData["groups"][number]["rules"][number] {
  if (rule.kind === "recording") {
    const { record, expr, labels } = rule;
    return { kind: "recording", name: record, expr, forMs: 0, labels, annotations: {} };
  }
  const { alert, expr, forMs, labels, annotations } = rule;
  return { kind: "alerting", name: alert, expr, forMs, labels, annotations };
}

/** What a rule file would have done over the history that is already there. */
export function evaluateRules(
  world: World,
  { text, fromMs, toMs }: SimulatorCalls["evaluate-rules"]["params"],
): SimulatorCalls["evaluate-rules"]["reply"] {
  const { groups, errors } = parseRuleFile(text, "rules.yml");
  const [first] = errors;
  if (first !== undefined) throw new Error(first.text);
  const outcome = evaluateRulesOverRange(world.source, groups, fromMs, Math.min(toMs, world.nowMs));
  return {
    transitions: outcome.transitions.map(plainTransition),
    notifications: outcome.notifications.map(plainNotification),
    samplesRead: outcome.samplesRead,
  };
}
