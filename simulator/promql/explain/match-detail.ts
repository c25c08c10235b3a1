import type { TracedValue, TraceLabels } from "./trace-types.ts";

/** What became of a match group. */
export type MatchOutcome =
  | "matched"
  | "filtered"
  | "left-only"
  | "right-only"
  | "left-duplicates"
  | "right-duplicates"
  | "both-duplicates";

/** The series of both sides that share the matching labels. */
export interface MatchGroup {
  /** The labels both sides are compared by. */
  readonly labels: TraceLabels;
  readonly outcome: MatchOutcome;
  readonly left: readonly TracedValue[];
  readonly right: readonly TracedValue[];
  /** Members in all; `left` and `right` list some of them. */
  readonly leftCount: number;
  readonly rightCount: number;
  readonly results: readonly TracedValue[];
}

/** Why a rewrite of the query is offered. */
export type FixReason =
  | "on"
  | "ignoring"
  | "group-left"
  | "group-right"
  | "rename"
  | "aggregate-left"
  | "aggregate-right";

/** A rewrite of the whole query that was tried at this instant and gives series. */
export interface MatchFix {
  readonly reason: FixReason;
  /** The clause or labels the reason is about, as PromQL writes them. */
  readonly clause: string;
  /** The whole query, rewritten. */
  readonly expr: string;
  /** Series this operator gives with it, at the traced instant. */
  readonly series: number;
}

/** Two vectors matched by labels. */
export interface MatchDetail {
  readonly kind: "match";
  readonly op: string;
  readonly card: "one-to-one" | "many-to-one" | "one-to-many" | "many-to-many";
  /** True for `on`, else `ignoring`. */
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly include: readonly string[];
  /** Groups with trouble first, then the unmatched, then pairs; some of them where there are many. */
  readonly groups: readonly MatchGroup[];
  /** Groups by outcome. */
  readonly counts: Readonly<Record<MatchOutcome, number>>;
  /** Series of each side, and those without a partner. */
  readonly leftSeries: number;
  readonly rightSeries: number;
  readonly leftUnmatched: number;
  readonly rightUnmatched: number;
  /** Labels whose values differ between the sides, so that no pair can come about. */
  readonly differing: readonly string[];
  readonly fixes: readonly MatchFix[];
}
