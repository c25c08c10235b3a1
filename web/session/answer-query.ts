import {
  type Expr,
  parse,
  type QueryOptions,
  type QueryRequest,
  query,
  type World,
  walkExpr,
} from "../../simulator/index.ts";
import { diagnoseEmpty } from "./diagnose-empty.ts";
import { inferUnit } from "./infer-unit.ts";
import { plainSeries } from "./plain.ts";
import type { NodeData, QueryData } from "./query-data.ts";

/** Most series one reply carries; the table says how many there are (07 section 4.2). */
const mostSeries = 10_000;
/** A query that takes longer ends as on a server that ran out of time, there after 2 min (08 section 6). */
export const longestMs = 10_000;

/** Evaluates one query for the page, with what each node did and, when nothing came out, why. */
export function answerQuery(world: World, request: QueryRequest, options?: QueryOptions): QueryData {
  const started = performance.now();
  const result = query(world.source, request, {
    ...options,
    shouldStop: () => (performance.now() - started > longestMs ? "timeout" : undefined),
  });
  const tookMs = performance.now() - started;
  if (result.status === "error") {
    return {
      status: "error",
      errorType: result.errorType,
      error: result.error,
      ...(result.at === undefined ? {} : { at: result.at }),
    };
  }
  const { ast } = parse(request.expr);
  const empty = result.series.length === 0 && result.resultType !== "string" && ast !== undefined;
  const diagnosis = empty ? diagnoseEmpty(world, ast, request) : undefined;
  return {
    status: "success",
    resultType: result.resultType,
    series: plainSeries(result.series.slice(0, mostSeries)),
    ...(result.text === undefined ? {} : { text: result.text }),
    warnings: [...result.warnings],
    infos: [...result.infos],
    samplesRead: result.samplesRead,
    nodes: ast === undefined ? [] : nodesOf(ast, request.expr, result.nodes),
    unit: ast === undefined ? "none" : inferUnit(ast),
    tookMs,
    ...(diagnosis === undefined ? {} : { diagnosis }),
  };
}

/** Pairs the engine's counts with the parsed tree. */
export function nodesOf(
  root: Expr,
  text: string,
  summaries: readonly { readonly nodeId: number; readonly seriesOut: number; readonly samplesRead: number }[],
): NodeData[] {
  const byId = new Map(summaries.map((summary) => [summary.nodeId, summary]));
  const nodes: NodeData[] = [];
  walkExpr(root, (expr, depth) => {
    const summary = byId.get(expr.id);
    nodes.push({
      nodeId: expr.id,
      depth: depth - 1,
      kind: expr.kind,
      span: expr.span,
      text: sliceBytes(text, expr.span.start, expr.span.end),
      seriesOut: summary?.seriesOut ?? 0,
      samplesRead: summary?.samplesRead ?? 0,
    });
  });
  return nodes;
}

/** Spans count bytes of UTF-8; text of plain ASCII needs no detour. */
function sliceBytes(text: string, start: number, end: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself
  if (/^[\x00-\x7f]*$/.test(text)) return text.slice(start, end);
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(start, end));
}
