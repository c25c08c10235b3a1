import { parse } from "../promql/parse/parse.ts";
import { RuleFileDecoder, type RuleGroupNode } from "./rule-file-decode.ts";
import type { RuleFileError } from "./rule-file-error.ts";
import type { Rule, RuleGroup } from "./rule-types.ts";
import { validateGroups } from "./rule-validate.ts";
import { readYaml } from "./yaml/read-yaml.ts";

/** Most groups and rules one file may hold; real servers have no such limit. */
const MAX_GROUPS = 20;
const MAX_RULES = 200;
/** Shortest evaluation interval: one simulated second. */
const MIN_INTERVAL_MS = 1000;

export interface RuleFileOptions {
  /** Interval of groups that name none, the server's `evaluation_interval`. Default 15,000 ms. */
  readonly defaultIntervalMs?: number;
  /** Reads files with extra keys, as promtool's `--ignore-unknown-fields`. */
  readonly ignoreUnknownFields?: boolean;
}

export interface RuleFileResult {
  /** Empty when there are errors: a server loads a rule file whole or not at all. */
  readonly groups: readonly RuleGroup[];
  readonly errors: readonly RuleFileError[];
}

/**
 * Reads a Prometheus rule file. `file` is the name printed in errors and, with the group's name, what
 * spreads groups over their interval. Errors carry promtool's own texts, our limits aside.
 */
export function parseRuleFile(text: string, file: string, options: RuleFileOptions = {}): RuleFileResult {
  const yaml = readYaml(text, { anchors: false });
  if (yaml.problem !== undefined) {
    const { kind, text: message, line, column } = yaml.problem;
    // Prometheus decodes a file twice, once for positions; a syntax error is therefore reported twice.
    const error = fileError(file, message, line, column);
    return { groups: [], errors: kind === "syntax" ? [error, error] : [error] };
  }
  const decoder = new RuleFileDecoder(file, options.ignoreUnknownFields ?? false);
  const decoded = yaml.root === undefined ? [] : decoder.decode(yaml.root);
  if (decoder.errors.length > 0) return { groups: [], errors: decoder.errors };
  const limit = overLimits(decoded, file);
  if (limit !== undefined) return { groups: [], errors: [limit] };
  const errors = validateGroups(decoded, file, (expr) => parse(expr).errors[0]?.text);
  if (errors.length > 0) return { groups: [], errors };
  const defaultMs = options.defaultIntervalMs ?? 15_000;
  return { groups: decoded.map((group) => toGroup(group, file, defaultMs)), errors: [] };
}

function overLimits(groups: readonly RuleGroupNode[], file: string): RuleFileError | undefined {
  if (groups.length > MAX_GROUPS) {
    return fileError(file, `limit/groups: ${groups.length} groups; the most is ${MAX_GROUPS}.`, 1, 1);
  }
  const rules = groups.reduce((sum, group) => sum + group.rules.length, 0);
  if (rules > MAX_RULES) {
    return fileError(file, `limit/rules: ${rules} rules; the most is ${MAX_RULES}.`, 1, 1);
  }
  for (const group of groups) {
    if (group.intervalMs > 0 && group.intervalMs < MIN_INTERVAL_MS) {
      const { line, column } = group.node;
      return fileError(file, `limit/interval: ${group.intervalMs}ms; the shortest is 1s.`, line, column);
    }
  }
  return undefined;
}

function fileError(file: string, message: string, line: number, column: number): RuleFileError {
  return { text: `${file}: ${message}`, message, line, column, group: undefined, rule: undefined };
}

function toGroup(node: RuleGroupNode, file: string, defaultIntervalMs: number): RuleGroup {
  return {
    name: node.name,
    file,
    intervalMs: node.intervalMs === 0 ? defaultIntervalMs : node.intervalMs,
    queryOffsetMs: node.queryOffsetMs,
    limit: node.limit,
    labels: Object.fromEntries(node.labels),
    rules: node.rules.map((rule): Rule => {
      const labels = Object.fromEntries(rule.labels);
      if (rule.alert === "") return { kind: "recording", record: rule.record, expr: rule.expr, labels };
      return {
        kind: "alerting",
        alert: rule.alert,
        expr: rule.expr,
        forMs: rule.forMs,
        keepFiringForMs: rule.keepFiringForMs,
        labels,
        annotations: Object.fromEntries(rule.annotations),
      };
    }),
  };
}
