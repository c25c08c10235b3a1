import { parse, selectedSeries, selectorsOf, type World } from "../../simulator/index.ts";
import { plainLabels } from "./plain.ts";
import type { ExemplarData } from "./protocol.ts";

/** Exemplars of the series that a query selects, oldest first, as `/api/v1/query_exemplars` finds them. */
export function answerExemplars(
  world: World,
  { expr, fromMs, toMs }: { readonly expr: string; readonly fromMs: number; readonly toMs: number },
): readonly ExemplarData[] {
  const { ast, errors } = parse(expr);
  if (ast === undefined || errors.length > 0) return [];
  const named = selectedSeries(selectorsOf(ast), world.source, toMs);
  return world
    .exemplars()
    .filter(({ timeMs, series }) => timeMs > fromMs && timeMs <= toMs && named.has(series.key))
    .map((exemplar) => ({ ...exemplar, series: plainLabels(exemplar.series) }));
}
