import { compareCodePoints } from "../../tsdb/labels.ts";
import type { SampleSource } from "../../tsdb/sample-source.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { rangeProblem, rangeTypeProblem } from "../engine/limits.ts";
import { evaluateMatrix } from "../engine/matrix-result.ts";
import { openEvaluation } from "../engine/open-evaluation.ts";
import { QueryError } from "../engine/query-error.ts";
import { rangeSeries } from "../engine/result-series.ts";
import { selectInstant } from "../engine/select.ts";
import type { StepBlock } from "../engine/step-block.ts";
import { gridBetween, stepTime, type TimeGrid } from "../engine/time-grid.ts";
import type { Expr, VectorSelector } from "../parse/ast.ts";
import { walkExpr } from "../parse/walk.ts";
import { planFor } from "../plan/plan-cache.ts";
import { valueType } from "../plan/value-type.ts";
import type { QueryFailure, QueryOptions, QueryRequest, ResultSeries } from "../query-types.ts";
import type { ExplainedNode } from "./explained-node.ts";
import { nodeFacts } from "./node-facts.ts";
import { type NodeRecord, Recording } from "./recording.ts";

/** One node over the whole range of a query. */
export interface NodeExplanation extends ExplainedNode {
  readonly depth: number;
  /** Some of its series, with at most `points` points each. */
  readonly series: readonly ResultSeries[];
  /** The range the series cover; a node inside a subquery has its own. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Up to ten labels with how many values each has, the richest first; and its most common values. */
  readonly labelNames: readonly LabelSpread[];
  /** Time of this node alone by the caller's clock; absent without one. */
  readonly took?: number;
}

/** How a label splits the series of a node. */
export interface LabelSpread {
  readonly name: string;
  readonly values: number;
  /** Up to ten values, those of most series first. */
  readonly most: readonly { readonly value: string; readonly series: number }[];
}

/** A query node by node, from one evaluation; `error` is set when the evaluation stopped. */
export interface QueryExplanation {
  readonly status: "success";
  readonly nodes: readonly NodeExplanation[];
  readonly samplesRead: number;
  readonly error?: string;
  /** The first step at which the failed node cannot be evaluated. */
  readonly errorMs?: number;
}

export interface ExplainOptions extends QueryOptions {
  /** Measures time outside the simulator, in any unit; nodes then say how long they took. */
  readonly clock?: () => number;
  /** Points per series, default 60, and series per node, default 12. */
  readonly points?: number;
  readonly lines?: number;
}

/** Evaluates a query once and tells what each of its nodes did over the range. */
export function explainQuery(
  source: SampleSource,
  request: QueryRequest,
  options: ExplainOptions = {},
): QueryExplanation | QueryFailure {
  const preset = options.features ?? "prometheus3";
  const planned = planFor(request.expr, preset);
  const problem =
    rangeProblem(request, preset) ??
    (planned.ok
      ? rangeTypeProblem(request, planned.plan.ast)
      : (planned.error?.text ?? "no expression found in input"));
  if (problem !== undefined || !planned.ok)
    return { status: "error", errorType: "bad_data", error: problem ?? "" };
  const { plan } = planned;
  const recording = new Recording(options.clock);
  const ev = openEvaluation(source, plan, request, options, recording.dispatch);
  const grid = gridOf(request);
  try {
    const type = valueType(plan.ast);
    if (type === "matrix") evaluateMatrix(ev, plan.ast, grid);
    else if (type !== "string") ev.evaluate(plan.ast, grid);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    recording.failure ??= { nodeId: plan.ast.id, error };
  }
  // Reads for drawing only: they must not count as the query's own.
  const samplesRead = ev.samplesRead;
  const drawing = openEvaluation(source, plan, request, options);
  const nodes: NodeExplanation[] = [];
  walkExpr(plan.ast, (node, depth) => {
    const record = recording.records.get(node.id) ?? selectorRecord(drawing, node, grid, options);
    const took = recording.took.get(node.id);
    nodes.push({
      ...nodeFacts(ev, recording, node),
      depth: depth - 1,
      ...(record === undefined
        ? { series: [], labelNames: [], fromMs: grid.startMs, toMs: grid.startMs }
        : drawn(record, options)),
      ...(took === undefined ? {} : { took }),
    });
  });
  const { failure } = recording;
  // A query that was stopped would have been stopped anywhere: no step is to blame.
  const blamed = failure?.error.errorType === "execution" ? failure : undefined;
  return {
    status: "success",
    nodes,
    samplesRead,
    ...(failure === undefined ? {} : { error: failure.error.message }),
    ...(blamed === undefined ? {} : failingStep(source, request, options, blamed.nodeId)),
  };
}

function gridOf(request: QueryRequest): TimeGrid {
  return "timeMs" in request
    ? gridBetween(request.timeMs, request.timeMs, 1)
    : gridBetween(request.startMs, request.endMs, request.stepMs);
}

/** A range in brackets is read whole by its function; its line shows the newest sample at each step. */
function selectorRecord(
  ev: Evaluation,
  node: Expr,
  grid: TimeGrid,
  options: ExplainOptions,
): NodeRecord | undefined {
  const selector: VectorSelector | undefined =
    node.kind === "matrixSelector" ? node.selector : node.kind === "vectorSelector" ? node : undefined;
  if (selector === undefined) return undefined;
  const every = Math.max(1, Math.ceil(grid.steps / (options.points ?? POINTS)));
  const coarse = { startMs: grid.startMs, stepMs: grid.stepMs * every, steps: Math.ceil(grid.steps / every) };
  try {
    return { grid: coarse, block: selectInstant(ev, selector, coarse) };
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

const POINTS = 60;
const LINES = 12;
const LISTED = 10;

function drawn(
  { grid, block }: NodeRecord,
  options: ExplainOptions,
): Pick<NodeExplanation, "series" | "labelNames" | "fromMs" | "toMs"> {
  const rows: number[] = [];
  for (let row = 0; row < block.rows && rows.length < (options.lines ?? LINES); row++) {
    if (block.rowHasPoints(row)) rows.push(row);
  }
  return {
    series: rangeSeries(block.pickRows(rows), grid).map((series) => thin(series, options.points ?? POINTS)),
    labelNames: labelSpread(block),
    fromMs: grid.startMs,
    toMs: stepTime(grid, Math.max(0, grid.steps - 1)),
  };
}

function thin(series: ResultSeries, points: number): ResultSeries {
  const every = Math.ceil(series.timesMs.length / points);
  if (every <= 1) return series;
  const keep = (_: number, i: number): boolean => i % every === 0;
  return { labels: series.labels, timesMs: series.timesMs.filter(keep), values: series.values.filter(keep) };
}

function labelSpread(block: StepBlock): readonly LabelSpread[] {
  const counts = new Map<string, Map<string, number>>();
  block.list.labels.forEach((labels, row) => {
    if (!block.rowHasPoints(row)) return;
    for (const [name, value] of labels.pairs) {
      if (name === "__name__") continue;
      const values = counts.get(name) ?? new Map<string, number>();
      counts.set(name, values.set(value, (values.get(value) ?? 0) + 1));
    }
  });
  return [...counts]
    .sort((a, b) => b[1].size - a[1].size || compareCodePoints(a[0], b[0]))
    .slice(0, LISTED)
    .map(([name, values]) => ({
      name,
      values: values.size,
      most: [...values]
        .sort((a, b) => b[1] - a[1] || compareCodePoints(a[0], b[0]))
        .slice(0, LISTED)
        .map(([value, series]) => ({ value, series })),
    }));
}

/** Finds the instant that stopped a range query: its steps one by one, only the failed node each time. */
function failingStep(
  source: SampleSource,
  request: QueryRequest,
  options: ExplainOptions,
  nodeId: number,
): Pick<QueryExplanation, "errorMs"> {
  const grid = gridOf(request);
  const planned = planFor(request.expr, options.features ?? "prometheus3");
  if (!planned.ok) return {};
  let failed: Expr | undefined;
  walkExpr(planned.plan.ast, (node) => {
    if (node.id === nodeId) failed = node;
  });
  if (failed === undefined) return {};
  const node = failed;
  for (let step = 0; step < grid.steps; step++) {
    const startMs = stepTime(grid, step);
    try {
      openEvaluation(source, planned.plan, request, options).evaluate(node, { startMs, stepMs: 1, steps: 1 });
    } catch (error) {
      if (error instanceof QueryError) return { errorMs: startMs };
      throw error;
    }
  }
  return {};
}
