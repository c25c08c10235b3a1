import type { TraceSpan } from "../../../simulator/index.ts";

/** One span of a waterfall, placed in its trace. Times are milliseconds. */
export interface SpanRow {
  readonly span: TraceSpan;
  readonly depth: number;
  /** From the start of the trace. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Time that no child covers. */
  readonly selfMs: number;
  /** Shortening this span would shorten the trace. */
  readonly critical: boolean;
  /** Not the last child of its parent. */
  readonly children: number;
}

export interface Trace {
  readonly id: string;
  readonly root: TraceSpan;
  readonly startMs: number;
  readonly durationMs: number;
  readonly rows: readonly SpanRow[];
  readonly errors: number;
}

/** A span's end, ms since the epoch. */
const endOf = (span: TraceSpan): number => span.startMs + span.durationSeconds * 1000;

/**
 * Lays a trace out as rows: parents before children, siblings by start. A span whose parent was not
 * kept stands at the top level. Undefined for an empty trace.
 */
export function layoutTrace(spans: readonly TraceSpan[]): Trace | undefined {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const children = new Map<string, TraceSpan[]>();
  const tops: TraceSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const parent = span.parentSpanId;
    if (parent === undefined || !ids.has(parent)) tops.push(span);
    else children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const [root] = tops;
  if (root === undefined) return undefined;
  const startMs = tops.reduce((least, span) => Math.min(least, span.startMs), root.startMs);
  const endMs = spans.reduce((most, span) => Math.max(most, endOf(span)), startMs);
  const critical = new Set<string>();
  markCritical(root, endOf(root), children, critical);
  const rows: SpanRow[] = [];
  const add = (span: TraceSpan, depth: number): void => {
    const below = children.get(span.spanId) ?? [];
    rows.push({
      span,
      depth,
      startMs: span.startMs - startMs,
      durationMs: span.durationSeconds * 1000,
      selfMs: selfTime(span, below),
      critical: critical.has(span.spanId),
      children: below.length,
    });
    for (const child of below) add(child, depth + 1);
  };
  for (const top of tops) add(top, 0);
  const errors = spans.filter(({ status }) => status === "error").length;
  return { id: root.traceId, root, startMs, durationMs: endMs - startMs, rows, errors };
}

/** Half a microsecond: spans that touch, but for rounding, touch. */
const touchMs = 0.0005;

/** A span's duration less the union of its children, ms. */
function selfTime(span: TraceSpan, children: readonly TraceSpan[]): number {
  let covered = 0;
  let reached = span.startMs;
  for (const child of children) {
    const from = Math.max(reached, child.startMs);
    const to = Math.min(endOf(child), endOf(span));
    if (to > from) {
      covered += to - from;
      reached = to;
    }
  }
  const self = span.durationSeconds * 1000 - covered;
  return self < touchMs ? 0 : self;
}

/**
 * Walks back from a span's end: of the children that end by then, the one that ends last was waited for;
 * before its start, the next one was. Spans without length are nobody's wait.
 */
function markCritical(
  span: TraceSpan,
  untilMs: number,
  children: ReadonlyMap<string, readonly TraceSpan[]>,
  marked: Set<string>,
): void {
  marked.add(span.spanId);
  let until = untilMs;
  const below = [...(children.get(span.spanId) ?? [])].sort((a, b) => endOf(b) - endOf(a));
  for (const child of below) {
    if (child.durationSeconds <= 0 || endOf(child) > until + touchMs) continue;
    markCritical(child, endOf(child), children, marked);
    until = child.startMs;
  }
}

/** Below a nanosecond, a duration is what rounding left over. */
const shortestMs = 1e-6;

/** `84 ms`, `1.2 s`, `350 µs`: three significant digits. */
export function showMs(ms: number): string {
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  if (ms < shortestMs) return "0 ms";
  if (ms >= 1000) return `${short(ms / 1000)} s`;
  return ms >= 1 ? `${short(ms)} ms` : `${short(ms * 1000)} µs`;
}

/** Round offsets for the axis of a waterfall, ms; at most `most` of them, the first is 0. */
export function axisOffsets(durationMs: number, most: number): readonly number[] {
  if (!(durationMs > 0)) return [0];
  const raw = durationMs / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((lead) => lead * power).find((size) => size >= raw) ?? raw;
  const offsets: number[] = [];
  for (let i = 0; i * step <= durationMs; i++) offsets.push(i * step);
  return offsets;
}

/** Order of a list of traces. */
export type Order = "newest" | "slowest";

/** Traces in the wanted order. */
export function sortTraces(traces: readonly Trace[], order: Order): readonly Trace[] {
  return [...traces].sort((a, b) =>
    order === "newest" ? b.startMs - a.startMs : b.durationMs - a.durationMs,
  );
}

/** Pod of a trace, from its root span. */
export function tracePod(trace: Trace): string {
  const pod = trace.root.attributes["k8s.pod.name"];
  return typeof pod === "string" ? pod : "";
}

/** Whether a text is a trace id: 32 hexadecimal digits (W3C Trace Context). */
export function isTraceId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text);
}
