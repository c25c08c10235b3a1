import type { Span } from "../parse/ast.ts";

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

/** The text for two series of one vector with equal labels. */
export const SAME_LABELSET = "vector cannot contain metrics with the same labelset";
