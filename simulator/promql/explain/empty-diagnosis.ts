import type { Span } from "../parse/ast.ts";

/**
 * Why a query found nothing. The codes are asked in this order and the first that holds is given, except
 * that `no-result` stands for everything the others do not cover.
 */
export type EmptyReason =
  | "never-existed"
  | "ended"
  | "unknown-label"
  | "unknown-value"
  | "side-empty"
  | "no-match-group"
  | "filtered"
  | "short-range"
  | "no-result";

/** The node that lost everything, with what a sentence about it needs. */
export interface EmptyDiagnosis {
  readonly reason: EmptyReason;
  /** Pre-order id and place of the first node that lost everything. */
  readonly nodeId: number;
  readonly span: Span;
  readonly params: EmptyParams;
  /** For `side-empty`: why that side is empty. */
  readonly because?: EmptyDiagnosis;
}

/** Details by reason; which are set is said at each. Times are milliseconds since the epoch. */
export interface EmptyParams {
  /** The selector's metric name, where it has one. */
  readonly metric?: string;
  /** `never-existed`, `unknown-label`, `unknown-value`: existing names or values close to the one asked for. */
  readonly near?: readonly string[];
  /** `never-existed`: set when the first sample lies after the asked time. */
  readonly firstMs?: number;
  /** `ended`: the newest sample before the asked time, and whether a stale marker follows it. */
  readonly lastMs?: number;
  readonly stale?: boolean;
  /** `unknown-label`, `unknown-value`: the matcher that keeps nothing. */
  readonly label?: string;
  readonly op?: string;
  readonly value?: string;
  /** Labels the metric has, or values the label has (at most ten). */
  readonly known?: readonly string[];
  /** `side-empty`: which side of the operator. */
  readonly side?: "left" | "right";
  /** `no-match-group`: labels whose values differ between the sides, with an example group of each. */
  readonly labels?: readonly string[];
  readonly leftGroup?: string;
  readonly rightGroup?: string;
  /** `filtered`: how many values were compared, the one nearest to holding and what it was compared with. */
  readonly count?: number;
  readonly nearest?: number;
  readonly threshold?: number;
  /** `short-range`: the range and the usual time between samples. */
  readonly rangeMs?: number;
  readonly intervalMs?: number;
}
