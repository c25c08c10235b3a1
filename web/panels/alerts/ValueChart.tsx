import { useEffect, useMemo, useRef } from "react";
import { Chart } from "../../components/chart/Chart.tsx";
import type { ChartMark, ChartSeries } from "../../components/chart/chart-types.ts";
import type { ChartGeometry } from "../../components/chart/Marks.tsx";
import { formatValue } from "../../components/format/format-value.ts";
import { t } from "../../i18n/t.ts";
import type { QuerySuccessData } from "../../session/query-data.ts";
import { useSession } from "../../session/use-session.ts";
import { belongsTo, type Comparison, type Lane, labelKey, type Story } from "./model.ts";
import type { Inset } from "./Timeline.tsx";

/** The left side of the comparison over time, the limit as a line, and the alert's own moments. */
export function ValueChart({
  lane,
  story,
  result,
  comparison,
  fromMs,
  toMs,
  stepMs,
  onInset,
}: {
  lane: Lane;
  story: Story | undefined;
  result: QuerySuccessData;
  comparison: Comparison | undefined;
  fromMs: number;
  toMs: number;
  stepMs: number;
  onInset: (inset: Inset) => void;
}) {
  const changes = useSession((state) => state.live.changes);
  const series = useMemo((): ChartSeries[] => {
    const many = result.series.length > 1 && lane.segments.length > 0;
    return result.series.map((one) => ({
      key: labelKey(one.labels),
      name: Object.values(one.labels).join(" ") || lane.rule,
      timesMs: one.timesMs,
      values: one.values,
      role: many && !belongsTo(one.labels, lane.labels) ? "context" : "line",
    }));
  }, [result, lane]);
  const marks: ChartMark[] = changes
    .filter(({ channel }) => channel === "deploy")
    .map(({ atMs, to }) => ({ atMs, kind: "deploy", text: t("alerts.deployMark", { to }) }));
  if (story !== undefined) {
    marks.push({ atMs: story.activeMs, kind: "event", text: t("alerts.sinceMark") });
    if (story.fired) marks.push({ atMs: story.firesMs, kind: "page", text: t("alerts.firesMark") });
  }
  const limit = comparison?.limit;
  return (
    <Chart
      title={t("alerts.chartTitle", { rule: lane.rule })}
      series={series}
      unit={result.unit}
      fromMs={fromMs}
      toMs={toMs}
      stepMs={stepMs}
      marks={marks}
      thresholds={
        limit === undefined
          ? []
          : [{ value: limit, text: `${comparison?.operator} ${formatValue(limit, result.unit)}` }]
      }
      height={150}
      overlay={(geometry) => <Align geometry={geometry} onInset={onInset} />}
    />
  );
}

/** Tells the timeline above where the plot begins and ends, so both share one axis. */
function Align({ geometry, onInset }: { geometry: ChartGeometry; onInset: (inset: Inset) => void }) {
  const { left, width } = geometry;
  const mark = useRef<SVGGElement>(null);
  useEffect(() => {
    const full = mark.current?.ownerSVGElement?.clientWidth ?? left + width;
    onInset({ start: left, end: Math.max(0, full - left - width) });
  }, [left, width, onInset]);
  return <g ref={mark} />;
}
