import { useEffect, useMemo, useState } from "react";
import {
  type DashboardPanel,
  interpolate,
  legendText,
  type PanelTarget,
  type QueryTimes,
  type VariableValue,
} from "../../../simulator/index.ts";
import { legendColumns, seriesKey, seriesName } from "../../components/chart/legend.ts";
import type { PlainLabels } from "../../session/protocol.ts";
import type { QueryData, QuerySuccessData } from "../../session/query-data.ts";
import { ask } from "../../session/session.ts";
import { Cancelled } from "../../session/worker-client.ts";

/** What the panels of one dashboard are drawn for. */
export interface DashboardView {
  readonly values: ReadonlyMap<string, VariableValue>;
  readonly times: QueryTimes;
  readonly startMs: number;
  readonly endMs: number;
}

/** One line of a panel, in the unit of its query. */
export interface PanelLine {
  readonly key: string;
  readonly name: string;
  readonly labels: PlainLabels;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

export interface PanelData {
  readonly lines: readonly PanelLine[];
  readonly errors: readonly string[];
  readonly loading: boolean;
  readonly samplesRead: number;
  readonly tookMs: number;
  readonly stepMs: number;
}

/** The expressions of a panel as they are sent. */
export function filledIn(target: PanelTarget, { values, times }: DashboardView): string {
  const scrapeIntervalMs = target.minStepMs ?? times.scrapeIntervalMs;
  return interpolate(target.expr, values, { ...times, scrapeIntervalMs });
}

type Reply = { readonly key: string; readonly replies: readonly QueryData[] };

/** Asks every query of a panel and asks again when the range moves; the last answer stays until the next is there. */
export function usePanelData(
  slot: string,
  panel: DashboardPanel,
  view: DashboardView | undefined,
  visible: boolean,
): PanelData {
  const [reply, setReply] = useState<Reply | undefined>(undefined);
  const targets = useMemo(
    () => panel.targets.filter(({ hidden, expr }) => !hidden && expr.trim() !== ""),
    [panel.targets],
  );
  const requests = useMemo(() => {
    if (view === undefined) return undefined;
    return targets.map((target) => {
      const expr = filledIn(target, view);
      const stepMs = Math.max(view.times.intervalMs, target.minStepMs ?? 0);
      return target.instant
        ? { expr, timeMs: view.endMs }
        : { expr, startMs: view.startMs, endMs: view.endMs, stepMs };
    });
  }, [targets, view]);
  const key = requests === undefined ? undefined : JSON.stringify(requests);
  useEffect(() => {
    if (key === undefined || !visible) return;
    const stop = new AbortController();
    const list = JSON.parse(key) as NonNullable<typeof requests>;
    Promise.all(
      list.map((request, i) => ask("query", { request }, { slot: `${slot}/${i}`, signal: stop.signal })),
    ).then(
      (replies) => setReply({ key, replies }),
      (error: unknown) => {
        if (error instanceof Cancelled) return;
        const text = error instanceof Error ? error.message : String(error);
        setReply({ key, replies: [{ status: "error", errorType: "execution", error: text }] });
      },
    );
    return () => stop.abort();
  }, [key, slot, visible]);
  return useMemo(() => {
    const good = (reply?.replies ?? []).map((one) => (one.status === "success" ? one : undefined));
    return {
      lines: linesOf(targets, good),
      errors: (reply?.replies ?? []).flatMap((one) => (one.status === "error" ? [one.error] : [])),
      loading: reply === undefined && targets.length > 0,
      samplesRead: good.reduce((sum, one) => sum + (one?.samplesRead ?? 0), 0),
      tookMs: good.reduce((sum, one) => sum + (one?.tookMs ?? 0), 0),
      stepMs: view?.times.intervalMs ?? 0,
    };
  }, [reply, targets, view?.times.intervalMs]);
}

function linesOf(
  targets: readonly PanelTarget[],
  replies: readonly (QuerySuccessData | undefined)[],
): readonly PanelLine[] {
  return replies.flatMap((reply, i) => {
    const target = targets[i];
    if (reply === undefined || target === undefined) return [];
    const { varying } = legendColumns(reply.series);
    return reply.series.map((one) => ({
      key: `${target.refId} ${seriesKey(one)}`,
      name: legendText(target.legendFormat, one.labels) ?? seriesName(one, varying),
      labels: one.labels,
      timesMs: one.timesMs,
      values: one.values,
    }));
  });
}
