import type { Expr } from "../parse/ast.ts";
import { parse } from "../parse/parse.ts";
import { printExpr } from "../parse/print.ts";
import { childrenOf } from "../parse/walk.ts";
import { valueType } from "../plan/value-type.ts";
import { type ApiBody, type Difference, differenceOf } from "./compare-answers.ts";
import type { GeneratedQuery } from "./generate-query.ts";

/** What the older server (`expected`) and our engine (`actual`) say to one query. */
export interface TwoAnswers {
  readonly query: GeneratedQuery;
  readonly expected: ApiBody;
  readonly actual: ApiBody;
}

/** The smallest part of a query on which the answers differ, with the answers to what goes into it. */
export interface SmallestDifference extends TwoAnswers {
  readonly difference: Difference;
  /** The part itself; then, if it holds subqueries, all below them, which can't be asked alone. */
  readonly nodes: readonly Expr[];
  /** Answers to the operands and arguments; they agree but for rounding. */
  readonly inputs: readonly TwoAnswers[];
}

/**
 * Asks for the parts of a query, from the whole down, until no part of a part differs: what is found there
 * needs an explanation, and what it brings about further up does not.
 */
export async function narrowDown(
  whole: TwoAnswers,
  difference: Difference,
  ask: (query: GeneratedQuery) => Promise<TwoAnswers>,
): Promise<SmallestDifference> {
  const { ast } = parse(whole.query.expr);
  if (ast === undefined) return { ...whole, difference, nodes: [], inputs: [] };
  const parts = childrenOf(ast).filter(isAskable);
  const inputs = await Promise.all(parts.map((part) => ask({ ...whole.query, expr: printExpr(part) })));
  for (const input of inputs) {
    const below = differenceOf(input.expected, input.actual);
    if (below !== undefined) return narrowDown(input, below, ask);
  }
  return { ...whole, difference, nodes: [ast, ...belowSubqueries(ast)], inputs };
}

function isAskable(expr: Expr): boolean {
  const type = valueType(expr);
  return type === "vector" || type === "scalar";
}

function belowSubqueries(expr: Expr): readonly Expr[] {
  return childrenOf(expr)
    .filter(({ kind }) => kind === "subquery" || kind === "matrixSelector")
    .flatMap(allNodes);
}

function allNodes(expr: Expr): readonly Expr[] {
  return [expr, ...childrenOf(expr).flatMap(allNodes)];
}
