import type { Span } from "../parse/ast.ts";

/** What one node of a query did in one evaluation. */
export interface ExplainedNode {
  /** Pre-order id of the AST node. */
  readonly nodeId: number;
  readonly span: Span;
  /** Series, range series or 1 for a scalar. */
  readonly seriesOut: number;
  /** Samples this node itself read from the source. */
  readonly samplesRead: number;
  /**
   * Units of work of this node alone: samples read, points taken in from the nodes below and points given
   * out. A real server counts only samples; work also shows what aggregation and matching cost.
   */
  readonly work: number;
  /** Label names that went in and are on no series that came out, and the other way round. */
  readonly dropped: readonly string[];
  readonly added: readonly string[];
  /** The text a server answers with, on the node where the evaluation stopped. */
  readonly error?: string;
}
