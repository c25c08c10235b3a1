import { useEffect, useMemo, useRef } from "react";
import { Chart } from "../../components/chart/Chart.tsx";
import type { ChartMark, ChartSeries } from "../../components/chart/chart-types.ts";
import type { ChartGeometry } from "../../components/chart/Marks.tsx";
import { formatDuration, formatShortTime, formatTime } from "../../components/format/format-time.ts";
import { formatNumber, formatValue } from "../../components/format/format-value.ts";
import { Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { AlertData, QuerySuccessData } from "../../session/protocol.ts";
import { useAsk, useSession } from "../../session/use-session.ts";
import {
  type AlertRule,
  annotationsOf,
  belongsTo,
  type Comparison,
  comparisonOf,
  type Lane,
  labelKey,
  type Story,
  storyOf,
} from "./model.ts";
import type { Inset } from "./Timeline.tsx";

/** Points of the chart: enough for a panel of 400 px, few enough to ask often. */
const points = 180;
/** Distance of scrapes and of rule evaluations, ms. */
const scrapeMs = 15_000;

/** The selected alert: when it became active, when it fires, and its expression against its limit. */
export function AlertDetail({
  active,
  lane,
  rule,
  alerts,
  fromMs,
  toMs,
  onInset,
  onQuery,
}: {
  active: boolean;
  lane: Lane;
  rule: AlertRule | undefined;
  alerts: readonly AlertData[];
  fromMs: number;
  toMs: number;
  onInset: (inset: Inset) => void;
  onQuery: (expr: string) => void;
}) {
  const story = storyOf(lane, rule);
  // Asked long before any sample: only the tree of the expression is wanted here.
  const shape = useAsk(
    "alerts/shape",
    "query",
    active && rule !== undefined ? { request: { expr: rule.expr, timeMs: 0 } } : undefined,
  );
  const comparison = shape.value?.status === "success" ? comparisonOf(shape.value.nodes) : undefined;
  const stepMs = Math.max(scrapeMs, Math.ceil((toMs - fromMs) / points / scrapeMs) * scrapeMs);
  const endMs = Math.floor(toMs / stepMs) * stepMs;
  const startMs = Math.ceil(fromMs / stepMs) * stepMs;
  const asked = useAsk(
    "alerts/value",
    "query",
    active && comparison !== undefined && endMs > startMs
      ? { request: { expr: comparison.expr, startMs, endMs, stepMs } }
      : undefined,
  );
  const result = asked.value?.status === "success" ? asked.value : undefined;
  const summary = annotationsOf(lane.rule, lane.labels, alerts, []).summary;
  return (
    <section className="blk" aria-label={lane.rule}>
      <h3>
        <span className="mono">{lane.rule}</span>
        {rule === undefined ? null : (
          <button type="button" className="btn quiet" onClick={() => onQuery(rule.expr)}>
            {t("alerts.openQuery")}
          </button>
        )}
      </h3>
      <p className="alert-story">{storyText(story, rule)}</p>
      {summary === undefined || lane.state === "inactive" ? null : <p className="dim">{summary}</p>}
      {result === undefined ? (
        asked.value?.status === "error" || asked.error !== undefined ? (
          <Failed text={asked.error ?? (asked.value?.status === "error" ? asked.value.error : "")} />
        ) : asked.slow ? (
          <Loading lines={3} />
        ) : null
      ) : result.series.length === 0 ? (
        <p className="dim">{t("alerts.noValues")}</p>
      ) : (
        <ValueChart
          lane={lane}
          story={story}
          result={result}
          comparison={comparison}
          fromMs={fromMs}
          toMs={toMs}
          stepMs={stepMs}
          onInset={onInset}
        />
      )}
      {rule === undefined ? (
        <p className="dim">{t("alerts.ruleGone")}</p>
      ) : (
        <pre className="alert-expr">{rule.expr.trim()}</pre>
      )}
    </section>
  );
}

/** The left side of the comparison over time, the limit as a line, and the alert's own moments. */
function ValueChart({
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

function storyText(story: Story | undefined, rule: AlertRule | undefined): string {
  if (story === undefined) {
    return rule === undefined || rule.forMs === 0
      ? t("alerts.neverActive")
      : t("alerts.neverActiveFor", { for: formatDuration(rule.forMs) });
  }
  const params = {
    since: formatTime(story.activeMs),
    for: formatDuration(story.forMs),
    fires: formatTime(story.firesMs),
    value: formatNumber(story.value),
  };
  if (!story.fired) {
    return story.endedMs === undefined
      ? t("alerts.storyPending", params)
      : t("alerts.storyGaveUp", { ...params, end: formatTime(story.endedMs) });
  }
  const end = story.endedMs;
  return end === undefined
    ? t("alerts.storyFired", params)
    : t("alerts.storyResolved", { ...params, end: formatShortTime(end) });
}
