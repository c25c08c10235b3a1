import type { ParseError } from "../parse/ast.ts";
import { parse } from "../parse/parse.ts";
import { makePlan, type Plan } from "./plan.ts";

/** Expressions kept; rules and dashboards ask for the same few again and again. */
const CAPACITY = 512;

const plans = new Map<string, Plan>();

/** A plan, or the first error of the text. */
export type PlanResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly error: ParseError | undefined };

/** Parses and plans an expression, or returns the plan made before; the oldest unused one is dropped. */
export function planFor(expr: string, preset: "prometheus3" | "conformance"): PlanResult {
  const key = `${preset}\u0000${expr}`;
  const known = plans.get(key);
  if (known !== undefined) {
    plans.delete(key);
    plans.set(key, known);
    return { ok: true, plan: known };
  }
  const { ast, errors } = parse(expr, { preset });
  if (ast === undefined || errors.length > 0) return { ok: false, error: errors[0] };
  const plan = makePlan(ast);
  if (plans.size >= CAPACITY) {
    const [oldest] = plans.keys();
    if (oldest !== undefined) plans.delete(oldest);
  }
  plans.set(key, plan);
  return { ok: true, plan };
}
