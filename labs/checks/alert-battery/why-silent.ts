import { type Expr, parse, printExpr, query, type RuleGroup } from "../../../simulator/index.ts";
import { showNumber } from "../compare-results.ts";
import { asQuestion, conjuncts, isFilter, measured } from "../expression/rewrite.ts";
import { selectorsOf } from "../expression/walk.ts";
import { showMs } from "../show-time.ts";
import type { BatteryRun } from "./run-rules.ts";

const stepMs = 15_000;

/** Why a rule file stays silent in a world that needs a page: a dead selector, a bar nobody reaches, or a long `for`. */
export function whySilent(groups: readonly RuleGroup[], run: BatteryRun): string {
  const rules = groups.flatMap((group) => group.rules).filter((rule) => rule.kind === "alerting");
  for (const rule of rules) {
    const { ast } = parse(rule.expr);
    if (ast === undefined) continue;
    const dead = deadSelector(ast, run);
    if (dead !== undefined) return `\`${dead}\` matches no series.`;
    const out = outOfReach(ast, run);
    if (out !== undefined) return out;
  }
  const longest = Math.max(0, ...rules.map((rule) => rule.forMs));
  if (run.longestPendingMs > 0) {
    return `The condition held for at most ${showMs(run.longestPendingMs)}, and \`for\` asks for ${showMs(longest)}.`;
  }
  return "Its condition is never true.";
}

function deadSelector(ast: Expr, { hidden }: BatteryRun): string | undefined {
  for (const { selector } of selectorsOf(ast)) {
    const series = hidden.world.source.select(
      selector.matchers,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    );
    if (series.length === 0) return printExpr({ ...selector, offset: undefined, at: undefined });
  }
  return undefined;
}

/** The nearest a condition came to its threshold, when it never came there. */
function outOfReach(ast: Expr, { hidden }: BatteryRun): string | undefined {
  for (const part of conjuncts(ast)) {
    if (!isFilter(part)) continue;
    const range = { startMs: hidden.startMs, endMs: hidden.endMs, stepMs };
    const ask = (expr: Expr): readonly number[] => {
      const result = query(hidden.world.source, { expr: printExpr(expr), ...range });
      return result.status === "success" ? result.series.flatMap((one) => [...one.values]) : [];
    };
    if (ask(asQuestion(part)).some((answer) => answer === 1)) continue;
    const values = ask(measured(part)).filter(Number.isFinite);
    if (values.length === 0) continue;
    const upward = (part.op === ">" || part.op === ">=") === (measured(part) === part.lhs);
    let extreme = values[0] ?? 0;
    for (const value of values) extreme = upward ? Math.max(extreme, value) : Math.min(extreme, value);
    const side = measured(part) === part.lhs ? part.rhs : part.lhs;
    const reach = upward ? "never rises above" : "never falls below";
    return `\`${printExpr(measured(part))}\` ${reach} ${showNumber(extreme)}; the rule waits for ${part.op} ${printExpr(side)}.`;
  }
  return undefined;
}
