import type { ClusterState } from "../cluster/state.ts";
import type { PodHistory, RequestHistory } from "../traces/request-history.ts";
import { type RequestContext, sampledRequests } from "../traces/sampled-request.ts";
import type { LogLine } from "../world-types.ts";
import { changeLine, eventLine, kernelLine, lifecycleLine } from "./cluster-lines.ts";
import { mayHold, requestLine } from "./request-line.ts";

/** A search of the log store. Times are milliseconds since the epoch. */
export interface LogQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  /** Lines of this pod's container only. */
  readonly pod?: string;
  readonly level?: string;
  /** Text the line or one of its fields holds. */
  readonly contains?: string;
}

/** Everything log lines are drawn from. */
export interface LogSources {
  readonly history: RequestHistory;
  readonly state: Readonly<ClusterState>;
  readonly context: RequestContext;
}

/**
 * Lines in `(fromMs, toMs]`, oldest first, at most `limit` of them (the newest are kept). One INFO line per
 * sampled request, one ERROR line per failed one, and what the cluster itself says. A real server writes one
 * INFO line per request; the sampled ones are the same as those of the traces.
 */
function findLogs(sources: LogSources, query: LogQuery): LogLine[] {
  const wanted = matcherOf(query);
  const others = clusterLines(sources, query).filter(wanted);
  const newestFirst: LogLine[] = [];
  const first = Math.floor(query.fromMs / 1000);
  let next = others.length - 1;
  for (let second = Math.ceil(query.toMs / 1000) - 1; second >= first; second--) {
    if (newestFirst.length >= query.limit) break;
    const lines = requestLines(sources, query, second).filter(wanted);
    for (; next >= 0; next--) {
      const line = others[next];
      if (line === undefined || line.atMs <= second * 1000) break;
      lines.push(line);
    }
    lines.sort((a, b) => b.atMs - a.atMs);
    newestFirst.push(...lines);
  }
  return newestFirst.slice(0, query.limit).reverse();
}

function requestLines({ history, context }: LogSources, query: LogQuery, second: number): LogLine[] {
  const lines: LogLine[] = [];
  for (const pod of history.pods) {
    if (skips(pod, query, second)) continue;
    for (const request of sampledRequests(pod, second, context)) {
      if (query.level === "error" && request.fact.status < 500) continue;
      if (query.contains === undefined || mayHold(request, query.contains)) lines.push(requestLine(request));
    }
  }
  return lines;
}

/** Spares drawing requests whose lines cannot match. */
function skips(pod: PodHistory, query: LogQuery, second: number): boolean {
  if (query.pod !== undefined && pod.pod.name !== query.pod) return true;
  if (query.level === undefined || query.level === "info") return false;
  return query.level !== "error" || !pod.failedAt(second);
}

/** Lines that are no request's, oldest first. */
function clusterLines({ history, state, context }: LogSources, query: LogQuery): LogLine[] {
  const lines: LogLine[] = [];
  for (const change of state.changes) lines.push(changeLine(change, state));
  for (const event of state.events) lines.push(eventLine(event, state));
  for (const node of state.nodes) {
    for (const entry of node.kernelLog) lines.push(kernelLine(node, entry));
  }
  for (const pod of history.pods) {
    for (const entry of pod.lifecycle) lines.push(lifecycleLine(pod, entry, context.modelName));
  }
  return lines
    .filter((line) => line.atMs > query.fromMs && line.atMs <= query.toMs)
    .sort((a, b) => a.atMs - b.atMs);
}

function matcherOf(query: LogQuery): (line: LogLine) => boolean {
  const { fromMs, toMs, pod, level, contains } = query;
  return (line) => {
    if (line.atMs <= fromMs || line.atMs > toMs) return false;
    if (pod !== undefined && line.fields.pod !== pod) return false;
    if (level !== undefined && line.level !== level) return false;
    return contains === undefined || line.text.includes(contains) || fieldsHold(line, contains);
  };
}

function fieldsHold(line: LogLine, text: string): boolean {
  for (const key in line.fields) if (String(line.fields[key]).includes(text)) return true;
  return false;
}

/** A search that outlives its world: it holds what lines are drawn from and nothing else of it. */
export function logSearch(sources: LogSources): (query: LogQuery) => LogLine[] {
  return (query) => findLogs(sources, query);
}
