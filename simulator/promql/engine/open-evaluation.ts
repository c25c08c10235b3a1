import type { SampleSource } from "../../tsdb/sample-source.ts";
import type { Plan } from "../plan/plan.ts";
import type { QueryOptions, QueryRequest } from "../query-types.ts";
import { evaluateNode } from "./evaluate-node.ts";
import { type EvaluateNode, Evaluation } from "./evaluation.ts";
import { LEARNER_LIMITS } from "./limits.ts";

/** An evaluation of a planned query under the limits of its options; `dispatch` may look at every node on the way. */
export function openEvaluation(
  source: SampleSource,
  plan: Plan,
  request: QueryRequest,
  options: QueryOptions = {},
  dispatch: EvaluateNode = evaluateNode,
): Evaluation {
  const instant = "timeMs" in request;
  const conformance = options.features === "conformance";
  return new Evaluation(
    {
      source,
      plan,
      startMs: instant ? request.timeMs : request.startMs,
      endMs: instant ? request.timeMs : request.endMs,
      stepMs: instant ? 0 : request.stepMs,
      lookbackMs: options.lookbackMs ?? LEARNER_LIMITS.lookbackMs,
      defaultSubqueryStepMs: options.defaultSubqueryStepMs ?? LEARNER_LIMITS.defaultSubqueryStepMs,
      maxSamples: options.maxSamples ?? LEARNER_LIMITS.maxSamples,
      delayedNames: conformance,
      typeAndUnitLabels: options.typeAndUnitLabels ?? false,
      useStartTimestamps: conformance,
      shouldStop: options.shouldStop,
      limitsRoom: !conformance,
    },
    dispatch,
  );
}
