import type { Labels } from "../../tsdb/labels.ts";
import type { SentAlert } from "../rule-types.ts";

/** An alert as Alertmanager keeps it. Times are milliseconds since the epoch. */
export interface AlertRecord {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly updatedAtMs: number;
  /** The end is only the time until which the sender vouches for the alert. */
  readonly timeout: boolean;
}

/** An alert whose end has come counts as resolved. */
export function isResolved(alert: AlertRecord, atMs: number): boolean {
  return alert.endsAtMs <= atMs;
}

/** What arrives, as the API stores it. */
export function received(alert: SentAlert, nowMs: number): AlertRecord {
  const { labels, annotations, startsAtMs, endsAtMs } = alert;
  return { labels, annotations, startsAtMs, endsAtMs, updatedAtMs: nowMs, timeout: false };
}

/**
 * Joins a new message with what is known of the same alert when their times overlap: the earliest start
 * is kept, and the later end while it fires. Source: alert/alert.go, `Merge`; provider/mem.
 */
export function mergeAlerts(old: AlertRecord | undefined, next: AlertRecord, nowMs: number): AlertRecord {
  if (old === undefined || !overlaps(old, next)) return next;
  const startsAtMs = Math.min(old.startsAtMs, next.startsAtMs);
  let { endsAtMs } = next;
  if (isResolved(next, nowMs)) {
    if (isResolved(old, nowMs) && old.endsAtMs > endsAtMs) endsAtMs = old.endsAtMs;
  } else if (old.endsAtMs > endsAtMs && !old.timeout) endsAtMs = old.endsAtMs;
  return { ...next, startsAtMs, endsAtMs };
}

function overlaps(old: AlertRecord, next: AlertRecord): boolean {
  return (
    (next.endsAtMs > old.startsAtMs && next.endsAtMs < old.endsAtMs) ||
    (next.startsAtMs > old.startsAtMs && next.startsAtMs < old.endsAtMs)
  );
}
