import { t } from "../../i18n/t.ts";
import type { TransitionData } from "../../session/protocol.ts";
import { type Page, pagerCounts } from "./model.ts";

/** How often the alerts of the last 24 hours woke or bothered somebody: plain counts, no score. */
export function Counts({
  pages,
  transitions,
  viewMs,
}: {
  pages: readonly Page[];
  transitions: readonly TransitionData[];
  viewMs: number;
}) {
  const counts = pagerCounts(pages, transitions, viewMs);
  const items: [count: number, text: string, help: string][] = [
    [counts.pages, t("alerts.countPages", { count: counts.pages }), t("alerts.helpPages")],
    [counts.night, t("alerts.countNight"), t("alerts.helpNight")],
    [counts.flaps, t("alerts.countFlaps", { count: counts.flaps }), t("alerts.helpFlaps")],
    [
      counts.duplicates,
      t("alerts.countDuplicates", { count: counts.duplicates }),
      t("alerts.helpDuplicates"),
    ],
  ];
  return (
    <section className="blk" aria-label={t("alerts.last24")}>
      <h3>{t("alerts.last24")}</h3>
      <ul className="counts">
        {items.map(([count, text, help]) => (
          <li key={help} title={help}>
            <b>{count}</b> <span className="dim">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
