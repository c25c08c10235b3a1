import {
  type Expr,
  parse,
  type QueryRequest,
  query,
  type TraceResult,
  traceQuery,
  type World,
  walkExpr,
} from "../../simulator/index.ts";
import { longestMs, nodesOf, sliceBytes } from "./answer-query.ts";
import { describeNode } from "./describe-node.ts";
import { plainSeries } from "./plain.ts";
import type { ExplainData, NodeData, SeriesData, SimulatorCalls } from "./protocol.ts";
import type { Job } from "./serve.ts";

/** Points of one sparkline and lines of one node; a sketch needs no more. */
const sparkPoints = 60;
const sparkLines = 12;

type ExplainNode = ExplainData["nodes"][number];

/** Evaluates every node of a query by itself over the same range, for the Explain tree. */
export async function explainQuery(world: World, request: QueryRequest, job: Job): Promise<ExplainData> {
  const { ast, errors } = parse(request.expr);
  if (ast === undefined || errors.length > 0) return { nodes: [] };
  const base = new Map(nodesOf(ast, request.expr, []).map((node) => [node.nodeId, node]));
  const shown: Expr[] = [];
  // Numbers and a selector inside its own brackets would only repeat the line above them.
  const inside = new Set<number>();
  walkExpr(ast, (expr) => {
    if (expr.kind === "matrixSelector") inside.add(expr.selector.id);
    if (expr.kind !== "number" && expr.kind !== "string" && !inside.has(expr.id)) shown.push(expr);
  });
  const nodes: ExplainNode[] = [];
  for (const [i, expr] of shown.entries()) {
    const node = base.get(expr.id);
    if (node !== undefined) nodes.push(explainNode(world, request, expr, node));
    job.progress({ phase: "explain", done: i + 1, total: shown.length, detail: node?.text ?? "" });
    await job.breathe();
  }
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

function explainNode(world: World, request: QueryRequest, expr: Expr, node: NodeData): ExplainNode {
  // The selector of a range is shown by its newest samples: a range by itself has no value at a time.
  const part = expr.kind === "matrixSelector" ? expr.selector : expr;
  const text = sliceBytes(request.expr, part.span.start, part.span.end);
  const started = performance.now();
  const result = query(world.source, coarse(request, text));
  const tookMs = performance.now() - started;
  const sentence = describeNode(expr);
  if (result.status === "error") {
    return { ...node, sentence, labelNames: [], series: [], tookMs, error: result.error };
  }
  return {
    ...node,
    sentence,
    seriesOut: result.series.length,
    samplesRead: result.samplesRead,
    labelNames: labelNames(result.series.map(({ labels }) => labels.pairs)),
    series: plainSeries(result.series.slice(0, sparkLines)).map(thin),
    tookMs,
  };
}

/** The same range in at most 60 steps. */
function coarse(request: QueryRequest, expr: string): QueryRequest {
  if ("timeMs" in request) {
    const startMs = request.timeMs - 3_600_000;
    return { expr, startMs, endMs: request.timeMs, stepMs: 60_000 };
  }
  const stepMs = Math.max(
    request.stepMs,
    Math.ceil((request.endMs - request.startMs) / sparkPoints / 1000) * 1000,
  );
  return { expr, startMs: request.startMs, endMs: request.endMs, stepMs };
}

function labelNames(sets: readonly (readonly (readonly [string, string])[])[]): ExplainNode["labelNames"] {
  const values = new Map<string, Set<string>>();
  for (const pairs of sets) {
    for (const [name, value] of pairs) {
      const seen = values.get(name) ?? new Set();
      values.set(name, seen.add(value));
    }
  }
  return [...values]
    .filter(([name]) => name !== "__name__")
    .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))
    .slice(0, 10)
    .map(([name, seen]) => ({ name, values: seen.size }));
}

function thin(series: SeriesData): SeriesData {
  const every = Math.ceil(series.timesMs.length / sparkPoints);
  if (every <= 1) return series;
  const keep = (_: number, i: number): boolean => i % every === 0;
  return { ...series, timesMs: series.timesMs.filter(keep), values: series.values.filter(keep) };
}
