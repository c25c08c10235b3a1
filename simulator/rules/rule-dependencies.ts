import type { DurationExpr, Expr, VectorSelector } from "../promql/parse/ast.ts";
import { parse } from "../promql/parse/parse.ts";
import { walkExpr } from "../promql/parse/walk.ts";
import { matcherTest } from "../tsdb/matchers.ts";
import type { Rule, RuleGroup } from "./rule-types.ts";
import { ruleLabels } from "./rule-vector.ts";

/** Names of the series an alerting rule writes about itself. */
const ALERT_SERIES = ["ALERTS", "ALERTS_FOR_STATE"] as const;

/** What must be known of a rule to evaluate it over a whole range at once. */
export interface RuleReads {
  /** The expression's meaning depends on the query's range, so each time must be its own query. */
  readonly dependsOnRange: boolean;
  readonly selectors: readonly VectorSelector[];
  /** Whether the expression can read a series of this name. */
  reads(name: string): boolean;
}

/** Metric names a rule writes. */
export function outputNames(rule: Rule): readonly string[] {
  return rule.kind === "recording" ? [rule.record] : ALERT_SERIES;
}

/** Looks at an expression's selectors. An expression that does not parse reads nothing. */
export function ruleReads(expr: string): RuleReads {
  const selectors: VectorSelector[] = [];
  let dependsOnRange = false;
  const ast = parse(expr).ast;
  if (ast !== undefined) {
    walkExpr(ast, (node) => {
      if (node.kind === "vectorSelector") selectors.push(node);
      if (isRangeDependent(node)) dependsOnRange = true;
    });
  }
  return {
    dependsOnRange,
    selectors,
    reads: (name) => selectors.some((selector) => selects(selector, name)),
  };
}

function selects(selector: VectorSelector, name: string): boolean {
  const named = selector.matchers.filter((matcher) => matcher.name === "__name__");
  if (named.length === 0 && selector.name !== undefined) return selector.name === name;
  return named.every((matcher) => matcherTest(matcher)(name));
}

const RANGE_FUNCTIONS = new Set(["start", "end", "range", "step"]);

function isRangeDependent(node: Expr): boolean {
  if (node.kind === "call") return RANGE_FUNCTIONS.has(node.func);
  if (node.kind === "matrixSelector") return hasDurationCall(node.range);
  if (node.kind === "subquery" && (hasDurationCall(node.range) || hasDurationCall(node.step))) return true;
  if (node.kind === "vectorSelector" || node.kind === "subquery") {
    return node.at?.kind === "start" || node.at?.kind === "end" || hasDurationCall(node.offset);
  }
  return false;
}

function hasDurationCall(expr: DurationExpr | undefined): boolean {
  if (expr === undefined || expr.kind === "duration") return false;
  if (expr.kind === "durationUnary") return hasDurationCall(expr.expr);
  if (expr.kind === "durationBinary") return hasDurationCall(expr.lhs) || hasDurationCall(expr.rhs);
  return expr.name === "step" || expr.name === "range" || expr.args.some(hasDurationCall);
}

/** How rules of a file hang together. */
export interface RulePlan {
  /** True when evaluating rule after rule over a range equals evaluating group after group in time. */
  readonly ruleByRule: boolean;
  /** Whether any rule reads what this one writes. */
  isRead(group: number, rule: number): boolean;
  readsOf(group: number, rule: number): RuleReads;
}

/**
 * Decides whether rules may be evaluated one after another over a whole range. That is right when each
 * rule reads only outputs of rules that ran before it at the same instant: then a sample with the
 * instant's own timestamp is visible in both orders.
 */
export function planRules(groups: readonly RuleGroup[]): RulePlan {
  const reads = groups.map((group) => group.rules.map((rule) => ruleReads(rule.expr)));
  const read = groups.map((group) => group.rules.map(() => false));
  let ruleByRule = !groups.some(({ rules }) => rules.some(asksInTemplate)) && !writeSameSeries(groups);
  groups.forEach((producerGroup, pg) => {
    producerGroup.rules.forEach((producer, pr) => {
      groups.forEach((consumerGroup, cg) => {
        consumerGroup.rules.forEach((_, cr) => {
          if (!outputNames(producer).some((name) => reads[cg]?.[cr]?.reads(name))) return;
          const row = read[pg];
          if (row !== undefined) row[pr] = true;
          const before = pg < cg || (pg === cg && pr < cr);
          if (!before || producerGroup.queryOffsetMs !== consumerGroup.queryOffsetMs) ruleByRule = false;
        });
      });
    });
  });
  return {
    ruleByRule,
    isRead: (group, rule) => read[group]?.[rule] ?? false,
    readsOf: (group, rule) => reads[group]?.[rule] ?? ruleReads(""),
  };
}

/**
 * Whether two rules may write the same series: then the second's samples are refused, which only shows
 * when both write in time order.
 */
function writeSameSeries(groups: readonly RuleGroup[]): boolean {
  const seen = new Map<string, Readonly<Record<string, string>>[]>();
  for (const group of groups) {
    for (const rule of group.rules) {
      const name = rule.kind === "recording" ? `record ${rule.record}` : `alert ${rule.alert}`;
      const labels = ruleLabels(group, rule);
      const others = seen.get(name) ?? [];
      if (others.some((other) => mayBeEqual(labels, other))) return true;
      seen.set(name, [...others, labels]);
    }
  }
  return false;
}

/** Fixed labels of different values keep the series of two rules apart. */
function mayBeEqual(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const isFixed = (text: string | undefined) => text !== undefined && text !== "" && !text.includes("{{");
  return !Object.entries(a).some(([name, value]) => isFixed(value) && isFixed(b[name]) && value !== b[name]);
}

/** A template that queries sees what is stored at its time, so outputs must be written in time order. */
function asksInTemplate(rule: Rule): boolean {
  if (rule.kind === "recording") return false;
  const texts = [...Object.values(rule.labels), ...Object.values(rule.annotations)];
  return texts.some((text) => text.includes("{{") && /\bquery\b/.test(text));
}
