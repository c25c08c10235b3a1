import { useMemo, useState } from "react";
import { legendColumns, selectorText, seriesKey } from "../../components/chart/legend.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { formatNumber, formatValue } from "../../components/format/format-value.ts";
import { t } from "../../i18n/t.ts";
import type { QuerySuccessData } from "../../session/query-data.ts";

/** Rows the table draws. */
const mostRows = 500;

/** The newest value of each series, with every label. */
export function TableTab({ result, atMs }: { result: QuerySuccessData; atMs: number }) {
  const [byValue, setByValue] = useState(false);
  const rows = useMemo(() => {
    const all = result.series.map((series) => ({
      series,
      value: series.values[series.values.length - 1] ?? Number.NaN,
    }));
    return byValue ? all.sort((a, b) => b.value - a.value) : all;
  }, [result, byValue]);
  const { varying } = useMemo(() => legendColumns(result.series), [result]);
  if (result.text !== undefined) return <p className="state mono">{result.text}</p>;
  return (
    <div className="table-tab table-scroll">
      <table>
        <caption className="sr">{formatTime(atMs)}</caption>
        <thead>
          <tr>
            <th scope="col">{t("query.colSeries")}</th>
            {varying.slice(0, 4).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col" className="num" aria-sort={byValue ? "descending" : "none"}>
              <button type="button" className="sort" onClick={() => setByValue(!byValue)}>
                {t("query.colValue")}
              </button>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map(({ series, value }) => (
            <tr key={seriesKey(series)}>
              <td className="mono selector" title={selectorText(series)}>
                {result.resultType === "scalar" ? t("query.scalar") : selectorText(series)}
              </td>
              {varying.slice(0, 4).map((name) => (
                <td key={name} className="mono">
                  {series.labels[name] ?? ""}
                </td>
              ))}
              <td className="num mono" title={formatNumber(value, 17)}>
                {formatValue(value, result.unit)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows ? (
        <p className="t1 dim">{t("query.rowsShown", { shown: mostRows, all: rows.length })}</p>
      ) : null}
    </div>
  );
}
