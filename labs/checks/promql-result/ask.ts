import { type QueryRequest, type QueryResult, query, type SampleSource } from "../../../simulator/index.ts";

/** What a check asks of a world: one moment, or a range with a step. Times are milliseconds since the epoch. */
export type Ask =
  | { readonly timeMs: number }
  | { readonly startMs: number; readonly endMs: number; readonly stepMs: number };

/** Results of references by telemetry, so that a second attempt asks the worlds only once. */
const kept = new WeakMap<SampleSource, Map<string, QueryResult>>();

/** Evaluates an expression; results of finished worlds can be kept for the next attempt. */
export function ask(source: SampleSource, expr: string, ask: Ask): QueryResult {
  const request: QueryRequest = { expr, ...ask };
  return query(source, request);
}

/** As `ask`, for a lab's own expressions: the result is kept as long as the telemetry is. */
export function askKept(source: SampleSource, expr: string, what: Ask): QueryResult {
  let results = kept.get(source);
  if (results === undefined) {
    results = new Map();
    kept.set(source, results);
  }
  const key = `${JSON.stringify(what)}${expr}`;
  let result = results.get(key);
  if (result === undefined) {
    result = ask(source, expr, what);
    results.set(key, result);
  }
  return result;
}

/** First and last moment of a request. */
export function spanOf(what: Ask): { fromMs: number; toMs: number } {
  return "timeMs" in what
    ? { fromMs: what.timeMs, toMs: what.timeMs }
    : { fromMs: what.startMs, toMs: what.endMs };
}
