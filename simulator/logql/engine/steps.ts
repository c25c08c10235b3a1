import type { Labels } from "../../tsdb/labels.ts";

/** Times at which a metric query is evaluated, ms. */
export interface Steps {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** One series of an intermediate result: a value for each step, undefined where there is none. */
export interface Row {
  readonly labels: Labels;
  readonly values: readonly (number | undefined)[];
}
