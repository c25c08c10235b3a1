import { Labels } from "../../tsdb/labels.ts";
import type { SampleSource } from "../../tsdb/sample-source.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { rangeProblem, rangeTypeProblem } from "../engine/limits.ts";
import { evaluateMatrix } from "../engine/matrix-result.ts";
import { openEvaluation } from "../engine/open-evaluation.ts";
import { settleNames } from "../engine/query.ts";
import { QueryError } from "../engine/query-error.ts";
import type { StepBlock } from "../engine/step-block.ts";
import { evaluateSubquery } from "../engine/subquery.ts";
import type { TimeGrid } from "../engine/time-grid.ts";
import { stepTime } from "../engine/time-grid.ts";
import type { Expr } from "../parse/ast.ts";
import { childrenOf } from "../parse/walk.ts";
import type { Plan } from "../plan/plan.ts";
import { planFor } from "../plan/plan-cache.ts";
import { valueType } from "../plan/value-type.ts";
import type { QueryOptions, QueryRequest } from "../query-types.ts";
import { nodeFacts } from "./node-facts.ts";
import { Recording } from "./recording.ts";
import { firstOf, presentRows, type TraceContext, valueAt } from "./trace-context.ts";
import { traceNode } from "./trace-node.ts";
import type { NodeTrace, TraceLabels, TraceResult } from "./trace-types.ts";

/** Series, groups or windows told of per node, when nothing else is said. */
const LIMIT = 50;

/** What to trace. */
export interface TraceOptions extends QueryOptions {
  /** The instant to look at, milliseconds; of a range query one of its steps. Default its end. */
  readonly atMs?: number;
  /** Only this node gets values and a detail; all when absent. */
  readonly nodeId?: number;
  /** The series to tell of first. */
  readonly focus?: TraceLabels;
  readonly limit?: number;
}

/**
 * One instant of a query, down to the samples: for every node its elements and what lies behind them. The
 * values are the engine's own; the arithmetic shown beside them is repeated operation by operation and tested
 * to come to the same number. A query that stops with an error is traced as far as it came.
 */
export function traceQuery(
  source: SampleSource,
  request: QueryRequest,
  options: TraceOptions = {},
): TraceResult {
  const preset = options.features ?? "prometheus3";
  const refused = rangeProblem(request, preset);
  if (refused !== undefined) return { status: "error", errorType: "bad_data", error: refused };
  const planned = planFor(request.expr, preset);
  if (!planned.ok) {
    const error = planned.error?.text ?? "unknown position: parse error: no expression found in input";
    return { status: "error", errorType: "bad_data", error };
  }
  const { plan } = planned;
  const mistyped = rangeTypeProblem(request, plan.ast);
  if (mistyped !== undefined) return { status: "error", errorType: "bad_data", error: mistyped };
  const timeMs = "timeMs" in request ? request.timeMs : (options.atMs ?? request.endMs);
  return new Tracer(source, request, options, plan, timeMs).run();
}

class Tracer {
  private readonly source: SampleSource;
  private readonly request: QueryRequest;
  private readonly options: TraceOptions;
  private readonly plan: Plan;
  private readonly timeMs: number;
  private readonly nodes: NodeTrace[] = [];
  /** What the whole query hands out, where that is not what its root gave. */
  private settled: StepBlock | undefined;

  constructor(
    source: SampleSource,
    request: QueryRequest,
    options: TraceOptions,
    plan: Plan,
    timeMs: number,
  ) {
    this.source = source;
    this.request = request;
    this.options = options;
    this.plan = plan;
    this.timeMs = timeMs;
  }

  run(): TraceResult {
    const { plan, timeMs } = this;
    const root = this.evaluate(plan.ast, { startMs: timeMs, stepMs: 1, steps: 1 });
    this.settle(plan.ast, root);
    this.describe(plan.ast, root);
    const error = root.recording.failure?.error.message;
    return {
      status: "success",
      timeMs,
      nodes: this.nodes,
      samplesRead: root.ev.samplesRead,
      ...(error === undefined ? {} : { error }),
    };
  }

  /** Under delayed name removal the names go at the very end, and that can fail. */
  private settle(node: Expr, { ev, recording }: TraceContext): void {
    const block = recording.blockOf(node);
    if (block === undefined || !ev.settings.delayedNames || recording.failure !== undefined) return;
    try {
      this.settled = settleNames(ev, block);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      recording.failure = { nodeId: node.id, error };
    }
  }

  /** Evaluates a node at its own instant, keeping what all nodes below it gave. */
  private evaluate(node: Expr, grid: TimeGrid): TraceContext {
    const { source, plan, request, options } = this;
    const recording = new Recording();
    const ev = openEvaluation(source, plan, request, options, recording.dispatch);
    const type = valueType(node);
    try {
      if (type === "matrix") evaluateMatrix(ev, node, grid);
      else if (type !== "string") ev.evaluate(node, grid);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      recording.failure ??= { nodeId: node.id, error };
    }
    return { ev, recording, grid, request, options, limit: options.limit ?? LIMIT, focus: options.focus };
  }

  private describe(node: Expr, context: TraceContext): void {
    const { nodeId } = this.options;
    const wanted = nodeId === undefined || nodeId === node.id;
    this.nodes.push({
      ...nodeFacts(context.ev, context.recording, node),
      timeMs: context.grid.startMs,
      type: valueType(node),
      ...(wanted
        ? contents(context, node, node === this.plan.ast ? this.settled : undefined)
        : { values: [] }),
    });
    const inside = node.kind === "subquery" ? this.insideOf(node, context) : context;
    for (const child of childrenOf(node)) this.describe(child, inside ?? context);
  }

  /** What lies inside a subquery is shown at the last of its inner steps, in an evaluation of its own. */
  private insideOf(
    node: Extract<Expr, { kind: "subquery" }>,
    { ev, grid }: TraceContext,
  ): TraceContext | undefined {
    const inner = innerGrid(ev, node, grid);
    if (inner === undefined || inner.steps === 0) return undefined;
    return this.evaluate(node.expr, { startMs: stepTime(inner, inner.steps - 1), stepMs: 1, steps: 1 });
  }
}

function innerGrid(
  ev: Evaluation,
  node: Extract<Expr, { kind: "subquery" }>,
  grid: TimeGrid,
): TimeGrid | undefined {
  try {
    return evaluateSubquery(ev, node, grid).grid;
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

/** The elements of a node and what lies behind them; nothing when a part below it failed. */
function contents(
  context: TraceContext,
  node: Expr,
  settled: StepBlock | undefined,
): Pick<NodeTrace, "values" | "detail"> {
  const block = settled ?? context.recording.blockOf(node);
  const rows = block === undefined ? [] : presentRows(block);
  const shown =
    block === undefined
      ? []
      : firstOf(
          context,
          rows.map((row) => ({ row, labels: block.list.labels[row] })),
          ({ labels }) => labels ?? Labels.empty,
        ).map(({ row }) => valueAt(block, row));
  try {
    const detail = traceNode(context, node);
    return detail === undefined ? { values: shown } : { values: shown, detail };
  } catch (error) {
    if (error instanceof QueryError) return { values: shown };
    throw error;
  }
}
