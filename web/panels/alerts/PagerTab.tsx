import { formatTime } from "../../components/format/format-time.ts";
import { Empty } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { AlertData, NotificationData, TransitionData } from "../../session/protocol.ts";
import { Counts } from "./Counts.tsx";
import { type AlertRule, annotationsOf, labelKey, type Page, runbookOf } from "./model.ts";
import { PageCard } from "./PageCard.tsx";

/** Most notifications listed; the newest are kept. */
const mostRows = 100;

/** Every page of the run, newest first, and whatever else Alertmanager sent. */
export function PagerTab({
  pages,
  notifications,
  transitions,
  alerts,
  rules,
  viewMs,
  onState,
}: {
  pages: readonly Page[];
  notifications: readonly NotificationData[];
  transitions: readonly TransitionData[];
  alerts: readonly AlertData[];
  rules: readonly AlertRule[];
  viewMs: number;
  onState: (rule: string) => void;
}) {
  const sent = notifications.filter(({ deliveredMs }) => deliveredMs <= viewMs);
  return (
    <>
      {pages.length === 0 ? <Empty text={t("alerts.noPages")} /> : null}
      {pages.map((page) => (
        <PageCard
          key={page.key}
          page={page}
          viewMs={viewMs}
          runbook={runbookOf(annotationsOf(page.rule, page.labels, alerts, rules))}
          onState={() => onState(page.rule)}
        />
      ))}
      <Counts pages={pages} transitions={transitions} viewMs={viewMs} />
      {sent.length === 0 ? null : (
        <section className="blk" aria-label={t("alerts.sent")}>
          <h3>{t("alerts.sent")}</h3>
          <div className="table-scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("alerts.colTime")}</th>
                  <th scope="col">{t("alerts.colAlert")}</th>
                  <th scope="col">{t("alerts.colStatus")}</th>
                  <th scope="col">{t("alerts.colReceiver")}</th>
                </tr>
              </thead>
              <tbody>
                {sent
                  .slice(-mostRows)
                  .reverse()
                  .map((one) => (
                    <tr key={`${one.deliveredMs} ${one.receiver} ${one.rule} ${labelKey(one.labels)}`}>
                      <td className="mono">{formatTime(one.deliveredMs)}</td>
                      <td className="ink">{one.rule}</td>
                      <td className={one.status === "firing" ? "crit" : "ok"}>
                        {t(one.status === "firing" ? "alerts.firing" : "alerts.resolvedWord")}
                      </td>
                      <td>{t("alerts.via", { receiver: one.receiver, channel: one.channel })}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}
