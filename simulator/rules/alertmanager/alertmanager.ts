import type { Labels } from "../../tsdb/labels.ts";
import type { Notification, NotifiedAlert, NotifyReason, SentAlert } from "../rule-types.ts";
import { AlertGroup } from "./alert-group.ts";
import { type AlertRecord, isResolved, mergeAlerts, received } from "./alert-record.ts";
import { type AlertmanagerConfig, type Integration, parseAlertmanagerConfig } from "./config.ts";
import { DEFAULT_ALERTMANAGER_CONFIG } from "./default-config.ts";
import { inhibits } from "./inhibit-rule.ts";
import { NotificationLog } from "./notification-log.ts";
import { Pager } from "./pager.ts";
import { groupLabels, matchRoutes } from "./route.ts";
import { Silences } from "./silences.ts";
import { containsTime } from "./time-interval.ts";

export interface AlertmanagerOptions {
  /** A loaded configuration; Nines' default routing when absent. */
  readonly config?: AlertmanagerConfig;
  /** What a member of a cluster shares with its peers, and how long it waits for them before it sends. */
  readonly cluster?: {
    readonly silences: Silences;
    readonly log: NotificationLog;
    readonly waitMs: () => number;
  };
}

/** A flush that waits for the peers before this one. */
interface WaitingFlush {
  readonly id: string;
  readonly group: AlertGroup;
  readonly all: readonly NotifiedAlert[];
  readonly told: readonly NotifiedAlert[];
  readonly atMs: number;
}

/** Why alerts of a group were kept back at a flush, for explanations. */
export interface Suppression {
  readonly atMs: number;
  readonly groupKey: string;
  readonly receiver: string;
  readonly labels: Labels;
  readonly by: "inhibition" | "silence" | "mute time" | "inactive time";
}

/**
 * An Alertmanager in simulated time: alerts come in, are routed and grouped, and leave as notifications to
 * simulated inboxes. It holds no clock: the owner asks `nextEventMs` and calls `advance`.
 */
export class Alertmanager {
  readonly silences: Silences;
  private config: AlertmanagerConfig;
  private readonly alerts = new Map<string, AlertRecord>();
  private groups = new Map<string, AlertGroup>();
  private readonly log: NotificationLog;
  private readonly waitMs: () => number;
  private waiting: readonly WaitingFlush[] = [];
  private readonly pager = new Pager();
  private readonly suppressed: Suppression[] = [];
  private readonly failing = new Set<string>();
  private deliveries: Notification[] = [];
  private made = 0;
  private receivedCount = 0;
  private failedCount = 0;

  constructor(options: AlertmanagerOptions = {}) {
    this.config = options.config ?? defaultConfig();
    const { silences, log, waitMs } = options.cluster ?? {};
    this.silences = silences ?? new Silences();
    this.log = log ?? new NotificationLog();
    this.waitMs = waitMs ?? (() => 0);
  }

  /**
   * Loads another configuration: groups are built anew from the alerts known, as on a real reload. The
   * notification log and silences stay, so nothing is told twice.
   */
  reload(config: AlertmanagerConfig, nowMs: number): void {
    this.runBefore(nowMs);
    this.config = config;
    this.groups = new Map();
    this.waiting = [];
    for (const alert of this.alerts.values()) if (!isResolved(alert, nowMs)) this.dispatch(alert, nowMs);
  }

  /** Takes alerts as a Prometheus server sends them at `nowMs`. */
  receive(alerts: readonly SentAlert[], nowMs: number): void {
    this.runBefore(nowMs);
    for (const sent of alerts) {
      this.receivedCount++;
      const alert = mergeAlerts(this.alerts.get(sent.labels.key), received(sent, nowMs), nowMs);
      this.alerts.set(sent.labels.key, alert);
      this.dispatch(alert, nowMs);
    }
  }

  /** When something is due next: a group's flush or an escalation. +Infinity when nothing is. */
  nextEventMs(): number {
    let next = this.pager.nextEventMs();
    for (const group of this.groups.values()) next = Math.min(next, group.nextFlushMs);
    for (const { atMs } of this.waiting) next = Math.min(next, atMs);
    return next;
  }

  /** Does everything due up to `nowMs` and returns the notifications delivered since the last call. */
  advance(nowMs: number): Notification[] {
    this.runBefore(nowMs);
    this.runDue(nowMs);
    const delivered = this.deliveries;
    this.deliveries = [];
    return delivered;
  }

  /** A person acknowledges the open pages of a rule; returns how many there were. */
  acknowledge(rule: string, atMs: number): number {
    this.runBefore(atMs);
    return this.pager.acknowledge(rule, atMs);
  }

  /** Everything delivered so far, with acknowledgements and escalations as of now. */
  notifications(): Notification[] {
    return this.pager.notifications();
  }

  /** What was kept back, oldest first. */
  suppressions(): readonly Suppression[] {
    return this.suppressed;
  }

  /**
   * Makes a receiver fail, or work again. Failed groups are flushed again after 1, 2, 4, … seconds, at most
   * a minute apart; the real Alertmanager retries the same batch with jitter until the group interval ends.
   */
  setReceiverFailing(receiver: string, failing: boolean): void {
    if (failing) this.failing.add(receiver);
    else this.failing.delete(receiver);
  }

  /** Alerts not yet resolved, with the receivers they route to. */
  activeAlerts(nowMs: number): { readonly labels: Labels; readonly receivers: readonly string[] }[] {
    return [...this.alerts.values()]
      .filter((alert) => !isResolved(alert, nowMs))
      .map(({ labels }) => ({
        labels,
        receivers: matchRoutes(this.config.route, labels).map(({ receiver }) => receiver),
      }));
  }

  /** Counters of the server's own metrics. */
  counters(): { readonly received: number; readonly failed: number; readonly groups: number } {
    return { received: this.receivedCount, failed: this.failedCount, groups: this.groups.size };
  }

  private dispatch(alert: AlertRecord, nowMs: number): void {
    for (const route of matchRoutes(this.config.route, alert.labels)) {
      const labels = groupLabels(route, alert.labels);
      const id = `${route.id}\u0000${labels.key}`;
      const known = this.groups.get(id);
      if (known !== undefined) {
        known.insert(alert);
        continue;
      }
      const overdue = alert.startsAtMs + route.groupWaitMs < nowMs;
      const group = new AlertGroup(route, labels, this.made++, overdue ? nowMs : nowMs + route.groupWaitMs);
      group.insert(alert);
      this.groups.set(id, group);
    }
  }

  private runBefore(nowMs: number): void {
    for (let next = this.nextEventMs(); next < nowMs; next = this.nextEventMs()) this.runDue(next);
  }

  private runDue(nowMs: number): void {
    this.pager.advance(nowMs);
    const sent = this.sendWaiting(nowMs);
    const due = [...this.groups].filter(([, group]) => group.nextFlushMs <= nowMs);
    due.sort(([, a], [, b]) => a.nextFlushMs - b.nextFlushMs || a.order - b.order);
    for (const [id, group] of due) {
      this.flush(id, group, nowMs);
      if (group.empty) this.groups.delete(id);
    }
    if (sent || due.length > 0) this.forgetResolved(nowMs);
  }

  /** Alertmanager's store drops resolved alerts; groups keep theirs until they are told. */
  private forgetResolved(nowMs: number): void {
    for (const [key, alert] of this.alerts) if (isResolved(alert, nowMs)) this.alerts.delete(key);
  }

  /** Sends what has waited long enough; false when nothing had. */
  private sendWaiting(nowMs: number): boolean {
    const ready = this.waiting.filter(({ atMs }) => atMs <= nowMs);
    if (ready.length === 0) return false;
    this.waiting = this.waiting.filter(({ atMs }) => atMs > nowMs);
    for (const { id, group, all, told } of ready) {
      if (this.notify(group, told, nowMs)) group.dropResolved(all);
      else group.retry(nowMs);
      if (group.empty) this.groups.delete(id);
    }
    return true;
  }

  private flush(id: string, group: AlertGroup, nowMs: number): void {
    const all = group.list(nowMs);
    const told = this.unmuted(group, all, nowMs);
    const waitMs = told.length === 0 ? 0 : this.waitMs();
    if (waitMs > 0) {
      const atMs = nowMs + waitMs;
      this.waiting = [...this.waiting, { id, group, all, told, atMs }];
      group.settle(nowMs);
      group.nextFlushMs = Math.max(group.nextFlushMs, atMs);
      return;
    }
    if (told.length === 0 || this.notify(group, told, nowMs)) {
      group.dropResolved(all);
      group.settle(nowMs);
    } else group.retry(nowMs);
  }

  /** Inhibition, time intervals and silences, in the pipeline's order. */
  private unmuted(group: AlertGroup, alerts: readonly NotifiedAlert[], nowMs: number): NotifiedAlert[] {
    const firing = [...this.alerts.values()]
      .filter((one) => !isResolved(one, nowMs))
      .map(({ labels }) => labels);
    const keep = (
      left: readonly NotifiedAlert[],
      by: Suppression["by"],
      hidden: (labels: Labels) => boolean,
    ) =>
      left.filter(({ labels }) => {
        if (!hidden(labels)) return true;
        const { receiver } = group.route;
        this.suppressed.push({ atMs: nowMs, groupKey: group.key, receiver, labels, by });
        return false;
      });
    let left = keep(alerts, "inhibition", (labels) =>
      this.config.inhibitRules.some((rule) => inhibits(rule, labels, firing) !== undefined),
    );
    const { activeTimeIntervals, muteTimeIntervals } = group.route;
    const inactive = activeTimeIntervals.length > 0 && !this.inAny(activeTimeIntervals, nowMs);
    left = keep(left, "inactive time", () => inactive);
    const muted = this.inAny(muteTimeIntervals, nowMs);
    left = keep(left, "mute time", () => muted);
    return keep(left, "silence", (labels) => this.silences.hiding(labels, nowMs) !== undefined);
  }

  private inAny(names: readonly string[], nowMs: number): boolean {
    return names.some((name) =>
      this.config.timeIntervals.get(name)?.some((interval) => containsTime(interval, nowMs)),
    );
  }

  /** Sends to each integration that has something to learn. False when a delivery failed. */
  private notify(group: AlertGroup, alerts: readonly NotifiedAlert[], nowMs: number): boolean {
    const { route } = group;
    const firing = new Set(alerts.filter((one) => one.status === "firing").map(({ labels }) => labels.key));
    const resolved = new Set(
      alerts.filter((one) => one.status === "resolved").map(({ labels }) => labels.key),
    );
    const integrations = this.config.receivers.get(route.receiver)?.integrations ?? [];
    let ok = true;
    integrations.forEach((integration, index) => {
      const key = `${group.key}\u0000${route.receiver}\u0000${integration.name}\u0000${index}`;
      const { sendResolved } = integration;
      const { repeatIntervalMs } = route;
      const reason = this.log.reason(key, firing, resolved, { repeatIntervalMs, sendResolved }, nowMs);
      if (reason === undefined) return;
      if (this.failing.has(route.receiver)) {
        this.failedCount++;
        ok = false;
        return;
      }
      this.log.record(key, firing, resolved, repeatIntervalMs, nowMs);
      const sent = sendResolved ? alerts : alerts.filter(({ status }) => status === "firing");
      if (sent.length > 0) this.deliver(toNotification(group, sent, integration, reason, nowMs));
    });
    return ok;
  }

  private deliver(notification: Notification): void {
    this.deliveries.push(notification);
    this.pager.deliver(notification);
  }
}

function toNotification(
  group: AlertGroup,
  alerts: readonly NotifiedAlert[],
  integration: Integration,
  reason: NotifyReason,
  deliveredMs: number,
): Notification {
  const firing = alerts.some(({ status }) => status === "firing");
  const labels = commonLabels(alerts);
  return {
    rule: labels.get("alertname") || (alerts[0]?.labels.get("alertname") ?? ""),
    labels,
    receiver: group.route.receiver,
    severity: labels.get("severity"),
    status: firing ? "firing" : "resolved",
    firedAtMs: Math.min(...alerts.map(({ startsAtMs }) => startsAtMs)),
    deliveredMs,
    acknowledgedMs: undefined,
    escalatedMs: undefined,
    channel: integration.channel,
    reason,
    groupKey: group.key,
    alerts,
  };
}

function commonLabels(alerts: readonly NotifiedAlert[]): Labels {
  const first = alerts[0]?.labels;
  if (first === undefined) throw new Error("a notification needs an alert");
  const shared = first.pairs.filter(([name, value]) =>
    alerts.every(({ labels }) => labels.get(name) === value),
  );
  return first.only(shared.map(([name]) => name));
}

let builtIn: AlertmanagerConfig | undefined;

function defaultConfig(): AlertmanagerConfig {
  if (builtIn === undefined) {
    const read = parseAlertmanagerConfig(DEFAULT_ALERTMANAGER_CONFIG);
    if (!read.ok) throw new Error(`the built-in routing does not load: ${read.error}`);
    builtIn = read.config;
  }
  return builtIn;
}
