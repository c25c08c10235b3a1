import type { QueryResult } from "../../../simulator/index.ts";
import type { PromqlResultParams } from "../../check-schema.ts";
import {
  absoluteEpsilon,
  compareResults,
  type Difference,
  instantEpsilon,
  isEqual,
  project,
  rangeEpsilon,
  type Tolerance,
} from "../compare-results.ts";
import { type Ask, ask, askKept } from "./ask.ts";
import type { Stage } from "./failure.ts";

/** One question put to the answer and to one reference, and how the two replies differ. */
export interface Comparison {
  readonly stage: Stage;
  readonly what: Ask;
  readonly yours: QueryResult;
  readonly wanted: QueryResult;
  /** Undefined when one of the two failed or their types differ. */
  readonly difference: Difference | undefined;
  readonly equal: boolean;
}

/** Tolerance of one question: Prometheus's own, wider only where the step leaves a choice open. */
export function toleranceOf(params: PromqlResultParams, what: Ask): Tolerance {
  return {
    relative: params.tolerance?.relative ?? ("timeMs" in what ? instantEpsilon : rangeEpsilon),
    absolute: params.tolerance?.absolute ?? absoluteEpsilon,
  };
}

/** Puts one question to both and compares the replies. */
export function compareAt(
  stage: Stage,
  what: Ask,
  answer: string,
  reference: string,
  params: PromqlResultParams,
  answered: QueryResult = ask(stage.source, answer, what),
): Comparison {
  const wanted = askKept(stage.source, reference, what);
  const base = { stage, what, yours: answered, wanted };
  if (answered.status === "error" || wanted.status === "error" || answered.resultType !== wanted.resultType) {
    return { ...base, difference: undefined, equal: false };
  }
  const drop = params.labels?.mayExtra ?? [];
  const yours = project(answered.series, drop);
  const truth = project(wanted.series, drop);
  const difference = compareResults(yours, truth, toleranceOf(params, what));
  // Labels that do not matter may be kept only while each wanted series stays one series.
  return { ...base, difference, equal: isEqual(difference) && yours.merged === undefined };
}

/** Points of a result, for scores of replies that cannot be compared point by point. */
export function pointsOf(result: QueryResult): number {
  if (result.status === "error") return 1;
  return Math.max(
    1,
    result.series.reduce((sum, one) => sum + one.timesMs.length, 0),
  );
}
