import type { ChartMark, ChartSeries } from "../../components/chart/chart-types.ts";
import { t } from "../../i18n/t.ts";
import type { ModelPoint } from "../../session/model-history.ts";
import type { ModelEvent } from "../../session/model-view.ts";
import type { QueryData, SeriesData } from "../../session/query-data.ts";

/** The container's limit (02 section 9), as the worker enforces it. */
export const limitBytes = 256 * 1024 * 1024;
/** Accuracy the service promises; a shift of half a standard deviation breaks it. */
export const accuracyObjective = 0.92;

/** Requests of one batch, and how many of them arrive in a simulated second. */
const batchSize = 32;
const perSecond = 10;
/** A request's 16 inputs and its score, float32, and the 512 × 64 activations that explain it. */
const bytesPerRequest = 4 * (16 + 1) + 4 * 512 * 64;

/** What a handler that forgets to dispose keeps of each batch, and how soon that reaches the limit. */
export const leak = {
  tensorsPerBatch: 2 + batchSize,
  bytesPerBatch: batchSize * bytesPerRequest,
  fullAfterMs: Math.ceil(limitBytes / (batchSize * bytesPerRequest)) * (batchSize / perSecond) * 1000,
} as const;

/** What the model's exporter exposes, and the expression that shows each best. */
export const metrics = [
  { name: "tfjs_tensors", expr: "tfjs_tensors", about: t("model.aboutTensors"), unit: "count" },
  { name: "tfjs_bytes", expr: "tfjs_bytes", about: t("model.aboutBytes"), unit: "bytes" },
  {
    name: "tfjs_batches_total",
    expr: "rate(tfjs_batches_total[5m])",
    about: t("model.aboutBatches"),
    unit: "count",
  },
  {
    name: "tfjs_restarts_total",
    expr: "increase(tfjs_restarts_total[1h])",
    about: t("model.aboutRestarts"),
    unit: "count",
  },
  {
    name: "model_accuracy",
    expr: 'model_accuracy{dataset="production"}',
    about: t("model.aboutAccuracy"),
    unit: "ratio",
  },
  {
    name: "model_labelled_predictions_total",
    expr: "sum by (outcome) (rate(model_labelled_predictions_total[5m]))",
    about: t("model.aboutLabelled"),
    unit: "count",
  },
] as const;

/** One question for the newest value of all of them. */
export const metricsQuery = `{__name__=~"${metrics.map(({ name }) => name).join("|")}"}`;

const gpuPods = 'exported_pod=~"bert-model-serving-.+"';
/** Device memory in use on the GPUs of the simulated replicas, over time. */
export const gpuRangeQuery = `max by (exported_pod) (DCGM_FI_DEV_FB_USED{${gpuPods}})`;
/** Used and free of the same devices, at one moment. */
export const gpuNowQuery = `{__name__=~"DCGM_FI_DEV_FB_(USED|FREE)",${gpuPods}}`;

/** Newest value by metric name; the outcomes of a counter are added up. */
export function newestByName(data: QueryData | undefined): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (data?.status !== "success") return found;
  for (const series of data.series) {
    const name = series.labels.__name__ ?? "";
    const value = lastOf(series);
    if (value !== undefined) found.set(name, (found.get(name) ?? 0) + value);
  }
  return found;
}

/** Memory of one simulated replica's GPU in MiB. */
export interface ReplicaMemory {
  readonly pod: string;
  readonly usedMiB: number;
  readonly totalMiB: number;
}

/** Replicas by name, those that the last scrapes saw. */
export function replicaMemory(data: QueryData | undefined): readonly ReplicaMemory[] {
  if (data?.status !== "success") return [];
  const byPod = new Map<string, { used: number; free: number }>();
  for (const series of data.series) {
    const pod = series.labels.exported_pod ?? "";
    const value = lastOf(series) ?? Number.NaN;
    const memory = byPod.get(pod) ?? { used: Number.NaN, free: Number.NaN };
    if (series.labels.__name__ === "DCGM_FI_DEV_FB_USED") memory.used = value;
    else memory.free = value;
    byPod.set(pod, memory);
  }
  return [...byPod]
    .filter(([, { used, free }]) => Number.isFinite(used + free))
    .map(([pod, { used, free }]) => ({ pod, usedMiB: used, totalMiB: used + free }))
    .sort((a, b) => (a.pod < b.pod ? -1 : 1));
}

/** The replica that is nearest to its limit. */
export function fullestOf(replicas: readonly ReplicaMemory[]): ReplicaMemory | undefined {
  let fullest: ReplicaMemory | undefined;
  for (const one of replicas) {
    if (fullest === undefined || one.usedMiB / one.totalMiB > fullest.usedMiB / fullest.totalMiB)
      fullest = one;
  }
  return fullest;
}

function lastOf(series: SeriesData): number | undefined {
  return series.values[series.values.length - 1];
}

/** Tone of a memory share: the last 5 % is critical, above 85 % a warning. */
export function toneOf(share: number): "ok" | "warn" | "crit" {
  return share >= 0.95 ? "crit" : share >= 0.85 ? "warn" : "ok";
}

/** One figure of the process over time. */
export function lineOf(
  name: string,
  points: readonly ModelPoint[],
  read: (point: ModelPoint) => number,
): ChartSeries {
  return {
    key: name,
    name,
    timesMs: Float64Array.from(points, (point) => point.atMs),
    values: Float64Array.from(points, read),
  };
}

/** What happened to the process, as marks of its charts. */
export function marksOf(events: readonly ModelEvent[], fromMs: number): readonly ChartMark[] {
  return events
    .filter(({ atMs }) => atMs >= fromMs)
    .map(({ atMs, kind, value }): ChartMark => {
      if (kind === "killed") return { atMs, kind: "page", text: value };
      if (kind === "drift") return { atMs, kind: "event", text: t("model.markDrift", { drift: value }) };
      return {
        atMs,
        kind: "deploy",
        text: value === "tidy" ? t("model.markTidy") : t("model.markForgets"),
      };
    });
}

/** Shortest span a chart shows, so that the first points do not fill it. */
const shortestMs = 120_000;

/** From the first point, or as far back as the shared range goes, to now. */
export function chartSpan(
  points: readonly ModelPoint[],
  nowMs: number,
  rangeMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const first = points[0]?.atMs ?? nowMs;
  return { fromMs: Math.min(Math.max(first, nowMs - rangeMs), nowMs - shortestMs), toMs: nowMs };
}

/** Step of the simulated chart: a scrape, or more for a long range, at most 240 points a line. */
export function stepFor(rangeMs: number): number {
  return Math.max(15_000, Math.ceil(rangeMs / 240 / 15_000) * 15_000);
}

/** `1,234,567`: thousands apart, never localised. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A reason from the browser or from TensorFlow.js, ended as a sentence. */
export function sentence(reason: string | undefined): string {
  const text = reason?.trim() ?? "";
  if (text === "") return t("model.noReason");
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** `10`, `4.3`, `0.04`: a rate in few digits, never rounded to nothing. */
export function rateText(perSecond: number): string {
  if (perSecond >= 9.5) return String(Math.round(perSecond));
  return perSecond >= 0.1 ? perSecond.toFixed(1) : String(Number(perSecond.toPrecision(1)));
}

/** `12.3`: bytes in MiB, with one digit so that the width stays. */
export function mebibytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

/** `94.9 %`: a share in percent. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
