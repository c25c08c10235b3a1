import {
  type Expr,
  type Labels,
  parse,
  printExpr,
  query,
  type ResultSeries,
  type RuleGroup,
} from "../../../simulator/index.ts";
import type { Counterexample } from "../../finding.ts";
import { conjuncts, isFilter, measured } from "../expression/rewrite.ts";
import { metricName, selectorsOf } from "../expression/walk.ts";
import { catalogueOf } from "../metric-catalogue.ts";
import { marksIn } from "../promql-result/evidence.ts";
import { baseStage } from "../promql-result/relations.ts";
import { showTime } from "../show-time.ts";
import type { BatteryRun, Page } from "./run-rules.ts";

/** Room before the first and after the last thing worth seeing. */
const marginMs = 2 * 60_000;
const finestMs = 15_000;
const mostPoints = 240;
/** A page that never resolves is drawn for this long. */
const heldMs = 5 * 60_000;

/** Graph of one world around a page, or around the moment a page should have come. */
export function alertEvidence(
  run: BatteryRun,
  groups: readonly RuleGroup[],
  page: Page | undefined,
  seen: string,
  wanted: string,
): Counterexample {
  const { hidden } = run;
  const { fromMs, toMs } = windowOf(run, page);
  const expr = alertExpr(groups, page?.rule);
  const marks = [...marksIn(baseStage(hidden), fromMs, toMs)];
  if (page !== undefined) {
    marks.push({ atMs: page.activeMs, text: "yours pending" }, { atMs: page.firedMs, text: "yours pages" });
  }
  const metric = expr === undefined ? undefined : firstMetric(expr);
  return {
    world: hidden.title,
    scenario: hidden.scenario,
    seed: hidden.seed,
    fromMs,
    toMs,
    lines: expr === undefined ? [] : linesOf(run, expr, page?.alert.labels, fromMs, toMs),
    marks: marks.sort((a, b) => a.atMs - b.atMs),
    unit: metric === undefined ? "" : catalogueOf(hidden).unitOf(metric),
    seen,
    wanted,
  };
}

/** `1 page at 14:05:30, held until 14:10:15`, `no page`. */
export function seenPages(pages: readonly Page[]): string {
  const [first] = pages;
  if (first === undefined) return "no page";
  const held = first.resolvedMs === undefined ? "" : `, held until ${showTime(first.resolvedMs)}`;
  if (pages.length === 1) return `1 page at ${showTime(first.firedMs)}${held}`;
  return `${pages.length} pages, the first at ${showTime(first.firedMs)}${held}`;
}

function windowOf({ hidden }: BatteryRun, page: Page | undefined): { fromMs: number; toMs: number } {
  const { trigger, impact } = hidden.facts;
  const within = (ms: number): number => Math.max(hidden.startMs, Math.min(hidden.endMs, ms));
  const starts = [trigger?.atMs, page?.activeMs].filter((ms) => ms !== undefined);
  const pageEnd = page === undefined ? undefined : (page.resolvedMs ?? page.firedMs + heldMs);
  const ends = [impact?.startMs, pageEnd].filter((ms) => ms !== undefined);
  const fromMs = within(Math.min(...(starts.length > 0 ? starts : [hidden.startMs])) - marginMs);
  const toMs = within(Math.max(...(ends.length > 0 ? ends : [hidden.endMs])) + marginMs);
  return toMs > fromMs ? { fromMs, toMs } : { fromMs: hidden.startMs, toMs: hidden.endMs };
}

function alertExpr(groups: readonly RuleGroup[], name: string | undefined): Expr | undefined {
  for (const { rules } of groups) {
    for (const rule of rules) {
      if (rule.kind !== "alerting" || (name !== undefined && rule.alert !== name)) continue;
      return parse(rule.expr).ast;
    }
  }
  return undefined;
}

function firstMetric(expr: Expr): string | undefined {
  const [found] = selectorsOf(expr);
  return found === undefined ? undefined : metricName(found.selector);
}

function linesOf(
  run: BatteryRun,
  expr: Expr,
  labels: Labels | undefined,
  fromMs: number,
  toMs: number,
): Counterexample["lines"] {
  const stepMs = Math.max(finestMs, Math.ceil((toMs - fromMs) / mostPoints / finestMs) * finestMs);
  const draw = (of: Expr): ResultSeries | undefined => {
    const range = { expr: printExpr(of), startMs: fromMs, endMs: toMs, stepMs };
    const result = query(run.hidden.world.source, range);
    if (result.status === "error") return undefined;
    return result.series.find((one) => belongs(one.labels, labels)) ?? result.series[0];
  };
  const condition = conjuncts(expr).find(isFilter);
  const side = condition === undefined ? expr : measured(condition);
  const other = condition === undefined ? undefined : side === condition.lhs ? condition.rhs : condition.lhs;
  const selector = selectorsOf(side)[0]?.selector;
  const lines = [
    { name: printExpr(side), role: "yours" as const, series: draw(side) },
    { name: "threshold", role: "context" as const, series: other === undefined ? undefined : draw(other) },
    {
      name: selector === undefined ? "" : (metricName(selector) ?? "selected"),
      role: "context" as const,
      series: selector === undefined || side.kind === "vectorSelector" ? undefined : draw(selector),
    },
  ];
  return lines.flatMap(({ name, role, series }) =>
    series === undefined ? [] : [{ name, role, timesMs: [...series.timesMs], values: [...series.values] }],
  );
}

/** Does a series stand behind an alert? Labels both carry must agree. */
function belongs(series: Labels, alert: Labels | undefined): boolean {
  if (alert === undefined) return false;
  return series.pairs.every(
    ([name, value]) => name === "__name__" || !alert.has(name) || alert.get(name) === value,
  );
}
