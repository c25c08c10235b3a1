import { type Expr, parse, printExpr, query, type ResultSeries } from "../../../simulator/index.ts";
import type { WorldStateParams } from "../../check-schema.ts";
import type { Counterexample } from "../../finding.ts";
import type { HiddenWorld } from "../check.ts";
import { showNumber } from "../compare-results.ts";
import { asQuestion, conjuncts, isComparison, measured } from "../expression/rewrite.ts";
import { marksIn } from "../promql-result/evidence.ts";
import { baseStage } from "../promql-result/relations.ts";

export type Condition = WorldStateParams["conditions"][number];

const mostPoints = 240;
const finestMs = 15_000;

/** What a condition reads and asks for, in numbers: `now 0.31`, `needed <= 0.01`. */
export interface Measure {
  readonly now: string;
  readonly needed: string;
}

/** The measured side of a condition at one moment, and the bar it is held against. */
export function measure(condition: Condition, hidden: HiddenWorld, atMs: number): Measure {
  const part = failingPart(condition, hidden, atMs);
  const unit = condition.unit === undefined ? "" : ` ${condition.unit}`;
  if (part === undefined || !isComparison(part)) return { now: "not so", needed: "so" };
  const side = measured(part);
  const value = firstFailing(part, hidden, atMs);
  const bar =
    side === part.lhs ? `${part.op} ${printExpr(part.rhs)}` : `${printExpr(part.lhs)} ${part.op} it`;
  return {
    now: value === undefined ? "nothing" : `${showNumber(value)}${unit}`,
    needed: `${bar.replace(/^== /, "").replace(/^<= /, "at most ").replace(/^>= /, "at least ")}${unit}`,
  };
}

function failingPart(condition: Condition, hidden: HiddenWorld, atMs: number): Expr | undefined {
  const { ast } = parse(condition.expr);
  const parts = ast === undefined ? [] : conjuncts(ast);
  return parts.find((part) => !holds(part, hidden, atMs)) ?? parts[0];
}

function at(expr: Expr, hidden: HiddenWorld, atMs: number): readonly ResultSeries[] {
  const result = query(hidden.world.source, { expr: printExpr(expr), timeMs: atMs });
  return result.status === "success" ? result.series : [];
}

function holds(part: Expr, hidden: HiddenWorld, atMs: number): boolean {
  const answers = at(asQuestion(part), hidden, atMs);
  return answers.length > 0 && answers.every((one) => one.values[0] !== 0);
}

function firstFailing(
  part: Extract<Expr, { kind: "binary" }>,
  hidden: HiddenWorld,
  atMs: number,
): number | undefined {
  const values = at(measured(part), hidden, atMs);
  const answers = at(asQuestion(part), hidden, atMs);
  const bad = answers.find((one) => one.values[0] === 0)?.labels.without(["__name__"]);
  const series = values.find((one) => one.labels.without(["__name__"]).key === bad?.key) ?? values[0];
  return series?.values[0];
}

/** The measured line of a condition over the last stretch of a run. */
export function conditionEvidence(
  condition: Condition,
  hidden: HiddenWorld,
  fromMs: number,
  shown: Measure,
): Counterexample {
  const toMs = hidden.endMs;
  const stepMs = Math.max(finestMs, Math.ceil((toMs - fromMs) / mostPoints / finestMs) * finestMs);
  const part = failingPart(condition, hidden, toMs);
  const draw = (expr: Expr): readonly ResultSeries[] => {
    const range = { expr: printExpr(expr), startMs: fromMs, endMs: toMs, stepMs };
    const result = query(hidden.world.source, range);
    return result.status === "success" ? result.series : [];
  };
  const lines: Counterexample["lines"][number][] = [];
  const add = (name: string, role: "yours" | "wanted", series: ResultSeries | undefined): void => {
    if (series !== undefined)
      lines.push({ name, role, timesMs: [...series.timesMs], values: [...series.values] });
  };
  if (part !== undefined && isComparison(part)) {
    const side = measured(part);
    add(condition.text, "yours", draw(side)[0]);
    add("needed", "wanted", draw(side === part.lhs ? part.rhs : part.lhs)[0]);
  }
  return {
    world: hidden.title,
    scenario: hidden.scenario,
    seed: hidden.seed,
    fromMs,
    toMs,
    lines,
    marks: marksIn(baseStage(hidden), fromMs, toMs),
    unit: condition.unit ?? "",
    seen: shown.now,
    wanted: shown.needed,
  };
}
