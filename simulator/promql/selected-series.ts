import type { Matcher, SampleSource } from "../tsdb/sample-source.ts";
import type { Expr } from "./parse/ast.ts";
import { walkExpr } from "./parse/walk.ts";

/** Matchers of every selector of a query, in the order of the text. */
export function selectorsOf(ast: Expr): readonly (readonly Matcher[])[] {
  const selectors: (readonly Matcher[])[] = [];
  walkExpr(ast, (node) => {
    if (node.kind === "vectorSelector") selectors.push(node.matchers);
    if (node.kind === "matrixSelector") selectors.push(node.selector.matchers);
  });
  return selectors;
}

/**
 * Keys of the series up to `untilMs` that any of the selectors names: whose exemplars
 * `/api/v1/query_exemplars` answers with; source: web/api/v1/api.go, `queryExemplars`.
 */
export function selectedSeries(
  selectors: readonly (readonly Matcher[])[],
  source: SampleSource,
  untilMs: number,
): ReadonlySet<string> {
  return new Set(
    selectors.flatMap((matchers) => source.select(matchers, 0, untilMs).map(({ labels }) => labels.key)),
  );
}
