import { formatDuration, formatShortTime, formatTime } from "../../components/format/format-time.ts";
import { formatNumber } from "../../components/format/format-value.ts";
import { Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { AlertData } from "../../session/protocol.ts";
import { useAsk } from "../../session/use-session.ts";
import { type AlertRule, annotationsOf, comparisonOf, type Lane, type Story, storyOf } from "./model.ts";
import type { Inset } from "./Timeline.tsx";
import { ValueChart } from "./ValueChart.tsx";

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
