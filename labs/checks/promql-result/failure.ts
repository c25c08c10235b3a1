import type { Expr, QueryResult, SampleSource, Span } from "../../../simulator/index.ts";
import type { PromqlResultParams } from "../../check-schema.ts";
import type { HiddenWorld } from "../check.ts";
import type { Difference } from "../compare-results.ts";
import type { Ask } from "./ask.ts";

/** Every code of `promql-result`; each names one way of being wrong that learners can act on. */
export const promqlCodes = [
  "does-not-parse",
  "wrong-type",
  "match-error",
  "engine-error",
  "constant",
  "unknown-metric",
  "no-such-label",
  "no-such-value",
  "rate-after-sum",
  "le-lost",
  "rate-on-gauge",
  "raw-counter",
  "short-range",
  "avg-of-ratios",
  "avg-of-quantiles",
  "absent-no-labels",
  "not-a-share",
  "empty-side",
  "labels-lost",
  "too-fine",
  "wrong-labels",
  "wrong-scale",
  "zero-invented",
  "negative-match-missing-label",
  "missing-series",
  "extra-series",
  "wrong-value",
  "ignores-metric",
  "depends-on-other",
  "annotation",
  "right",
] as const;

export type PromqlCode = (typeof promqlCodes)[number];

/** One world in which an answer was asked: as it ran, or changed by a relation. */
export interface Stage {
  readonly hidden: HiddenWorld;
  /** What learners read: "A calm day", "A calm day, pods renamed". */
  readonly title: string;
  readonly source: SampleSource;
}

/** The first place where an answer differs from the reference it comes nearest to. */
export interface Failure {
  readonly stage: Stage;
  readonly ask: Ask;
  readonly answer: string;
  readonly ast: Expr;
  readonly reference: string;
  readonly referenceAst: Expr;
  readonly yours: QueryResult;
  readonly wanted: QueryResult;
  /** Undefined when one of the two failed or their types differ. */
  readonly difference: Difference | undefined;
  /** answer / reference over every world that was asked. */
  readonly ratio: Difference["ratio"];
  readonly params: PromqlResultParams;
}

/** What went wrong, before it becomes a finding. */
export interface Diagnosis {
  readonly what: PromqlCode;
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly at?: Span | undefined;
  readonly hint?: string;
}

/** One question of the diagnosis; undefined when it does not explain the failure. */
export type Diagnoser = (failure: Failure) => Diagnosis | undefined;
