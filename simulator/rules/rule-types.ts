import type { Labels } from "../tsdb/labels.ts";

export type AlertState = "inactive" | "pending" | "firing";

/** A recording or alerting rule of a Prometheus rule file; durations are milliseconds. */
export type Rule =
  | {
      readonly kind: "recording";
      readonly record: string;
      readonly expr: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "alerting";
      readonly alert: string;
      readonly expr: string;
      readonly forMs: number;
      readonly keepFiringForMs: number;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    };

export interface RuleGroup {
  readonly name: string;
  /** Name of the rule file; with the group's name it decides when in its interval the group runs. */
  readonly file?: string;
  /** Evaluation interval in milliseconds. */
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  readonly limit: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
}

/** One active alert: a rule and a label set. */
export interface AlertInstance {
  readonly rule: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: AlertState;
  readonly value: number;
  readonly activeAtMs: number;
  readonly firedAtMs: number | undefined;
  readonly resolvedAtMs: number | undefined;
  /** When a pending alert was dropped without firing; absent while it lives, and for one that fired. */
  readonly endedAtMs?: number;
}

/** A change of state of one alert instance, at the evaluation that made it. */
export interface AlertTransition {
  readonly rule: string;
  readonly labels: Labels;
  readonly atMs: number;
  readonly from: AlertState;
  readonly to: AlertState;
  readonly value: number;
}

/** An alert as a Prometheus server sends it to its Alertmanagers. Times are milliseconds since the epoch. */
export interface SentAlert {
  readonly rule: string;
  /** Labels of the alert, with the server's external labels added where free. */
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  /** When it fired. */
  readonly startsAtMs: number;
  /** When it resolved, or, while it fires, until when it counts as firing without being sent again. */
  readonly endsAtMs: number;
}

/** Health of a rule after its last evaluation, as `/api/v1/rules` gives it. */
export interface RuleStatus {
  readonly group: string;
  readonly rule: string;
  readonly kind: Rule["kind"];
  readonly health: "unknown" | "ok" | "err";
  /** Prometheus's text of the last evaluation's error; empty when it went well. */
  readonly lastError: string;
  /** Time of the last evaluation; undefined before the first. */
  readonly lastEvaluationMs: number | undefined;
  /** Samples the last evaluation read. */
  readonly samplesRead: number;
  readonly evaluations: number;
  readonly failures: number;
}

/** One rule's evaluation that failed; `error` is Prometheus's text. */
export interface EvaluationError {
  readonly group: string;
  readonly rule: string;
  readonly atMs: number;
  readonly error: string;
}

/** One alert inside a notification. */
export interface NotifiedAlert {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly status: "firing" | "resolved";
  readonly startsAtMs: number;
  /** When it resolved; undefined while it fires. */
  readonly endsAtMs: number | undefined;
}

/** Why Alertmanager sent, in its own terms. */
export type NotifyReason =
  | "first notification"
  | "new alerts in group"
  | "all alerts resolved"
  | "new resolved alerts"
  | "repeat interval elapsed";

/**
 * A notification delivered to a receiver after grouping. `rule` is the first alert's name, `labels` are
 * those all its alerts share, `firedAtMs` is the earliest start among them.
 */
export interface Notification {
  readonly rule: string;
  readonly labels: Labels;
  readonly receiver: string;
  readonly severity: string;
  readonly status: "firing" | "resolved";
  readonly firedAtMs: number;
  readonly deliveredMs: number;
  readonly acknowledgedMs: number | undefined;
  /** When nobody had acknowledged the page in time and the secondary was paged. */
  readonly escalatedMs: number | undefined;
  /** How it reaches people, by the receiver's integration. */
  readonly channel: NotificationChannel;
  readonly reason: NotifyReason;
  /** Alertmanager's key of the group: the route's matchers and the group's labels. */
  readonly groupKey: string;
  readonly alerts: readonly NotifiedAlert[];
}

export type NotificationChannel = "pager" | "chat" | "ticket" | "webhook";
