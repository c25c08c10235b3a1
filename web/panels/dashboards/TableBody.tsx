import { useMemo, useState } from "react";
import { reduce } from "../../../simulator/index.ts";
import { legendColumns } from "../../components/chart/legend.ts";
import { t } from "../../i18n/t.ts";
import { levelAt } from "./levels.ts";
import type { BodyProps } from "./PanelFrame.tsx";
import { valueText } from "./value-text.ts";

/** Rows a table panel draws. */
const mostRows = 200;

/** A row for each series: the labels that tell them apart, and the value. */
export function TableBody({ panel, data }: BodyProps) {
  const [byValue, setByValue] = useState(true);
  const { varying } = useMemo(() => legendColumns(data.lines), [data.lines]);
  const rows = useMemo(() => {
    const all = data.lines.map((line) => ({ line, value: reduce(line.values, panel.reducer) }));
    return byValue ? all.sort((a, b) => (b.value ?? 0) - (a.value ?? 0)) : all;
  }, [data.lines, panel.reducer, byValue]);
  return (
    <div className="dash-table">
      <table>
        <caption className="sr">{panel.title}</caption>
        <thead>
          <tr>
            {varying.map((name) => (
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
          {rows.slice(0, mostRows).map(({ line, value }) => (
            <tr key={line.key}>
              {varying.map((name) => (
                <td key={name} className="mono">
                  {line.labels[name] ?? ""}
                </td>
              ))}
              <td className="num mono" style={{ color: levelAt(value, panel.thresholds).color }}>
                {valueText(value, panel)}
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
