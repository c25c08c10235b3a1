import { type Expr, parse } from "../../simulator/index.ts";
import type { CheckKind } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { finding } from "./check.ts";
import { charSpan } from "./expression/char-span.ts";

/** The tree of a query that was handed in, or the finding `<kind>/does-not-parse` in Prometheus's words. */
export function readPromql(
  kind: CheckKind,
  answer: string,
): { readonly ast: Expr } | { readonly problem: Finding } {
  const { ast, errors } = parse(answer);
  const [error] = errors;
  if (error === undefined && ast !== undefined) return { ast };
  const empty = answer.trim() === "" ? "The answer is empty: write the expression to be checked." : undefined;
  const text = empty ?? error?.text ?? "parse error: no expression found in input";
  const problem = finding(kind, "does-not-parse", text, {
    params: { error: error?.message ?? "no expression found in input" },
    at: charSpan(answer, error?.span ?? { start: 0, end: 0 }),
  });
  return { problem };
}
