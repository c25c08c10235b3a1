import { useCallback, useState } from "react";
import { formatTime } from "../../components/format/format-time.ts";
import { Empty } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { AlertData, TransitionData } from "../../session/protocol.ts";
import { insertInto, openPanel } from "../../session/session.ts";
import { useSession } from "../../session/use-session.ts";
import { AlertDetail } from "./AlertDetail.tsx";
import { Counts } from "./Counts.tsx";
import { type AlertRule, annotationsOf, type Lane, type Page, runbookOf } from "./model.ts";
import { PageCard } from "./PageCard.tsx";
import { type Inset, Timeline } from "./Timeline.tsx";

/** What every alert did over the shared time range, and why the selected one did it. */
export function StateTab({
  active,
  lanes,
  rules,
  alerts,
  pages,
  transitions,
  viewMs,
  selected,
  onSelect,
}: {
  active: boolean;
  lanes: readonly Lane[];
  rules: readonly AlertRule[];
  alerts: readonly AlertData[];
  pages: readonly Page[];
  transitions: readonly TransitionData[];
  viewMs: number;
  selected: string | undefined;
  onSelect: (key: string) => void;
}) {
  const { durationMs, endMs } = useSession((state) => state.range);
  const changes = useSession((state) => state.live.changes);
  const [inset, setInset] = useState<Inset>({ start: 0, end: 0 });
  const align = useCallback(
    (next: Inset) => setInset((old) => (old.start === next.start && old.end === next.end ? old : next)),
    [],
  );
  const toMs = Math.min(endMs ?? viewMs, viewMs);
  const fromMs = toMs - durationMs;
  if (lanes.length === 0) return <Empty text={t("alerts.empty")} />;
  const chosen =
    lanes.find(({ key }) => key === selected) ??
    lanes.find(({ state }) => state === "firing") ??
    lanes.find(({ state }) => state === "pending") ??
    lanes.findLast(({ segments }) => segments.length > 0) ??
    lanes[0];
  const rule = rules.find(({ name }) => name === chosen?.rule);
  const page = pages[0];
  return (
    <>
      <div className="alerts-lanes">
        <Timeline
          lanes={lanes}
          fromMs={fromMs}
          toMs={toMs}
          pages={pages}
          changes={changes}
          severityOf={(lane) => lane.labels.severity ?? ""}
          selected={chosen?.key}
          onSelect={onSelect}
          inset={inset}
        />
        <p className="t1 dim lanes-note">
          {t("alerts.rangeNote", { from: formatTime(fromMs), to: formatTime(toMs) })}
        </p>
      </div>
      {chosen === undefined ? null : (
        <AlertDetail
          active={active}
          lane={chosen}
          rule={rule}
          alerts={alerts}
          fromMs={fromMs}
          toMs={toMs}
          onInset={align}
          onQuery={(expr) => {
            insertInto("query", expr);
            openPanel("query", "centre");
          }}
        />
      )}
      {page === undefined ? null : (
        <PageCard
          page={page}
          viewMs={viewMs}
          runbook={runbookOf(annotationsOf(page.rule, page.labels, alerts, rules))}
        />
      )}
      <Counts pages={pages} transitions={transitions} viewMs={viewMs} />
    </>
  );
}
