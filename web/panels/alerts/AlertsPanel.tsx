import { useEffect, useState } from "react";
import { formatTime } from "../../components/format/format-time.ts";
import { Empty, Loading } from "../../components/States.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { t } from "../../i18n/t.ts";
import {
  useAnswerDraft,
  useAsk,
  useInsert,
  useLiveAlerts,
  useProgress,
  useSession,
  useSteadyMs,
} from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { alertRules, lanesOf, pagesOf } from "./model.ts";
import { PagerTab } from "./PagerTab.tsx";
import { RulesTab } from "./RulesTab.tsx";
import { Scorecard } from "./Scorecard.tsx";
import { StateTab } from "./StateTab.tsx";
import "./alerts.css";

type Tab = "rules" | "state" | "pager" | "score";

/** Rules as files, what they do now, whom they woke. */
export default function AlertsPanel({ active }: PanelProps) {
  const live = useLiveAlerts();
  const world = useSession((state) => state.world);
  const view = useSteadyMs(1000, 250);
  const draft = useAnswerDraft("rules", live.rulesText);
  const parsed = useAsk(
    "alerts/running",
    "parse-rules",
    world !== undefined && live.rulesText !== "" ? { text: live.rulesText } : undefined,
  );
  const [tab, setTab] = useState<Tab>(draft.graded ? "rules" : "state");
  const [selected, setSelected] = useState<string | undefined>(undefined);
  const { verdict } = useProgress();
  useEffect(() => setTab(draft.graded ? "rules" : "state"), [draft.graded]);
  useInsert("alerts", (text, mode) => {
    draft.setText(mode === "append" ? `${draft.text.replace(/\n*$/, "\n")}${text}` : text);
    setTab("rules");
  });

  if (world === undefined) return <Empty text={t("alerts.noWorld")} />;
  if (parsed.value === undefined && live.rulesText !== "" && view === 0) return <Loading lines={5} />;
  const rules = alertRules(parsed.value);
  const lanes = lanesOf(live.transitions, rules, view);
  const pages = pagesOf(live.notifications, view);
  const waiting = pages.filter((page) => page.acknowledgedMs === undefined && page.resolvedMs === undefined);
  const firing = lanes.filter(({ state }) => state === "firing").length;
  const scored = draft.graded && verdict !== undefined && verdict.worlds.length > 0;
  const shown: Tab = tab === "score" && !scored ? "rules" : tab;
  const showState = (rule: string): void => {
    setSelected(lanes.findLast((lane) => lane.rule === rule)?.key ?? rule);
    setTab("state");
  };
  return (
    <div className="alerts">
      <p className="sr" role="status" aria-live="assertive">
        {waiting[0] === undefined
          ? ""
          : t("alerts.pageSpoken", {
              rule: waiting[0].rule,
              severity: waiting[0].severity,
              time: formatTime(waiting[0].firedMs),
            })}
      </p>
      <Tabs
        sub
        label={t("alerts.title")}
        value={shown}
        onChange={(id) => setTab(tabs.find((one) => one === id) ?? "state")}
        items={[
          { id: "rules", title: t("alerts.rules") },
          {
            id: "state",
            title: t("alerts.state"),
            ...(firing > 0 ? { note: t("alerts.firingCount", { count: firing }) } : {}),
          },
          {
            id: "pager",
            title: t("alerts.pager"),
            ...(waiting.length > 0 ? { note: t("alerts.waitingCount", { count: waiting.length }) } : {}),
          },
          ...(scored ? [{ id: "score", title: t("alerts.scorecard") }] : []),
        ]}
      >
        <div className="scroll">
          {shown === "rules" ? (
            <RulesTab active={active} draft={draft} running={live.rulesText} lanes={lanes} viewMs={view} />
          ) : shown === "state" ? (
            <StateTab
              active={active}
              lanes={lanes}
              rules={rules}
              alerts={live.alerts}
              pages={pages}
              transitions={live.transitions}
              viewMs={view}
              selected={selected}
              onSelect={setSelected}
            />
          ) : shown === "pager" ? (
            <PagerTab
              pages={pages}
              notifications={live.notifications}
              transitions={live.transitions}
              alerts={live.alerts}
              rules={rules}
              viewMs={view}
              onState={showState}
            />
          ) : verdict === undefined ? null : (
            <Scorecard verdict={verdict} />
          )}
        </div>
      </Tabs>
    </div>
  );
}

const tabs: readonly Tab[] = ["rules", "state", "pager", "score"];
