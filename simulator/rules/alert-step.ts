import { Labels } from "../tsdb/labels.ts";
import type { AlertState, AlertTransition, Rule } from "./rule-types.ts";

/** How long a resolved alert is kept and sent as resolved: Prometheus's resolvedRetention. */
const RESOLVED_RETENTION_MS = 15 * 60_000;

/** Annotations are expanded when first read: most evaluations of a long range are never looked at. */
export type Annotations = () => Readonly<Record<string, string>>;

/** One element of an alerting expression's result, with the alert's final labels. */
export interface AlertResult {
  readonly labels: Labels;
  readonly annotations: Annotations;
  readonly value: number;
}

/** What a server remembers of one alert. Times are milliseconds since the epoch. */
export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Annotations;
  readonly state: AlertState;
  /** Value at the last evaluation that had a result. */
  readonly value: number;
  readonly activeAtMs: number;
  readonly firedAtMs: number | undefined;
  readonly resolvedAtMs: number | undefined;
  /** When it was dropped while pending, or cleared by a group's limit; absent otherwise. */
  readonly endedAtMs?: number;
  readonly lastSentAtMs: number | undefined;
  /** First evaluation without a result while `keep_firing_for` holds the alert up. */
  readonly keepFiringSinceMs: number | undefined;
}

/** Alerts of one rule by label key, in the order they first appeared. */
export type AlertStates = ReadonlyMap<string, ActiveAlert>;

type AlertingRule = Extract<Rule, { kind: "alerting" }>;

export interface AlertStep {
  readonly states: AlertStates;
  readonly transitions: readonly AlertTransition[];
  /** Set when the group's limit was passed: all alerts are forgotten and nothing is written. */
  readonly error: string | undefined;
}

/**
 * One evaluation of an alerting rule, as a pure function: the states before, the expression's result and
 * the time give the states after. Source: rules/alerting.go, `Eval`. Results must have distinct labels.
 */
export function stepAlerts(
  states: AlertStates,
  results: readonly AlertResult[],
  atMs: number,
  rule: Pick<AlertingRule, "alert" | "forMs" | "keepFiringForMs">,
  limit = 0,
): AlertStep {
  if (states.size === 0 && results.length === 0) return { states, transitions: [], error: undefined };
  const merged = mergeResults(states, results, atMs);
  const present = new Set(results.map((result) => result.labels.key));
  const after = new Map<string, ActiveAlert>();
  const transitions: AlertTransition[] = [];
  let active = 0;
  for (const [key, alert] of merged) {
    const next = present.has(key) ? keepActive(alert, atMs, rule) : withoutResult(alert, atMs, rule);
    const from = states.get(key)?.state ?? "inactive";
    const to = next?.state ?? "inactive";
    if (from !== to) {
      transitions.push({ rule: rule.alert, labels: alert.labels, atMs, from, to, value: alert.value });
    }
    if (to !== "inactive") active++;
    if (next !== undefined) after.set(key, next);
  }
  if (limit > 0 && active > limit) {
    return {
      states: new Map(),
      transitions: forgetAll(states, rule.alert, atMs),
      error: `exceeded limit of ${limit} with ${active} alerts`,
    };
  }
  return { states: after, transitions, error: undefined };
}

/** Adds new elements as pending and refreshes value and annotations of those already active. */
function mergeResults(
  states: AlertStates,
  results: readonly AlertResult[],
  atMs: number,
): Map<string, ActiveAlert> {
  const merged = new Map(states);
  for (const { labels, annotations, value } of results) {
    const known = merged.get(labels.key);
    if (known !== undefined && known.state !== "inactive") {
      merged.set(labels.key, { ...known, annotations, value });
      continue;
    }
    merged.set(labels.key, {
      labels,
      annotations,
      state: "pending",
      value,
      activeAtMs: atMs,
      firedAtMs: undefined,
      resolvedAtMs: undefined,
      lastSentAtMs: undefined,
      keepFiringSinceMs: undefined,
    });
  }
  return merged;
}

function keepActive(alert: ActiveAlert, atMs: number, rule: Pick<AlertingRule, "forMs">): ActiveAlert {
  return applyHold({ ...alert, keepFiringSinceMs: undefined }, atMs, rule.forMs);
}

/** Pending fires after `for`; a firing alert whose `for` was raised on reload goes back to pending. */
function applyHold(alert: ActiveAlert, atMs: number, forMs: number): ActiveAlert {
  const heldMs = atMs - alert.activeAtMs;
  if (alert.state === "pending" && heldMs >= forMs) return { ...alert, state: "firing", firedAtMs: atMs };
  if (alert.state === "firing" && heldMs < forMs) {
    return {
      ...alert,
      state: "pending",
      firedAtMs: undefined,
      lastSentAtMs: undefined,
      keepFiringSinceMs: undefined,
    };
  }
  return alert;
}

/** An alert whose element is gone: a pending one is forgotten at once, a firing one resolves or is kept up. */
function withoutResult(
  alert: ActiveAlert,
  atMs: number,
  rule: Pick<AlertingRule, "forMs" | "keepFiringForMs">,
): ActiveAlert | undefined {
  if (alert.state === "pending") return undefined;
  if (alert.state === "inactive") {
    const resolvedMs = alert.resolvedAtMs ?? atMs;
    return atMs - resolvedMs > RESOLVED_RETENTION_MS ? undefined : alert;
  }
  if (rule.keepFiringForMs > 0) {
    const since = alert.keepFiringSinceMs ?? atMs;
    if (atMs - since < rule.keepFiringForMs) {
      return applyHold({ ...alert, keepFiringSinceMs: since }, atMs, rule.forMs);
    }
  }
  return { ...alert, state: "inactive", resolvedAtMs: atMs };
}

function forgetAll(states: AlertStates, rule: string, atMs: number): AlertTransition[] {
  const transitions: AlertTransition[] = [];
  for (const { labels, state, value } of states.values()) {
    if (state !== "inactive") transitions.push({ rule, labels, atMs, from: state, to: "inactive", value });
  }
  return transitions;
}

/** A sample an alerting rule writes about itself. */
export interface AlertSample {
  readonly labels: Labels;
  readonly value: number;
}

/**
 * `ALERTS` (1) and `ALERTS_FOR_STATE` (active since, unix seconds) of every pending or firing alert.
 * `ruleLabels` are the rule's labels as written: they show through where a template expanded to nothing.
 */
export function alertSamples(states: AlertStates, ruleLabels: Labels): readonly AlertSample[] {
  const samples: AlertSample[] = [];
  for (const { labels, state, activeAtMs } of states.values()) {
    if (state === "inactive") continue;
    const own = Labels.fromPairs(new Map([...ruleLabels.pairs, ...labels.pairs]));
    samples.push(
      { labels: own.with({ __name__: "ALERTS", alertstate: state }), value: 1 },
      { labels: own.with({ __name__: "ALERTS_FOR_STATE" }), value: Math.floor(activeAtMs / 1000) },
    );
  }
  return samples;
}

/** Whether a server sends this alert now: at once after a change, else every resend delay. */
export function needsSending(alert: ActiveAlert, atMs: number, resendDelayMs: number): boolean {
  if (alert.state === "pending") return false;
  if (alert.lastSentAtMs === undefined) return true;
  if (alert.resolvedAtMs !== undefined && alert.resolvedAtMs > alert.lastSentAtMs) return true;
  return alert.lastSentAtMs + resendDelayMs < atMs;
}
