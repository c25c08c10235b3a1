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

/** A notification delivered to a receiver after grouping. */
export interface Notification {
  readonly rule: string;
  readonly labels: Labels;
  readonly receiver: string;
  readonly severity: string;
  readonly status: "firing" | "resolved";
  readonly firedAtMs: number;
  readonly deliveredMs: number;
  readonly acknowledgedMs: number | undefined;
  readonly escalatedMs: number | undefined;
}
