import type { Expr, Rule, RuleGroup, Span } from "../../../simulator/index.ts";
import type { RuleLintParams } from "../../check-schema.ts";
import type { Finding } from "../../finding.ts";
import type { HiddenWorld } from "../check.ts";
import type { MetricCatalogue } from "../metric-catalogue.ts";

/** Classes of complaints, after those of cloudflare/pint; each is a finding code of `rule-lint`. */
export const lintCodes = [
  "syntax",
  "config",
  "no-alert",
  "duplicate",
  "series",
  "gauge-rate",
  "counter",
  "rate",
  "comparison",
  "impossible",
  "vector-match",
  "template",
  "interval",
  "range",
  "severity",
  "annotation",
  "for",
  "nan",
  "regexp",
  "selector",
  "aggregate",
  "fragile",
  "irate",
  "absent-labels",
  "name",
  "count",
  "cost",
] as const;

export type LintCode = (typeof lintCodes)[number];

/** One rule under inspection and what is known about the world it will watch. */
export interface RuleSubject {
  readonly rule: Rule;
  readonly group: RuleGroup;
  readonly groups: readonly RuleGroup[];
  readonly ast: Expr;
  readonly hidden: HiddenWorld;
  readonly catalogue: MetricCatalogue;
  readonly params: RuleLintParams;
}

/** One complaint about a rule; `at` is a span of the expression, the whole rule when absent. */
export interface Complaint {
  readonly code: LintCode;
  readonly type: Finding["type"];
  readonly message: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly at?: Span;
}

/** One class of lint. */
export type Lint = (subject: RuleSubject) => readonly Complaint[];

/** Name of a rule as its file spells it. */
export function ruleName(rule: Rule): string {
  return rule.kind === "alerting" ? rule.alert : rule.record;
}
