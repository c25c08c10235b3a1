import type { Span } from "../parse/ast.ts";
import type { StopReason } from "../query-types.ts";

/** Stops an evaluation; the message is the text a Prometheus server answers with. */
export class QueryError extends Error {
  readonly errorType: "bad_data" | "execution" | "timeout" | "canceled";
  readonly at: Span | undefined;

  constructor(message: string, at?: Span, errorType: QueryError["errorType"] = "execution") {
    super(message);
    this.errorType = errorType;
    this.at = at;
  }
}

/** The text for a query that would hold more samples than the limit. */
export const TOO_MANY_SAMPLES = "query processing would load too many samples into memory in query execution";

/** The end of a query that took too long or is no longer wanted, while it did `what`. */
export function stopped(reason: StopReason, what: "expression evaluation" | "query execution"): QueryError {
  const text = reason === "timeout" ? "query timed out in" : "query was canceled in";
  return new QueryError(`${text} ${what}`, undefined, reason);
}

/** The text for two series of one vector with equal labels. */
export const SAME_LABELSET = "vector cannot contain metrics with the same labelset";
