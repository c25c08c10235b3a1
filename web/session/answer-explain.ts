import {
  explainQuery as explainNodes,
  parse,
  type QueryRequest,
  type TraceResult,
  traceQuery,
  type World,
  walkExpr,
} from "../../simulator/index.ts";
import { longestMs, nodesOf } from "./answer-query.ts";
import { describeNode } from "./describe-node.ts";
import { plainSeries } from "./plain.ts";
import type { SimulatorCalls } from "./protocol.ts";
import type { ExplainData } from "./query-data.ts";

/** Every node of a query from one evaluation over the range, for the Explain tree. */
export function explainQuery(world: World, request: QueryRequest): ExplainData {
  const { ast } = parse(request.expr);
  const started = performance.now();
  const explained = explainNodes(world.source, request, {
    clock: () => performance.now(),
    shouldStop: () => (performance.now() - started > longestMs ? "timeout" : undefined),
  });
  if (ast === undefined || explained.status === "error") return { nodes: [] };
  const base = new Map(nodesOf(ast, request.expr, explained.nodes).map((node) => [node.nodeId, node]));
  const told = new Map(explained.nodes.map((node) => [node.nodeId, node]));
  const nodes: ExplainData["nodes"][number][] = [];
  // Numbers and a selector inside its own brackets would only repeat the line above them.
  const inside = new Set<number>();
  walkExpr(ast, (expr) => {
    if (expr.kind === "matrixSelector") inside.add(expr.selector.id);
    if (expr.kind === "number" || expr.kind === "string" || inside.has(expr.id)) return;
    const node = base.get(expr.id);
    const facts = told.get(expr.id);
    if (node === undefined || facts === undefined) return;
    nodes.push({
      ...node,
      sentence: describeNode(expr),
      labelNames: facts.labelNames
        .filter(({ name }) => name !== "__name__")
        .map(({ name, values }) => ({ name, values })),
      series: plainSeries(facts.series),
      fromMs: facts.fromMs,
      toMs: facts.toMs,
      tookMs: facts.took ?? 0,
      ...(facts.error === undefined ? {} : { error: facts.error }),
    });
  });
  return { nodes };
}

/** How one node came to its values at one instant, down to the samples of a window. */
export function traceNode(world: World, params: SimulatorCalls["trace"]["params"]): TraceResult {
  const { expr, timeMs, nodeId, focus } = params;
  const started = performance.now();
  return traceQuery(
    world.source,
    { expr, timeMs },
    {
      nodeId,
      shouldStop: () => (performance.now() - started > longestMs ? "timeout" : undefined),
      ...(focus === undefined ? {} : { focus }),
    },
  );
}
