import type { AlertData, NotificationData, PlainLabels, TransitionData } from "../../session/protocol.ts";
import type { NodeData, RuleFileData } from "../../session/query-data.ts";

/** A stretch of one alert's life on the timeline. `toMs` of an open one is the moment looked at. */
export interface Segment {
  readonly kind: "pending" | "firing" | "resolved";
  readonly fromMs: number;
  readonly toMs: number;
  /** Still going on at the end of the timeline. */
  readonly open: boolean;
  /** Value of the expression when it began. */
  readonly value: number;
}

/** One row of the timeline: an alert instance, or a rule that has none. */
export interface Lane {
  readonly key: string;
  readonly rule: string;
  readonly labels: PlainLabels;
  readonly segments: readonly Segment[];
  readonly state: "inactive" | "pending" | "firing";
}

/** What the timeline needs to know of a rule; in the order of the file. */
export interface AlertRule {
  readonly name: string;
  readonly expr: string;
  readonly forMs: number;
  readonly intervalMs: number;
  readonly severity: string;
  readonly labels: PlainLabels;
  readonly annotations: PlainLabels;
}

/** Prometheus keeps a resolved alert, and sends it, for this long (rules/alerting.go, resolvedRetention). */
export const resolvedMs = 15 * 60_000;

/** The alerting rules of a parsed file. */
export function alertRules(file: RuleFileData | undefined): readonly AlertRule[] {
  return (file?.groups ?? []).flatMap((group) =>
    group.rules
      .filter((rule) => rule.kind === "alerting")
      .map(({ name, expr, forMs, labels, annotations }) => ({
        name,
        expr,
        forMs,
        intervalMs: group.intervalMs,
        severity: labels.severity ?? "",
        labels,
        annotations,
      })),
  );
}

/** Identity of a label set: names in order, as they come from the worker. */
export function labelKey(labels: PlainLabels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",");
}

/**
 * Rows of the timeline up to `toMs`: every instance that was ever active, in the order of the rules, and
 * one empty row for a rule without any. Later transitions are not looked at.
 */
export function lanesOf(
  transitions: readonly TransitionData[],
  rules: readonly AlertRule[],
  toMs: number,
): readonly Lane[] {
  const byRule = new Map<string, Map<string, TransitionData[]>>(rules.map(({ name }) => [name, new Map()]));
  for (const one of transitions) {
    if (one.atMs > toMs) continue;
    const instances = byRule.get(one.rule) ?? new Map<string, TransitionData[]>();
    byRule.set(one.rule, instances);
    const key = labelKey(one.labels);
    const list = instances.get(key) ?? [];
    instances.set(key, list);
    list.push(one);
  }
  return [...byRule].flatMap(([rule, instances]): Lane[] => {
    if (instances.size === 0) return [{ key: rule, rule, labels: {}, segments: [], state: "inactive" }];
    return [...instances].map(([key, list]) => ({
      key: `${rule} ${key}`,
      rule,
      labels: list[0]?.labels ?? {},
      segments: segmentsOf(list, toMs),
      state: list.at(-1)?.to ?? "inactive",
    }));
  });
}

function segmentsOf(list: readonly TransitionData[], toMs: number): Segment[] {
  const segments: Segment[] = [];
  for (const [i, { atMs, from, to, value }] of list.entries()) {
    const next = list[i + 1]?.atMs;
    if (to !== "inactive") {
      segments.push({ kind: to, fromMs: atMs, toMs: next ?? toMs, open: next === undefined, value });
    } else if (from === "firing") {
      const end = Math.min(atMs + resolvedMs, next ?? toMs);
      const open = next === undefined && atMs + resolvedMs > toMs;
      segments.push({ kind: "resolved", fromMs: atMs, toMs: end, open, value });
    }
  }
  return segments;
}

/** The last time an instance became active, and what follows from its rule's `for`. */
export interface Story {
  readonly activeMs: number;
  readonly forMs: number;
  /** When it fired, or, while it is pending, when it will if nothing changes. */
  readonly firesMs: number;
  readonly fired: boolean;
  readonly endedMs: number | undefined;
  readonly value: number;
}

/** Story of a row's latest activity; undefined for a row that never was active. */
export function storyOf(lane: Lane, rule: AlertRule | undefined): Story | undefined {
  const active = lane.segments.filter(({ kind }) => kind !== "resolved");
  const last = active.at(-1);
  if (last === undefined) return undefined;
  const before = active.at(-2);
  const waited =
    last.kind === "firing" && before?.kind === "pending" && before.toMs === last.fromMs ? before : undefined;
  const activeMs = waited?.fromMs ?? last.fromMs;
  const fired = last.kind === "firing";
  const forMs = rule?.forMs ?? (waited === undefined ? 0 : last.fromMs - waited.fromMs);
  return {
    activeMs,
    forMs,
    firesMs: fired ? last.fromMs : firesAt(activeMs, forMs, rule?.intervalMs ?? 0),
    fired,
    endedMs: last.open ? undefined : last.toMs,
    value: last.value,
  };
}

/** The first evaluation at or after `for` has passed; evaluations are `intervalMs` apart. */
function firesAt(activeMs: number, forMs: number, intervalMs: number): number {
  return activeMs + (intervalMs > 0 ? Math.ceil(forMs / intervalMs) * intervalMs : forMs);
}

/** What a rule did over a stretch of time, over all its alerts. */
export interface Outcome {
  readonly rule: string;
  /** Alerts that were active at all. */
  readonly alerts: number;
  /** The first to fire, since when it was active, and how many fired; undefined when none did. */
  readonly fired: { readonly firstMs: number; readonly activeMs: number; readonly count: number } | undefined;
  /** Longest time pending, ms. */
  readonly longestMs: number;
}

/** One outcome per rule, in the order of the rows. */
export function outcomesOf(lanes: readonly Lane[]): readonly Outcome[] {
  const outcomes = new Map<string, Outcome>();
  for (const { rule, segments } of lanes) {
    const old = outcomes.get(rule) ?? { rule, alerts: 0, fired: undefined, longestMs: 0 };
    const firing = segments.find(({ kind }) => kind === "firing");
    const pending = segments.filter(({ kind }) => kind === "pending");
    const longest = pending.reduce((most, { fromMs, toMs }) => Math.max(most, toMs - fromMs), 0);
    let { fired } = old;
    if (firing !== undefined) {
      const activeMs = pending.findLast(({ toMs }) => toMs === firing.fromMs)?.fromMs ?? firing.fromMs;
      const count = (fired?.count ?? 0) + 1;
      fired =
        fired === undefined || firing.fromMs < fired.firstMs
          ? { firstMs: firing.fromMs, activeMs, count }
          : { ...fired, count };
    }
    outcomes.set(rule, {
      rule,
      alerts: old.alerts + (segments.length > 0 ? 1 : 0),
      fired,
      longestMs: Math.max(old.longestMs, longest),
    });
  }
  return [...outcomes.values()];
}

/** Labels that tell instances of one rule apart; those of the rule itself say nothing. */
export function distinctLabels(lane: Lane, lanes: readonly Lane[]): readonly [string, string][] {
  const siblings = lanes.filter(({ rule }) => rule === lane.rule);
  if (siblings.length < 2) return [];
  return Object.entries(lane.labels)
    .filter(([name, value]) => siblings.some((other) => other.labels[name] !== value))
    .sort(([a], [b]) => rank(a) - rank(b));
}

/** Names people know an instance by come first. */
const telling = [/pod$/, /^instance$/, /host|node/i, /job|service|namespace/] as const;

function rank(name: string): number {
  const at = telling.findIndex((pattern) => pattern.test(name));
  return at === -1 ? telling.length : at;
}

/** `…kghjx`: the end of a long value, where names of replicas differ. */
export function shortValue(value: string): string {
  if (value.length <= 18) return value;
  return `…${value.slice(Math.max(value.lastIndexOf("-") + 1, value.length - 12))}`;
}

/** Whether a page told of this alert: its labels are the alert's, and the alert fired when it was delivered. */
export function reached(page: Page, lane: Lane): boolean {
  const shared = Object.entries(page.labels).every(
    ([name, value]) => lane.labels[name] === undefined || lane.labels[name] === value,
  );
  return (
    page.rule === lane.rule &&
    shared &&
    lane.segments.some(
      ({ kind, fromMs, toMs }) => kind === "firing" && page.deliveredMs >= fromMs && page.deliveredMs <= toMs,
    )
  );
}

/** A page: one episode of an alert that reached the pager, with what came of it. */
export interface Page {
  readonly key: string;
  readonly rule: string;
  readonly labels: PlainLabels;
  readonly severity: string;
  readonly receiver: string;
  readonly firedMs: number;
  readonly deliveredMs: number;
  readonly escalatedMs: number | undefined;
  readonly acknowledgedMs: number | undefined;
  readonly resolvedMs: number | undefined;
  /** Deliveries after the first for the same firing. */
  readonly repeats: number;
}

const upTo = (ms: number | undefined, toMs: number): number | undefined =>
  ms === undefined || ms > toMs ? undefined : ms;

/** Pages up to `toMs`, newest first. What happened to them later is left out. */
export function pagesOf(notifications: readonly NotificationData[], toMs: number): readonly Page[] {
  const pages: Page[] = [];
  for (const one of notifications) {
    if (one.channel !== "pager" || one.deliveredMs > toMs) continue;
    const group = labelKey(one.labels);
    const index = pages.findLastIndex((page) => page.rule === one.rule && labelKey(page.labels) === group);
    const last = pages[index];
    if (one.status === "resolved") {
      if (last !== undefined && last.resolvedMs === undefined)
        pages[index] = { ...last, resolvedMs: one.deliveredMs };
    } else if (last !== undefined && last.resolvedMs === undefined && last.firedMs === one.firedAtMs) {
      pages[index] = {
        ...last,
        acknowledgedMs: last.acknowledgedMs ?? upTo(one.acknowledgedMs, toMs),
        repeats: last.repeats + 1,
      };
    } else {
      pages.push({
        key: `${one.rule} ${group} ${one.firedAtMs} ${one.deliveredMs}`,
        rule: one.rule,
        labels: one.labels,
        severity: one.severity,
        receiver: one.receiver,
        firedMs: one.firedAtMs,
        deliveredMs: one.deliveredMs,
        escalatedMs: upTo(one.escalatedMs, toMs),
        acknowledgedMs: upTo(one.acknowledgedMs, toMs),
        resolvedMs: undefined,
        repeats: 0,
      });
    }
  }
  return pages.reverse();
}

/** Plain counts of the last 24 hours, kept apart from any score. */
export interface PagerCounts {
  readonly pages: number;
  /** Delivered between 22:00 and 06:00 UTC. */
  readonly night: number;
  /** Fired again within 15 minutes after they had resolved. */
  readonly flaps: number;
  /** Deliveries of a page that had been delivered before. */
  readonly duplicates: number;
}

const dayMs = 86_400_000;

/** Counts over the 24 hours before `toMs`. */
export function pagerCounts(
  pages: readonly Page[],
  transitions: readonly TransitionData[],
  toMs: number,
): PagerCounts {
  const recent = pages.filter(({ deliveredMs }) => deliveredMs > toMs - dayMs);
  const night = recent.filter(({ deliveredMs }) => {
    const hour = new Date(deliveredMs).getUTCHours();
    return hour >= 22 || hour < 6;
  });
  return {
    pages: recent.length,
    night: night.length,
    flaps: countFlaps(transitions, toMs),
    duplicates: recent.reduce((sum, { repeats }) => sum + repeats, 0),
  };
}

function countFlaps(transitions: readonly TransitionData[], toMs: number): number {
  const ended = new Map<string, number>();
  let flaps = 0;
  for (const { rule, labels, atMs, from, to } of transitions) {
    if (atMs > toMs || atMs <= toMs - dayMs) continue;
    const key = `${rule} ${labelKey(labels)}`;
    if (from === "firing" && to === "inactive") ended.set(key, atMs);
    if (to !== "firing") continue;
    const before = ended.get(key);
    if (before !== undefined && atMs - before < resolvedMs) flaps++;
  }
  return flaps;
}

/** The runbook of a page, when an annotation names one over https. */
export function runbookOf(annotations: PlainLabels): string | undefined {
  const url = annotations.runbook_url ?? annotations.runbook;
  return url?.startsWith("https://") === true ? url : undefined;
}

/** Annotations of an alert: as evaluated while it is active, else as its rule writes them. */
export function annotationsOf(
  rule: string,
  labels: PlainLabels,
  alerts: readonly AlertData[],
  rules: readonly AlertRule[],
): PlainLabels {
  const same = alerts.filter((alert) => alert.rule === rule);
  const exact = same.find((alert) => labelKey(alert.labels) === labelKey(labels)) ?? same[0];
  return exact?.annotations ?? rules.find(({ name }) => name === rule)?.annotations ?? {};
}

/** `value > 0.5`: the part of an expression that can be drawn, and the limit it is held against. */
export interface Comparison {
  readonly expr: string;
  readonly operator: string;
  readonly limit: number | undefined;
}

/** Splits an alert expression at its outermost comparison with a number, from the nodes of a query's reply. */
export function comparisonOf(nodes: readonly NodeData[]): Comparison | undefined {
  const root = nodes.find(({ depth }) => depth === 0);
  if (root === undefined) return undefined;
  const [left, right] = nodes.filter(({ depth }) => depth === 1);
  if (root.kind === "binary" && left !== undefined && right !== undefined) {
    const between = root.text.slice(left.text.length, root.text.length - right.text.length).trim();
    const operator = /^(>=|<=|==|!=|>|<)/.exec(between)?.[1];
    const limit = Number(right.text.replace(/^\((.*)\)$/s, "$1"));
    if (operator !== undefined && right.text.trim() !== "" && Number.isFinite(limit))
      return { expr: left.text, operator, limit };
  }
  return { expr: root.text, operator: "", limit: undefined };
}

/** Whether a series of the expression belongs to an alert: all its labels are the alert's. */
export function belongsTo(series: PlainLabels, alert: PlainLabels): boolean {
  return Object.entries(series).every(([name, value]) => name === "__name__" || alert[name] === value);
}

/** Offsets of line `line` (from 1), without its indentation. */
export function lineSpan(text: string, line: number): { readonly from: number; readonly to: number } {
  const lines = text.split("\n");
  const index = Math.min(Math.max(1, line), lines.length) - 1;
  const start = lines.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0);
  const content = lines[index] ?? "";
  const indent = content.length - content.trimStart().length;
  return { from: start + (indent < content.length ? indent : 0), to: start + content.length };
}

/** Problems of a rule file, each once: a file is read twice and says some things twice. */
export function problemsOf(
  file: RuleFileData | undefined,
  text: string,
): readonly {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly line: number;
}[] {
  const seen = new Set<string>();
  return (file?.errors ?? []).flatMap((error) => {
    if (seen.has(error.text)) return [];
    seen.add(error.text);
    const line = error.line ?? 1;
    const span = error.at === undefined ? lineSpan(text, line) : { from: error.at.start, to: error.at.end };
    return [{ ...span, message: error.text, line }];
  });
}
