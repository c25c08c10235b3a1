import { Labels } from "../../tsdb/labels.ts";
import type { NotifiedAlert } from "../rule-types.ts";
import { type AlertRecord, isResolved } from "./alert-record.ts";
import type { Route } from "./route.ts";

const MAX_RETRY_MS = 60_000;

/** Alerts of one route that share their grouping labels, and the timer that flushes them. */
export class AlertGroup {
  readonly route: Route;
  readonly labels: Labels;
  /** Alertmanager's group key: `{}/{severity="page"}:{alertname="X"}`. */
  readonly key: string;
  /** Order of making; groups due at the same instant flush in it. */
  readonly order: number;
  nextFlushMs: number;
  private readonly alerts = new Map<string, AlertRecord>();
  private failures = 0;

  constructor(route: Route, labels: Labels, order: number, nextFlushMs: number) {
    this.route = route;
    this.labels = labels;
    this.key = `${route.key}:${printLabels(labels)}`;
    this.order = order;
    this.nextFlushMs = nextFlushMs;
  }

  insert(alert: AlertRecord): void {
    this.alerts.set(alert.labels.key, alert);
  }

  /** The next flush comes a group interval after one that went well. */
  settle(nowMs: number): void {
    this.failures = 0;
    this.nextFlushMs = nowMs + this.route.groupIntervalMs;
  }

  /** After a failed delivery the group waits for a time that doubles up to a minute. */
  retry(nowMs: number): void {
    this.nextFlushMs = nowMs + Math.min(1000 * 2 ** Math.min(this.failures, 6), MAX_RETRY_MS);
    this.failures++;
  }

  get empty(): boolean {
    return this.alerts.size === 0;
  }

  /** Every alert of the group, oldest first, as of `nowMs`. */
  list(nowMs: number): readonly NotifiedAlert[] {
    const alerts = [...this.alerts.values()].map((alert): NotifiedAlert => {
      const resolved = isResolved(alert, nowMs);
      return {
        labels: alert.labels,
        annotations: alert.annotations,
        status: resolved ? "resolved" : "firing",
        startsAtMs: alert.startsAtMs,
        endsAtMs: resolved ? alert.endsAtMs : undefined,
      };
    });
    return alerts.sort((a, b) => a.startsAtMs - b.startsAtMs || Labels.compare(a.labels, b.labels));
  }

  /** Forgets what was told as resolved, unless it was updated since. */
  dropResolved(told: readonly NotifiedAlert[]): void {
    for (const { labels, status, endsAtMs } of told) {
      const known = this.alerts.get(labels.key);
      if (status === "resolved" && known?.endsAtMs === endsAtMs) this.alerts.delete(labels.key);
    }
  }
}

/** `{alertname="X", job="y"}`, as Go prints a label set. */
export function printLabels(labels: Labels): string {
  return `{${labels.pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
}
