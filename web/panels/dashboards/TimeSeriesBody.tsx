import { useMemo, useState } from "react";
import { type Reducer, reduce } from "../../../simulator/index.ts";
import { Chart } from "../../components/chart/Chart.tsx";
import { allocateSlots } from "../../components/chart/palette.ts";
import { Swatch } from "../../components/chart/Swatch.tsx";
import { t } from "../../i18n/t.ts";
import { zoomOut, zoomTo } from "../../session/time-range.ts";
import { useMarks } from "../../session/use-marks.ts";
import { drawnUnit } from "./grafana-unit.ts";
import type { BodyProps } from "./PanelFrame.tsx";
import { valueText } from "./value-text.ts";

/** Height of the readout over a plot and of one legend row, px. */
const readout = 34;
const legendRow = 22;

/** Lines over time with the dashboard's thresholds, deploys and pages, and a legend with its statistics. */
export function TimeSeriesBody({ panel, data, view, heightPx }: BodyProps) {
  const { unit, factor } = drawnUnit(panel.unit);
  const [alone, setAlone] = useState<string | undefined>(undefined);
  const marks = useMarks();
  const all = useMemo(
    () =>
      data.lines.map(({ key, name, timesMs, values }) => ({
        key,
        name,
        timesMs,
        values: factor === 1 ? values : values.map((value) => value * factor),
      })),
    [data.lines, factor],
  );
  const slots = useMemo(
    () =>
      allocateSlots(
        new Map(),
        all.map(({ key }) => key),
      ),
    [all],
  );
  const shown =
    alone !== undefined && all.some(({ key }) => key === alone)
      ? all.filter(({ key }) => key === alone)
      : all;
  const thresholds = useMemo(
    () =>
      panel.thresholds.flatMap(({ value }) =>
        value === undefined ? [] : [{ value: value * factor, text: valueText(value, panel) }],
      ),
    [panel, factor],
  );
  const rows = Math.min(4, all.length);
  return (
    <>
      <Chart
        title={panel.title}
        series={shown}
        unit={unit}
        fromMs={view.startMs}
        toMs={view.endMs}
        stepMs={data.stepMs}
        marks={marks}
        thresholds={thresholds}
        slots={slots}
        height={Math.max(80, heightPx - readout - (rows === 0 ? 0 : rows * legendRow + 8))}
        onZoom={zoomTo}
        onReset={zoomOut}
      />
      <Legend panel={panel} data={data} slots={slots} alone={alone} onAlone={setAlone} rows={rows} />
    </>
  );
}

function Legend({
  panel,
  data,
  slots,
  alone,
  onAlone,
  rows,
}: Pick<BodyProps, "panel" | "data"> & {
  slots: ReadonlyMap<string, number>;
  alone: string | undefined;
  onAlone: (key: string | undefined) => void;
  rows: number;
}) {
  const calcs = panel.legendCalcs;
  return (
    <div className="dash-legend" style={{ maxBlockSize: rows * legendRow + 4 }}>
      <table>
        <caption className="sr">{t("dashboards.legendOf", { title: panel.title })}</caption>
        <thead className="sr">
          <tr>
            <th scope="col">{t("query.colSeries")}</th>
            {calcs.map((one) => (
              <th key={one} scope="col">
                {calcName(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.lines.map(({ key, name, values }) => (
            <tr key={key} className={alone !== undefined && alone !== key ? "off" : ""}>
              <td>
                <button
                  type="button"
                  className="legend-button"
                  aria-pressed={alone === key}
                  onClick={() => onAlone(alone === key ? undefined : key)}
                >
                  <Swatch slot={slots.get(key) ?? 0} /> {name}
                </button>
              </td>
              {calcs.map((one) => (
                <td key={one} className="num" title={calcName(one)}>
                  <span className="dim">{calcName(one)}</span> {valueText(reduce(values, one), panel)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Names of the statistics, as the legend and the editor say them. */
export function calcName(by: Reducer): string {
  return {
    lastNotNull: t("dashboards.calcLast"),
    last: t("dashboards.calcLast"),
    min: t("dashboards.calcMin"),
    max: t("dashboards.calcMax"),
    mean: t("dashboards.calcMean"),
    sum: t("dashboards.calcSum"),
    range: t("dashboards.calcRange"),
  }[by];
}
