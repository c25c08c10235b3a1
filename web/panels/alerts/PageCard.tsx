import { useState } from "react";
import { formatSpan, formatTime } from "../../components/format/format-time.ts";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { act, insertInto, notify } from "../../session/session.ts";
import { useSession } from "../../session/use-session.ts";
import type { Page } from "./model.ts";

/** A page as a list of facts with durations, and what a responder does with it. */
export function PageCard({
  page,
  viewMs,
  runbook,
  onState,
}: {
  page: Page;
  viewMs: number;
  runbook: string | undefined;
  onState?: () => void;
}) {
  // Recorded responders act through the same log; what they did is not the learner's.
  const own = useSession(
    ({ lab, actions }) =>
      lab?.lab.worlds[lab.lab.play.world]?.responders === undefined &&
      actions.some(({ kind, atMs }) => kind === "acknowledge" && atMs === page.acknowledgedMs),
  );
  const [busy, setBusy] = useState(false);
  const { firedMs, deliveredMs, escalatedMs, acknowledgedMs, resolvedMs } = page;
  const waiting = acknowledgedMs === undefined && resolvedMs === undefined;
  const acknowledge = async (): Promise<void> => {
    setBusy(true);
    try {
      const { result } = await act({ kind: "acknowledge", alert: page.rule });
      if (result !== undefined && result.exitCode !== 0) notify(result.stderr.trim(), "warn");
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), "error");
    } finally {
      setBusy(false);
    }
  };
  const facts: [term: string, text: string][] = [
    [t("alerts.fired"), formatTime(firedMs)],
    [
      t("alerts.delivered"),
      t("alerts.deliveredText", { time: formatTime(deliveredMs), after: formatSpan(deliveredMs - firedMs) }),
    ],
  ];
  if (escalatedMs !== undefined) {
    facts.push([
      t("alerts.escalated"),
      t("alerts.escalatedText", {
        time: formatTime(escalatedMs),
        after: formatSpan(escalatedMs - deliveredMs),
      }),
    ]);
  }
  if (acknowledgedMs !== undefined) {
    const params = { time: formatTime(acknowledgedMs), after: formatSpan(acknowledgedMs - deliveredMs) };
    facts.push([t("alerts.acknowledged"), t(own ? "alerts.ackByYou" : "alerts.ackText", params)]);
  }
  if (resolvedMs !== undefined) {
    const params = { time: formatTime(resolvedMs), after: formatSpan(resolvedMs - deliveredMs) };
    facts.push([t("alerts.resolved"), t("alerts.resolvedText", params)]);
  }
  if (page.repeats > 0) facts.push([t("alerts.repeats"), t("alerts.repeatsText", { count: page.repeats })]);
  return (
    <section className="blk page-card" aria-label={t("alerts.pageTitle", page)}>
      <h3>
        <span className={waiting ? "crit" : ""}>
          <Icon name="bell" /> {t("alerts.pageTitle", page)}
        </span>
        <span className="dim page-age">
          {waiting ? t("alerts.waits", { span: formatSpan(viewMs - deliveredMs) }) : ""}
        </span>
      </h3>
      <dl className="facts">
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div className="acts">
        {waiting ? (
          <button type="button" className="btn pri" disabled={busy} onClick={() => void acknowledge()}>
            {t("alerts.acknowledge")}
          </button>
        ) : null}
        {runbook === undefined ? null : (
          <a className="btn" href={runbook} target="_blank" rel="noopener noreferrer">
            {t("alerts.runbook")}
          </a>
        )}
        {onState === undefined ? null : (
          <button type="button" className="btn" onClick={onState}>
            {t("alerts.showState")}
          </button>
        )}
        <button
          type="button"
          className="btn quiet"
          onClick={() => {
            insertInto("postmortem", citation(page), "append");
            notify(t("alerts.cited"));
          }}
        >
          {t("alerts.cite")}
        </button>
      </div>
    </section>
  );
}

/** The page as a line of Markdown with a link to the alerts panel. */
function citation(page: Page): string {
  const text = t("alerts.citation", { rule: page.rule, time: formatTime(page.deliveredMs) });
  return `[${text}](#/alerts)`;
}
