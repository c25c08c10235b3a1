import type { Span } from "../promql/parse/ast.ts";

/** Ends the reading or the evaluation of a query; the message is the text Loki answers with. */
export class LogqlError extends Error {
  readonly at: Span | undefined;
  readonly errorType: "bad_data" | "execution";

  constructor(message: string, at?: Span, errorType: LogqlError["errorType"] = "bad_data") {
    super(message);
    this.at = at;
    this.errorType = errorType;
  }
}

/** A parse error that Loki gives no position for; our own span marks the place all the same. */
export function placeless(message: string, at: Span): LogqlError {
  return new LogqlError(`parse error : ${message}`, at);
}

/** What this subset leaves out, said in our own words and with its place (03 section 15). */
export function notSupported(what: string, at: Span): LogqlError {
  return new LogqlError(`not supported in Nines: ${what}`, at);
}
