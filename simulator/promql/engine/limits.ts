import type { Expr, ValueType } from "../parse/ast.ts";
import { valueType } from "../plan/value-type.ts";
import type { QueryRequest } from "../query-types.ts";

/** A Prometheus server refuses to draw more points per series than any screen has pixels. */
const MAX_POINTS = 11_000;

/** Settings of a query that says nothing else: a server's defaults with the learner's sample limit (08). */
export const LEARNER_LIMITS = {
  /** How far back an instant selector looks: 5 minutes. */
  lookbackMs: 300_000,
  /** `evaluation_interval` of a server without configuration: 1 minute. */
  defaultSubqueryStepMs: 60_000,
  maxSamples: 5_000_000,
} as const;

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "scalar",
  vector: "instant vector",
  matrix: "range vector",
  string: "string",
};

/** Why the times of a range query are refused, in a server's words; undefined when they are fine. */
export function rangeProblem(
  request: QueryRequest,
  features: "prometheus3" | "conformance",
): string | undefined {
  if ("timeMs" in request) return undefined;
  if (request.endMs < request.startMs) {
    return 'invalid parameter "end": end timestamp must not be before start time';
  }
  if (!(request.stepMs > 0)) {
    return 'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer';
  }
  // As the server divides, whole steps count: 11,000 of them and a part of one are still fine.
  const wholeSteps = Math.floor((request.endMs - request.startMs) / request.stepMs);
  if (features === "prometheus3" && wholeSteps > MAX_POINTS) {
    return "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)";
  }
  return undefined;
}

/** Why this expression can't be asked over a range, in a server's words; undefined when it can. */
export function rangeTypeProblem(request: QueryRequest, ast: Expr): string | undefined {
  const type = valueType(ast);
  if ("timeMs" in request || type === "vector" || type === "scalar") return undefined;
  return `invalid expression type "${TYPE_NAMES[type]}" for range query, must be Scalar or instant Vector`;
}
