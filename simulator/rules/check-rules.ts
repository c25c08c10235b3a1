import { compareCodePoints, Labels } from "../tsdb/labels.ts";
import { parseRuleFile } from "./rule-file.ts";
import type { Rule, RuleGroup } from "./rule-types.ts";
import { ruleLabels } from "./rule-vector.ts";
import type { ToolOutput } from "./tool-output.ts";

export interface CheckRulesOptions {
  /** promtool's `--lint`: `all`, `duplicate-rules` (the default) or `none`, or several with commas. */
  readonly lint?: string;
  /** Lint findings give exit code 3 instead of 0. */
  readonly lintFatal?: boolean;
  readonly ignoreUnknownFields?: boolean;
}

/** promtool's exit code for findings of its linter. */
const LINT_EXIT = 3;

/**
 * What `promtool check rules FILE` prints about one rule file: names of files and successes on standard
 * output, failures on standard error. Source: cmd/promtool/main.go, `checkRules`.
 */
export function checkRules(text: string, file: string, options: CheckRulesOptions = {}): ToolOutput {
  let stdout = "";
  const settings = (options.lint ?? "duplicate-rules").split(",");
  for (const setting of settings) {
    if (!["all", "duplicate-rules", "none", ""].includes(setting)) {
      stdout += `WARNING: unknown lint option: ${JSON.stringify(setting)}\n`;
    }
  }
  stdout += `Checking ${file}\n`;
  const { groups, errors } = parseRuleFile(text, file, {
    ignoreUnknownFields: options.ignoreUnknownFields ?? false,
  });
  if (errors.length > 0) {
    const stderr = `  FAILED:\n${errors.map((error) => `${error.text}\n`).join("")}`;
    return { stdout, stderr, exitCode: 1 };
  }
  const lints = settings.includes("all") || settings.includes("duplicate-rules");
  const finding = lints ? duplicateRules(groups) : undefined;
  if (finding !== undefined) {
    const stderr = `  FAILED:\nlint error ${finding}\n`;
    return { stdout: `${stdout}\n`, stderr, exitCode: options.lintFatal === true ? LINT_EXIT : 0 };
  }
  const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  return { stdout: `${stdout}  SUCCESS: ${count} rules found\n\n`, stderr: "", exitCode: 0 };
}

interface Identity {
  readonly name: string;
  readonly labels: Labels;
}

/** promtool's only lint of rules: two rules that write the same series. Undefined when there are none. */
function duplicateRules(groups: readonly RuleGroup[]): string | undefined {
  const all = groups.flatMap((group) =>
    group.rules.map((rule): Identity => ({ name: nameOf(rule), labels: Labels.of(ruleLabels(group, rule)) })),
  );
  all.sort(compareIdentity);
  const found: Identity[] = [];
  all.forEach((rule, index) => {
    const before = all[index - 1];
    if (before === undefined || compareIdentity(before, rule) !== 0) return;
    const last = found.at(-1);
    if (last === undefined || compareIdentity(last, rule) !== 0) found.push(rule);
  });
  if (found.length === 0) return undefined;
  let text = `${found.length} duplicate rule(s) found.\n`;
  for (const { name, labels } of found) {
    text += `Metric: ${name}\nLabel(s):\n`;
    for (const [label, value] of labels.pairs) text += `\t${label}: ${value}\n`;
  }
  return `${text}Might cause inconsistency while recording expressions`;
}

function nameOf(rule: Rule): string {
  return rule.kind === "alerting" ? rule.alert : rule.record;
}

function compareIdentity(a: Identity, b: Identity): number {
  return compareCodePoints(a.name, b.name) || Labels.compare(a.labels, b.labels);
}
