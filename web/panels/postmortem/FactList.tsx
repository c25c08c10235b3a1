import { useMemo, useState } from "react";
import { Icon } from "../../components/Icon.tsx";
import { Empty } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { useSessionShallow, useSteadyMs } from "../../session/use-session.ts";
import { type Fact, factsOf } from "./facts.ts";
import { hasRow, insertTimelineRow, type TextEdit } from "./model.ts";

/** Most rows drawn; the newest are kept. */
const mostRows = 300;

/** What the learner could have seen, each ready to become a row of the timeline. */
export function FactList({ text, onInsert }: { text: string; onInsert: (edit: TextEdit) => void }) {
  const viewMs = useSteadyMs(15_000, 1000);
  const seen = useSessionShallow(({ live, actions }) => ({
    changes: live.changes,
    transitions: live.transitions,
    notifications: live.notifications,
    actions,
  }));
  const [kind, setKind] = useState<Fact["kind"] | "all">("all");
  const facts = useMemo(() => factsOf(seen, viewMs), [seen, viewMs]);
  const shown = facts.filter((fact) => kind === "all" || fact.kind === kind).slice(-mostRows);
  return (
    <div className="pm-facts">
      <p className="dim">{t("postmortem.factsHelp")}</p>
      <fieldset className="acts" aria-label={t("postmortem.factsFilter")}>
        {kinds.map((one) => (
          <button
            key={one}
            type="button"
            className="btn quiet"
            aria-pressed={kind === one}
            onClick={() => setKind(one)}
          >
            {t(names[one])}
          </button>
        ))}
      </fieldset>
      {shown.length === 0 ? <Empty text={t("postmortem.noFacts")} /> : null}
      <ol>
        {shown.map((fact) => (
          <li key={fact.key}>
            <span className="mono ink">{fact.time}</span>
            <span className="pm-event">
              <EventText text={fact.event} /> <span className="t1 dim">{fact.source}</span>
            </span>
            {hasRow(text, fact) ? (
              <span className="word ok">
                <Icon name="check" /> {t("postmortem.inTimeline")}
              </span>
            ) : (
              <button
                type="button"
                className="btn quiet"
                aria-label={t("postmortem.addRowLabel", { time: fact.time, event: fact.event })}
                onClick={() => onInsert(insertTimelineRow(text, fact))}
              >
                {t("postmortem.addRow")}
              </button>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Commands stand in backticks, as they will in the text. */
function EventText({ text }: { text: string }) {
  const command = /^`(.*)`$/.exec(text)?.[1];
  return command === undefined ? text : <code>{command}</code>;
}

const kinds = ["all", "change", "alert", "page", "own"] as const;
const names = {
  all: "postmortem.kindAll",
  change: "postmortem.kindChange",
  alert: "postmortem.kindAlert",
  page: "postmortem.kindPage",
  own: "postmortem.kindOwn",
} as const;
