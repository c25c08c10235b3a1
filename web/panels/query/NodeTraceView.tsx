import { useState } from "react";
import { selectorText, seriesKey } from "../../components/chart/legend.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { PlainLabels } from "../../session/protocol.ts";
import type { ExplainData } from "../../session/query-data.ts";
import { useAsk } from "../../session/use-session.ts";
import "./node-trace.css";
import { TraceDetail } from "./TraceDetail.tsx";

/** One node at one instant: which instant and which series are the learner's choice. */
export function NodeTraceView({
  node,
  request,
  point,
  onFix,
}: {
  node: ExplainData["nodes"][number];
  request: { expr: string; startMs: number; endMs: number; stepMs: number };
  /** Where to begin: a point that was chosen in the graph. */
  point: { readonly atMs: number; readonly labels: PlainLabels } | undefined;
  onFix: (expr: string) => void;
}) {
  const [chosenMs, setChosenMs] = useState(point?.atMs);
  const [focus, setFocus] = useState<PlainLabels | undefined>(() =>
    point !== undefined && node.series.some((one) => seriesKey(one) === seriesKey(point))
      ? point.labels
      : undefined,
  );
  const atMs = Math.min(Math.max(chosenMs ?? request.endMs, request.startMs), request.endMs);
  const { value, error, slow } = useAsk("query/trace", "trace", {
    expr: request.expr,
    timeMs: atMs,
    nodeId: node.nodeId,
    ...(focus === undefined ? {} : { focus }),
  });
  const traced =
    value?.status === "success" ? value.nodes.find(({ nodeId }) => nodeId === node.nodeId) : undefined;
  const failed = error ?? (value?.status === "error" ? value.error : (traced?.error ?? undefined));
  return (
    <section className="node-trace" aria-label={t("nodeTrace.open", { text: node.text })}>
      <div className="choose">
        <label>
          {t("nodeTrace.at")} <output>{formatTime(atMs)}</output>
          <input
            type="range"
            min={request.startMs}
            max={request.endMs}
            step={request.stepMs}
            value={atMs}
            aria-valuetext={formatTime(atMs)}
            onChange={(event) => setChosenMs(Number(event.target.value))}
          />
        </label>
        {node.series.length < 2 ? null : (
          <label>
            {t("nodeTrace.series")}
            <select
              value={focus === undefined ? "" : seriesKey({ labels: focus })}
              onChange={(event) =>
                setFocus(
                  node.series.find(({ labels }) => seriesKey({ labels }) === event.target.value)?.labels,
                )
              }
            >
              <option value="">{t("nodeTrace.anySeries")}</option>
              {node.series.map(({ labels }) => (
                <option key={seriesKey({ labels })} value={seriesKey({ labels })}>
                  {selectorText({ labels })}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {failed === undefined ? null : <p className="crit">{failed}</p>}
      {traced === undefined ? (
        slow ? (
          <Loading lines={3} />
        ) : null
      ) : (
        <TraceDetail node={traced} onFix={onFix} />
      )}
    </section>
  );
}
