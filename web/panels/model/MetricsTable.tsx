import { Fragment } from "react";
import { formatValue, groupDigits } from "../../components/format/format-value.ts";
import { t } from "../../i18n/t.ts";
import { mostReports, recordedReports, reportEveryMs } from "../../session/model-reports.ts";
import { useAsk, useSession, useSteadyMs } from "../../session/use-session.ts";
import { metrics, metricsQuery, newestByName } from "./model.ts";
import { ShowQuery } from "./ShowQuery.tsx";

/** What the world's Prometheus knows of the real process, by the names one asks for. */
export function MetricsTable({ active }: { active: boolean }) {
  const nowMs = useSteadyMs();
  const count = useSession((state) => recordedReports(state.actions).count);
  const asked = useAsk(
    "model/metrics",
    "query",
    active && nowMs > 0 ? { request: { expr: metricsQuery, timeMs: nowMs } } : undefined,
  );
  const newest = newestByName(asked.value);
  return (
    <section className="blk" aria-labelledby="model-metrics">
      <h3 id="model-metrics">{t("model.metrics")}</h3>
      <p className="dim model-text">
        {count >= mostReports
          ? t("model.metricsFull")
          : t("model.metricsAbout", { count, seconds: reportEveryMs(count) / 1000 })}
      </p>
      <div className="model-scroll">
        <table className="model-metrics">
          <thead>
            <tr>
              <th scope="col">{t("model.metric")}</th>
              <th scope="col" className="num">
                {t("model.value")}
              </th>
              <th scope="col">
                <span className="sr">{t("model.showQuery")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {metrics.map(({ name, expr, about, unit }) => {
              const value = newest.get(name);
              return (
                <tr key={name}>
                  <th scope="row">
                    <Name name={name} /> <span className="dim">{about}</span>
                  </th>
                  <td className={value === undefined ? "num dim" : "num mono"}>
                    {value === undefined ? t("model.notYet") : groupDigits(formatValue(value, unit))}
                  </td>
                  <td className="num">
                    <ShowQuery expr={expr} what={name} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** A metric name that may break after its underscores on a narrow screen. */
function Name({ name }: { name: string }) {
  const parts = name.split(/(?<=_)/);
  return (
    <span className="mono ink">
      {parts.map((part) => (
        <Fragment key={part}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </span>
  );
}
