import { formatTime } from "../../components/format/format-time.ts";
import { formatNumber } from "../../components/format/format-value.ts";
import { Empty } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";

/** What a query that counts gives: one number for each set of labels. */
export function LogqlNumbers({
  series,
  atMs,
}: {
  series: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
  atMs: number;
}) {
  if (series.length === 0) return <Empty text={t("logs.noNumbers")} />;
  return (
    <div className="table-scroll">
      <table className="logql-numbers">
        <caption className="t1 dim">{t("logs.numbersAt", { time: formatTime(atMs) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("query.colSeries")}</th>
            <th scope="col" className="num">
              {t("query.colValue")}
            </th>
          </tr>
        </thead>
        <tbody>
          {series.map(({ labels, value }) => {
            const text = `{${Object.entries(labels)
              .map(([name, text]) => `${name}="${text}"`)
              .join(", ")}}`;
            return (
              <tr key={text}>
                <td className="mono">{text}</td>
                <td className="num mono">{formatNumber(value, 6)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
