import type { SampleSource } from "../../tsdb/sample-source.ts";
import { walkExpr } from "../parse/walk.ts";
import type { Plan } from "../plan/plan.ts";
import { planFor } from "../plan/plan-cache.ts";
import { valueType } from "../plan/value-type.ts";
import type { NodeSummary, QueryOptions, QueryRequest, QueryResult } from "../query-types.ts";
import type { Evaluation } from "./evaluation.ts";
import { rangeProblem, rangeTypeProblem } from "./limits.ts";
import { evaluateMatrix } from "./matrix-result.ts";
import { openEvaluation } from "./open-evaluation.ts";
import { QueryError, stopped } from "./query-error.ts";
import { instantSeries, rangeSeries } from "./result-series.ts";
import type { StepBlock } from "./step-block.ts";
import { gridBetween } from "./time-grid.ts";

/**
 * Evaluates a PromQL expression at one time or over a range, as a Prometheus 3.14 server does: same values,
 * same error texts, same warnings. Never throws for a bad expression; the failure is in the result.
 */
export function query(source: SampleSource, request: QueryRequest, options: QueryOptions = {}): QueryResult {
  const preset = options.features ?? "prometheus3";
  const refused = rangeProblem(request, preset);
  if (refused !== undefined) return { status: "error", errorType: "bad_data", error: refused };
  const planned = planFor(request.expr, preset);
  if (!planned.ok) {
    const { error } = planned;
    return {
      status: "error",
      errorType: "bad_data",
      error: error?.text ?? "unknown position: parse error: no expression found in input",
      ...(error === undefined ? {} : { at: error.span }),
    };
  }
  const mistyped = rangeTypeProblem(request, planned.plan.ast);
  if (mistyped !== undefined) return { status: "error", errorType: "bad_data", error: mistyped };
  try {
    return run(source, request, options, planned.plan);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return {
      status: "error",
      errorType: error.errorType,
      error: error.message,
      ...(error.at === undefined ? {} : { at: error.at }),
    };
  }
}

function run(source: SampleSource, request: QueryRequest, options: QueryOptions, plan: Plan): QueryResult {
  const instant = "timeMs" in request;
  const startMs = instant ? request.timeMs : request.startMs;
  const endMs = instant ? request.timeMs : request.endMs;
  const ev = openEvaluation(source, plan, request, options);
  const early = options.shouldStop?.();
  if (early !== undefined) throw stopped(early, "query execution");
  const grid = gridBetween(startMs, endMs, instant ? 1 : request.stepMs);
  const type = valueType(plan.ast);
  const common = () => ({
    status: "success" as const,
    ...ev.notes.texts(request.expr),
    samplesRead: ev.samplesRead,
    nodes: summaries(ev, plan),
  });
  if (type === "string") {
    const text = plan.ast.kind === "string" ? plan.ast.value : stringOf(plan);
    return { ...common(), resultType: "string", series: [], text };
  }
  if (type === "matrix") {
    const series = evaluateMatrix(ev, plan.ast, grid);
    return { ...common(), resultType: "matrix", series };
  }
  const block = settleNames(ev, ev.evaluate(plan.ast, grid));
  if (!instant) return { ...common(), resultType: "matrix", series: rangeSeries(block, grid) };
  const series = instantSeries(block, request.timeMs);
  return { ...common(), resultType: type === "scalar" ? "scalar" : "vector", series };
}

function stringOf(plan: Plan): string {
  let node = plan.ast;
  while (node.kind === "paren") node = node.expr;
  return node.kind === "string" ? node.value : "";
}

/** Under delayed removal the names go now, and series that become equal are merged. */
export function settleNames(ev: Evaluation, block: StepBlock): StepBlock {
  if (!ev.settings.delayedNames) return block;
  const kept = block.withoutEmptyRows();
  return kept.relabelled(kept.list.settled()).mergeEqualRows();
}

function summaries(ev: Evaluation, plan: Plan): readonly NodeSummary[] {
  const nodes: NodeSummary[] = [];
  walkExpr(plan.ast, (node) => {
    nodes.push({
      nodeId: node.id,
      span: node.span,
      seriesOut: ev.seriesByNode[node.id] ?? 0,
      samplesRead: ev.samplesByNode[node.id] ?? 0,
    });
  });
  return nodes;
}
