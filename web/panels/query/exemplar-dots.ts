import { type ChartGeometry, placeX, placeY } from "../../components/chart/Marks.tsx";
import type { ExemplarData } from "../../session/protocol.ts";

/** A dot and the exemplar it stands for. */
export interface ExemplarDot {
  readonly x: number;
  readonly y: number;
  readonly exemplar: ExemplarData;
  readonly traceId: string;
}

/** Dots nearer than this would cover each other, px. */
const cellPx = 14;

/** Where exemplars stand on a chart. Of those that would cover each other the slowest is drawn. */
export function exemplarDots(g: ChartGeometry, exemplars: readonly ExemplarData[]): readonly ExemplarDot[] {
  const cells = new Map<string, ExemplarDot>();
  for (const exemplar of exemplars) {
    const traceId = traceOf(exemplar);
    const { timeMs, value } = exemplar;
    if (traceId === undefined || timeMs < g.fromMs || timeMs > g.toMs) continue;
    if (!(value >= g.low && value <= g.high)) continue;
    const x = placeX(g, timeMs);
    const y = placeY(g, value);
    const cell = `${Math.floor(x / cellPx)} ${Math.floor(y / cellPx)}`;
    const before = cells.get(cell);
    if (before !== undefined && before.exemplar.value >= value) continue;
    cells.set(cell, { x, y, exemplar, traceId });
  }
  return [...cells.values()];
}

/** Least and greatest value; undefined without any. */
export function spanOf(exemplars: readonly ExemplarData[]): readonly [number, number] | undefined {
  let span: [number, number] | undefined;
  for (const { value } of exemplars) {
    if (!Number.isFinite(value)) continue;
    span = span === undefined ? [value, value] : [Math.min(span[0], value), Math.max(span[1], value)];
  }
  return span;
}

/** The slowest first, each trace once: what a list beside the chart shows. */
export function slowestFirst(exemplars: readonly ExemplarData[], most: number): readonly ExemplarData[] {
  const traces = new Map<string, ExemplarData>();
  for (const exemplar of exemplars) {
    const id = traceOf(exemplar);
    if (id === undefined) continue;
    const before = traces.get(id);
    if (before === undefined || exemplar.value > before.value) traces.set(id, exemplar);
  }
  return [...traces.values()].sort((a, b) => b.value - a.value || b.timeMs - a.timeMs).slice(0, most);
}

/** The trace an exemplar leads to; the label is OpenTelemetry's (OpenMetrics, "Exemplars"). */
export function traceOf({ labels }: Pick<ExemplarData, "labels">): string | undefined {
  return labels.trace_id;
}
