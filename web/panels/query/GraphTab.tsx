import { lazy, type MouseEvent, Suspense, useMemo, useRef, useState } from "react";
import { Chart } from "../../components/chart/Chart.tsx";
import type { ChartMark } from "../../components/chart/chart-types.ts";
import {
  commonPrefix,
  legendColumns,
  seriesKey,
  statsOf,
  toChartSeries,
} from "../../components/chart/legend.ts";
import { allocateSlots } from "../../components/chart/palette.ts";
import { Swatch } from "../../components/chart/Swatch.tsx";
import { formatTime } from "../../components/format/format-time.ts";
import { formatNumber, formatValue, groupDigits } from "../../components/format/format-value.ts";
import { unitLabel } from "../../components/format/units.ts";
import { t } from "../../i18n/t.ts";
import type { PlainLabels } from "../../session/protocol.ts";
import type { QuerySuccessData, SeriesData } from "../../session/query-data.ts";
import { setState } from "../../session/store.ts";
import { zoomOut, zoomTo } from "../../session/time-range.ts";
import { useMarks } from "../../session/use-marks.ts";
import type { RulerPlace } from "./slope.ts";
import { useExemplars } from "./use-exemplars.ts";
import { writeAddress } from "./use-query-state.ts";

const Ruler = lazy(() => import("./Ruler.tsx").then((m) => ({ default: m.Ruler })));

const ExemplarDots = lazy(() => import("./Exemplars.tsx").then((m) => ({ default: m.ExemplarDots })));
const ExemplarList = lazy(() => import("./Exemplars.tsx").then((m) => ({ default: m.ExemplarList })));

/** Legend rows that are drawn; the table tab has all of them. */
const mostRows = 60;
/** Lines up to which each gets its number written on it. */
const numbered = 12;

/** Lines over the range, with deploys and pages, a legend that is a table, and the slope ruler. */
export function GraphTab({
  result,
  title,
  fromMs,
  toMs,
  stepMs,
  onExplain,
}: {
  result: QuerySuccessData;
  title: string;
  fromMs: number;
  toMs: number;
  stepMs: number;
  /** Opens the explain tab with one series at one instant. */
  onExplain: (atMs: number, labels: PlainLabels) => void;
}) {
  const { varying } = useMemo(() => legendColumns(result.series), [result]);
  const all = useMemo(() => toChartSeries(result.series, varying), [result, varying]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [ruler, setRuler] = useState<RulerPlace | undefined>(undefined);
  const slotsBefore = useRef<ReadonlyMap<string, number>>(new Map());
  const slots = useMemo(() => {
    slotsBefore.current = allocateSlots(
      slotsBefore.current,
      all.map(({ key }) => key),
    );
    return slotsBefore.current;
  }, [all]);
  const shown = useMemo(() => all.filter(({ key }) => !hidden.has(key)), [all, hidden]);
  const numbers = useMemo(
    () =>
      all.length < 2 || all.length > numbered
        ? undefined
        : new Map(all.map(({ key }, i) => [key, String(i + 1)])),
    [all],
  );
  const marks: readonly ChartMark[] = useMarks();
  // Seconds and bytes choose their scale per value; every other unit is said once, in the head.
  const fixed = result.unit !== "seconds" && result.unit !== "bytes";
  const line = shown.find(({ key }) => key === ruler?.key);

  const exemplars = useExemplars(title, result.unit === "seconds", fromMs, toMs);
  const [picked, setPicked] = useState<{ atMs: number; key: string } | undefined>(undefined);
  const explain = (atMs: number, key: string): void => {
    const one = result.series.find((candidate) => seriesKey(candidate) === key);
    if (one !== undefined) onExplain(atMs, one.labels);
  };

  const toggleRuler = async (): Promise<void> => {
    if (ruler !== undefined) return setRuler(undefined);
    const { placeRuler } = await import("./slope.ts");
    setRuler(placeRuler(shown));
  };
  const toggle = (key: string, event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey) {
      const next = new Set(hidden);
      if (!next.delete(key)) next.add(key);
      setHidden(next);
      return;
    }
    const alone = shown.length === 1 && shown[0]?.key === key;
    setHidden(alone ? new Set() : new Set(all.map((one) => one.key).filter((other) => other !== key)));
  };
  return (
    <div className="graph">
      <Chart
        title={title}
        series={shown}
        unit={result.unit}
        fromMs={fromMs}
        toMs={toMs}
        stepMs={stepMs}
        marks={marks}
        slots={slots}
        {...(numbers === undefined ? {} : { numbers })}
        {...(exemplars.span === undefined ? {} : { reach: exemplars.span })}
        height={260}
        onZoom={zoomTo}
        onReset={zoomOut}
        onPick={(atMs, key, by) => (by === "key" ? explain(atMs, key) : setPicked({ atMs, key }))}
        controls={
          <>
            {picked === undefined || picked.atMs < fromMs || picked.atMs > toMs ? null : (
              <button type="button" className="btn quiet t1" onClick={() => explain(picked.atMs, picked.key)}>
                {t("query.explainPoint", { time: formatTime(picked.atMs) })}
              </button>
            )}
            {exemplars.possible ? (
              <button
                type="button"
                className="btn quiet t1"
                aria-pressed={exemplars.shown}
                title={t("query.exemplarsHelp")}
                onClick={() => {
                  setState({ showExemplars: !exemplars.shown });
                  writeAddress(title);
                }}
              >
                {t("query.exemplars")}
              </button>
            ) : null}
            <button
              type="button"
              className="btn quiet t1"
              aria-pressed={ruler !== undefined}
              title={t("query.rulerHelp")}
              onClick={() => void toggleRuler()}
            >
              {ruler === undefined ? t("query.ruler") : t("query.rulerOff")}
            </button>
          </>
        }
        overlay={(geometry) => (
          <Suspense>
            {exemplars.found === undefined ? null : (
              <ExemplarDots geometry={geometry} exemplars={exemplars.found} />
            )}
            {ruler === undefined || line === undefined ? null : (
              <Ruler
                geometry={geometry}
                line={line}
                place={ruler}
                unit={result.unit}
                stepMs={stepMs}
                onMove={setRuler}
              />
            )}
          </Suspense>
        )}
      />
      {exemplars.found === undefined ? null : (
        <Suspense>
          <ExemplarList exemplars={exemplars.found} />
        </Suspense>
      )}
      <Legend
        series={result.series}
        varying={varying}
        slots={slots}
        hidden={hidden}
        unit={fixed ? unitLabel[result.unit] : ""}
        format={(value) => groupDigits(fixed ? formatNumber(value) : formatValue(value, result.unit))}
        onToggle={toggle}
        onAll={() => setHidden(new Set())}
      />
    </div>
  );
}

function Legend({
  series,
  varying,
  slots,
  hidden,
  unit,
  format,
  onToggle,
  onAll,
}: {
  series: readonly SeriesData[];
  varying: readonly string[];
  slots: ReadonlyMap<string, number>;
  hidden: ReadonlySet<string>;
  unit: string;
  format: (value: number) => string;
  onToggle: (key: string, event: MouseEvent) => void;
  onAll: () => void;
}) {
  const columns = varying.slice(0, 3);
  const prefixes = columns.map((name) => commonPrefix(series.map(({ labels }) => labels[name] ?? "")));
  return (
    <div className="table-scroll">
      <table className="legend">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">{t("query.colSeries")}</span>
            </th>
            <th scope="col" className="num">
              {t("query.colNumber")}
            </th>
            {columns.map((name, i) => (
              <th key={name} scope="col">
                {name} <span className="prefix">{prefixes[i] === "" ? "" : `${prefixes[i]}…`}</span>
              </th>
            ))}
            {columns.length === 0 ? <th scope="col">{t("query.colSeries")}</th> : null}
            {(["colMin", "colMax", "colLast"] as const).map((name) => (
              <th key={name} scope="col" className="num">
                {t(`query.${name}`)} {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.slice(0, mostRows).map((one, index) => {
            const key = seriesKey(one);
            const stats = statsOf(one.values);
            return (
              <tr key={key} className={hidden.has(key) ? "off" : ""}>
                <td>
                  <button
                    type="button"
                    className="legend-button"
                    aria-pressed={!hidden.has(key)}
                    aria-label={Object.values(one.labels).join(" ") || "{}"}
                    onClick={(event) => onToggle(key, event)}
                  >
                    <Swatch slot={slots.get(key) ?? 0} />
                  </button>
                </td>
                <td className="num">{index + 1}</td>
                {columns.map((name, i) => (
                  <td key={name} className="mono">
                    <span className="prefix">{prefixes[i] === "" ? "" : "…"}</span>
                    {(one.labels[name] ?? "").slice(prefixes[i]?.length ?? 0)}
                  </td>
                ))}
                {columns.length === 0 ? <td className="mono">{one.labels.__name__ ?? "{}"}</td> : null}
                <td className="num">{stats === undefined ? "" : format(stats.min)}</td>
                <td className="num">{stats === undefined ? "" : format(stats.max)}</td>
                <td className="num">{stats === undefined ? "" : format(stats.last)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="t1 dim legend-foot">
        {series.length > mostRows ? t("query.rowsShown", { shown: mostRows, all: series.length }) : ""}
        {hidden.size > 0 ? (
          <button type="button" className="btn quiet t1" onClick={onAll}>
            {t("query.linesOff", { count: hidden.size })}. {t("query.allLines")}
          </button>
        ) : null}
      </p>
    </div>
  );
}
