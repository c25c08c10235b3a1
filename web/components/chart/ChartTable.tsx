import { t } from "../../i18n/t.ts";
import { formatTime } from "../format/format-time.ts";
import { formatValue } from "../format/format-value.ts";
import type { Unit } from "../format/units.ts";
import { alignExactly } from "./align.ts";
import type { ChartSeries } from "./chart-types.ts";

/** Rows one view of the table holds; more are thinned evenly, and the newest is always there. */
const mostRows = 120;

/** The chart's own points as a table: one row per time, one column per line. */
export function ChartTable({ series, unit }: { series: readonly ChartSeries[]; unit: Unit }) {
  const shown = series.slice(0, 12);
  const { timesMs, columns } = alignExactly(shown);
  const every = Math.max(1, Math.ceil(timesMs.length / mostRows));
  const rows = timesMs.flatMap((at, i) => ((timesMs.length - 1 - i) % every === 0 ? [{ at, i }] : []));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="chart-table table-scroll" aria-label={t("shared.chartTable")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("shared.chartTime")}</th>
            {shown.map((line) => (
              <th key={line.key} scope="col" className="num">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, i }) => (
            <tr key={at}>
              <th scope="row" className="mono">
                {formatTime(at)}
              </th>
              {shown.map((line, k) => {
                const value = columns[k]?.[i];
                return (
                  <td key={line.key} className="num mono">
                    {value === null || value === undefined ? "" : formatValue(value, unit)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
