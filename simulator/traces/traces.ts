import { compareCodePoints } from "../tsdb/labels.ts";
import type { TraceSpan } from "../world-types.ts";
import type { RequestHistory } from "./request-history.ts";
import { type RequestContext, type SampledRequest, sampledRequests } from "./sampled-request.ts";
import { spansOf } from "./spans.ts";

/** A search of the trace store. Times are milliseconds since the epoch. */
export interface TraceQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly status?: "ok" | "error";
  readonly traceId?: string;
}

/** No request takes longer than this many seconds: the client's timeout. */
const LONGEST_SECONDS = 6;

/**
 * Traces that began in `(fromMs, toMs]`, oldest first, at most `limit` of them (the newest are kept). They
 * are drawn from the history each time: nothing is stored, and no order of questions changes an answer.
 */
export function findTraces(
  history: RequestHistory,
  query: TraceQuery,
  context: RequestContext,
): TraceSpan[][] {
  const found: { readonly startMs: number; readonly request: SampledRequest }[] = [];
  const last = Math.floor(query.toMs / 1000) + LONGEST_SECONDS;
  // A request ends at most this long after it began, so later seconds cannot hold a newer start than found.
  for (let second = last; second >= Math.floor(query.fromMs / 1000) - 1; second--) {
    if (found.length >= query.limit && second < last - LONGEST_SECONDS && settled(found, query.limit, second))
      break;
    for (const pod of history.pods) {
      if (query.status === "error" && !pod.failedAt(second)) continue;
      for (const request of sampledRequests(pod, second, context)) {
        const startMs = request.endMs - request.fact.latencySeconds * 1000;
        if (startMs <= query.fromMs || startMs > query.toMs) continue;
        if (query.status !== undefined && (request.fact.outcome === "ok") !== (query.status === "ok"))
          continue;
        if (query.traceId !== undefined && request.traceId !== query.traceId) continue;
        found.push({ startMs, request });
      }
    }
  }
  found.sort((a, b) => a.startMs - b.startMs || compareCodePoints(a.request.traceId, b.request.traceId));
  return found.slice(Math.max(0, found.length - query.limit)).map(({ request }) => spansOf(request));
}

/** A search that outlives its world: it holds the requests' history and nothing else of it. */
export function traceSearch(
  history: RequestHistory,
  context: RequestContext,
): (query: TraceQuery) => TraceSpan[][] {
  return (query) => findTraces(history, query, context);
}

/** Whether the newest `limit` starts found are all later than any request that ended by `second` can have begun. */
function settled(found: readonly { readonly startMs: number }[], limit: number, second: number): boolean {
  const later = found.filter(({ startMs }) => startMs > (second + 1) * 1000);
  return later.length >= limit;
}
