import type {
  AlertInstance,
  AlertTransition,
  Labels,
  Notification,
  ResultSeries,
} from "../../simulator/index.ts";
import type { AlertData, NotificationData, TransitionData } from "./protocol.ts";
import type { SeriesData } from "./query-data.ts";

/** Turns the simulator's objects into plain data that survives the way to the page. */

export function plainLabels(labels: Labels): Record<string, string> {
  return labels.toRecord();
}

/** Copies the columns, so the buffers can be handed over without touching the engine's own. */
export function plainSeries(series: readonly ResultSeries[]): SeriesData[] {
  return series.map(({ labels, timesMs, values }) => ({
    labels: plainLabels(labels),
    timesMs: timesMs.slice(),
    values: values.slice(),
  }));
}

export function plainAlert(alert: AlertInstance): AlertData {
  return { ...alert, labels: plainLabels(alert.labels), annotations: { ...alert.annotations } };
}

export function plainTransition(transition: AlertTransition): TransitionData {
  return { ...transition, labels: plainLabels(transition.labels) };
}

export function plainNotification(notification: Notification): NotificationData {
  const { rule, labels, receiver, severity, status, channel } = notification;
  const { firedAtMs, deliveredMs, acknowledgedMs, escalatedMs } = notification;
  const times = { firedAtMs, deliveredMs, acknowledgedMs, escalatedMs };
  return { rule, labels: plainLabels(labels), receiver, severity, status, channel, ...times };
}
