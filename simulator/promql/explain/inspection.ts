import type { MetricMetadata } from "../../tsdb/sample-source.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import type { TimeGrid } from "../engine/time-grid.ts";
import type { Expr } from "../parse/ast.ts";
import type { EmptyDiagnosis } from "./empty-diagnosis.ts";

/** The search for the node that lost everything, at one instant. */
export interface Inspection {
  readonly ev: Evaluation;
  /** One step: the instant asked about. */
  readonly grid: TimeGrid;
  readonly metadata: ReadonlyMap<string, MetricMetadata> | undefined;
  /** Why a node is empty; `above` are the nodes around it, the root first. */
  readonly explain: (node: Expr, above: readonly Expr[]) => EmptyDiagnosis;
  /** Whether an instant vector has no element; scalars and range vectors never count as empty. */
  readonly isEmpty: (node: Expr) => boolean;
}
