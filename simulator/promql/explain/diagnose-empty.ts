import type { MetricMetadata, SampleSource } from "../../tsdb/sample-source.ts";
import { openEvaluation } from "../engine/open-evaluation.ts";
import { QueryError } from "../engine/query-error.ts";
import type { CallExpr, Expr } from "../parse/ast.ts";
import { childrenOf } from "../parse/walk.ts";
import { planFor } from "../plan/plan-cache.ts";
import { valueType } from "../plan/value-type.ts";
import { diagnoseBinary } from "./diagnose-binary.ts";
import { diagnoseRange } from "./diagnose-range.ts";
import { diagnoseSelector } from "./diagnose-selector.ts";
import type { EmptyDiagnosis } from "./empty-diagnosis.ts";
import type { Inspection } from "./inspection.ts";
import { selectionWindow } from "./selection-window.ts";

/**
 * Why `expr` has no result at `atMs` (milliseconds): one reason, with the first node that lost everything.
 * Undefined when there is a result, or when the expression cannot be evaluated at all. `metadata` adds the
 * metrics that exporters declare to the names offered for a mistyped one.
 */
export function diagnoseEmpty(
  source: SampleSource,
  expr: string,
  atMs: number,
  metadata?: ReadonlyMap<string, MetricMetadata>,
): EmptyDiagnosis | undefined {
  const planned = planFor(expr, "prometheus3");
  if (!planned.ok) return undefined;
  const ev = openEvaluation(source, planned.plan, { expr, timeMs: atMs });
  const inspection: Inspection = {
    ev,
    grid: { startMs: atMs, stepMs: 1, steps: 1 },
    metadata,
    explain: (node, above) => explainNode(inspection, node, above),
    isEmpty: (node) => isEmpty(inspection, node),
  };
  try {
    const { ast } = planned.plan;
    return valueType(ast) === "string" || !isEmpty(inspection, ast)
      ? undefined
      : explainNode(inspection, ast, []);
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

function isEmpty({ ev, grid }: Inspection, node: Expr): boolean {
  const type = valueType(node);
  if (type === "scalar" || type === "string") return false;
  if (type === "matrix") return false;
  return ev.evaluate(node, grid).pointCount() === 0;
}

function explainNode(inspection: Inspection, node: Expr, above: readonly Expr[]): EmptyDiagnosis {
  const { ev, grid, metadata } = inspection;
  switch (node.kind) {
    case "vectorSelector": {
      const window = selectionWindow(ev, node, above, grid.startMs);
      const found = diagnoseSelector(ev.settings.source, node, window, metadata);
      return { reason: "no-result", params: {}, ...found, nodeId: node.id, span: node.span };
    }
    case "binary":
      return diagnoseBinary(inspection, node, above);
    case "call":
      return explainCall(inspection, node, above);
    default:
      return explainChild(inspection, node, above);
  }
}

function explainCall(inspection: Inspection, node: CallExpr, above: readonly Expr[]): EmptyDiagnosis {
  const range = diagnoseRange(inspection, node, above);
  return range ?? explainChild(inspection, node, above);
}

/** An empty argument explains an empty result; otherwise the node itself lost everything. */
function explainChild(inspection: Inspection, node: Expr, above: readonly Expr[]): EmptyDiagnosis {
  const path = [...above, node];
  for (const child of childrenOf(node)) {
    if (inspection.isEmpty(child)) return inspection.explain(child, path);
  }
  return { reason: "no-result", nodeId: node.id, span: node.span, params: {} };
}
