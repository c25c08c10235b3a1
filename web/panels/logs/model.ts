import type { LogLine } from "../../../simulator/index.ts";

/** Most lines one search draws (07 section 4.5), and fewer while they stream in. */
export const mostLines = 1000;
export const mostTailLines = 200;

/** Levels from worst to least, as the lines carry them. */
export const levels = ["error", "warning", "info", "debug"] as const;
export type Level = (typeof levels)[number];

/** What a search asks for; empty texts do not filter. */
export interface LogFilter {
  readonly pod: string;
  readonly level: Level | "";
  readonly contains: string;
}

/** A filter that lets everything through. */
export const everything: LogFilter = { pod: "", level: "", contains: "" };

/** The part of a worker's question that comes from the filter. */
export function filterParams(filter: LogFilter): { pod?: string; level?: string; contains?: string } {
  return {
    ...(filter.pod.trim() === "" ? {} : { pod: filter.pod.trim() }),
    ...(filter.level === "" ? {} : { level: filter.level }),
    ...(filter.contains === "" ? {} : { contains: filter.contains }),
  };
}

/** Whether any part of the filter is set. */
export function isFiltering(filter: LogFilter): boolean {
  return Object.keys(filterParams(filter)).length > 0;
}

/** Parameters of a link to a search: prefixed, so that a Prometheus ignores them. */
export function logsLink(filter: LogFilter, atMs: number): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filterParams(filter))) params.set(`n.${name}`, value);
  params.set("n.t", String(Math.round(atMs)));
  return `#/logs?${params.toString()}`;
}

/** Reads a link's parameters; what is odd is left out. */
export function readLogsLink(params: string): { filter: LogFilter; atMs: number | undefined } {
  const search = new URLSearchParams(params);
  const level = levels.find((one) => one === search.get("n.level")) ?? "";
  const at = Number(search.get("n.t") ?? Number.NaN);
  return {
    filter: { pod: search.get("n.pod") ?? "", level, contains: search.get("n.contains") ?? "" },
    atMs: Number.isFinite(at) && at > 0 ? at : undefined,
  };
}

/** One column of the histogram: lines of each level that begin in `[fromMs, fromMs + stepMs)`. */
export interface Bucket {
  readonly fromMs: number;
  readonly counts: Readonly<Record<Level, number>>;
  readonly total: number;
}

export interface Volume {
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly buckets: readonly Bucket[];
  readonly highest: number;
  readonly totals: Readonly<Record<Level, number>>;
}

/** Widths of histogram columns people read easily, ms. */
const steps = [
  100, 250, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  3_600_000,
];
const mostBuckets = 48;

/**
 * Counts lines per level over time. When a search was cut at its limit, the lines only reach back to the
 * first of them, and so does the histogram.
 */
export function volumeOf(lines: readonly LogLine[], fromMs: number, toMs: number, cut: boolean): Volume {
  const from = cut ? (lines[0]?.atMs ?? fromMs) : fromMs;
  const span = Math.max(1, toMs - from);
  const stepMs = steps.find((step) => span / step <= mostBuckets) ?? steps.at(-1) ?? span;
  const start = Math.floor(from / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((toMs - start + 1) / stepMs));
  const counts = Array.from({ length: count }, () => ({ error: 0, warning: 0, info: 0, debug: 0 }));
  const totals = { error: 0, warning: 0, info: 0, debug: 0 };
  for (const { atMs, level } of lines) {
    const bucket = counts[Math.floor((atMs - start) / stepMs)];
    if (bucket !== undefined) bucket[level]++;
    totals[level]++;
  }
  const buckets = counts.map((one, i) => ({
    fromMs: start + i * stepMs,
    counts: one,
    total: one.error + one.warning + one.info + one.debug,
  }));
  const highest = buckets.reduce((most, { total }) => Math.max(most, total), 0);
  return { stepMs, fromMs: start, toMs: start + count * stepMs, buckets, highest, totals };
}

/** The pod a line is about: its own field, or the object of an event. */
export function podOf(line: LogLine): string {
  const { pod, object } = line.fields;
  if (typeof pod === "string") return pod;
  return typeof object === "string" && object.startsWith("pod/") ? object.slice("pod/".length) : "";
}

/** `…kghjx`: the part of a pod's name that differs between replicas. */
export function shortPod(pod: string): string {
  const dash = pod.lastIndexOf("-");
  return dash === -1 ? pod : `…${pod.slice(dash + 1)}`;
}

/** The trace a line belongs to, if it names one. */
export function traceOf(line: LogLine): string | undefined {
  const id = line.fields.trace_id;
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** Fields and stream labels of a line for its detail, the message itself aside; a label of the same name as a field is the stream's. */
export function detailsOf(line: LogLine): readonly (readonly [name: string, value: string])[] {
  const fields = Object.entries(line.fields).filter(([name]) => name !== "msg");
  const labels = Object.entries(line.labels).filter(([name]) => line.fields[name] === undefined);
  return [...fields, ...labels].map(([name, value]) => [name, String(value)] as const);
}

/** Keys that stay the same while newer lines come in: time, trace and text, numbered when alike. */
export function keysOf(lines: readonly LogLine[]): readonly string[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const base = `${line.atMs} ${String(line.fields.request_id ?? line.fields.object ?? "")} ${line.text.slice(0, 40)}`;
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return count === 0 ? base : `${base} ${count}`;
  });
}

/** `14:15:00.333`. */
export function lineTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}
