import { type Expr, parse, printExpr, query, type SampleSource } from "../../../simulator/index.ts";
import { asQuestion, conjuncts } from "./rewrite.ts";

/** Whether a condition holds at each of several moments. */
export interface ConditionState {
  readonly atMs: readonly number[];
  readonly holds: readonly boolean[];
}

/**
 * Evaluates a condition over `[fromMs, toMs]`. It holds while it has at least one series and every series
 * is true: a comparison is asked with `bool`, so that a false series counts instead of vanishing; anything
 * else is true while it is not 0. Parts joined by `and` must all hold.
 */
export function conditionStates(
  source: SampleSource,
  expr: string,
  fromMs: number,
  toMs: number,
  stepMs: number,
): ConditionState {
  const atMs: number[] = [];
  for (let ms = fromMs; ms <= toMs; ms += stepMs) atMs.push(ms);
  const { ast } = parse(expr);
  const parts = ast === undefined ? [] : conjuncts(ast);
  const all = parts.map((part) => partStates(source, part, atMs, stepMs));
  return { atMs, holds: atMs.map((_, i) => all.length > 0 && all.every((states) => states[i] === true)) };
}

function partStates(source: SampleSource, part: Expr, atMs: readonly number[], stepMs: number): boolean[] {
  const startMs = atMs[0] ?? 0;
  const endMs = atMs.at(-1) ?? 0;
  const result = query(source, { expr: printExpr(asQuestion(part)), startMs, endMs, stepMs });
  const series = result.status === "success" ? result.series : [];
  const seen = new Array<number>(atMs.length).fill(0);
  const wrong = new Array<number>(atMs.length).fill(0);
  for (const one of series) {
    one.timesMs.forEach((timeMs, k) => {
      const i = Math.round((timeMs - startMs) / stepMs);
      seen[i] = (seen[i] ?? 0) + 1;
      const value = one.values[k] ?? 0;
      if (value === 0 || Number.isNaN(value)) wrong[i] = (wrong[i] ?? 0) + 1;
    });
  }
  return atMs.map((_, i) => (seen[i] ?? 0) > 0 && wrong[i] === 0);
}

/** Does a condition hold now? Ambient goals of the play world ask once a second of wall time. */
export function holdsAt(source: SampleSource, expr: string, atMs: number): boolean {
  return conditionStates(source, expr, atMs, atMs, 1000).holds[0] === true;
}
