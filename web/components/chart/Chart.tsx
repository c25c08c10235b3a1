import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./chart.css";
import { t } from "../../i18n/t.ts";
import { formatTime } from "../format/format-time.ts";
import { axisTexts, axisTicks, formatValue, groupDigits } from "../format/format-value.ts";
import { type Unit, unitLabel } from "../format/units.ts";
import { alignSeries } from "./align.ts";
import type { ChartMark, ChartSeries, ChartThreshold } from "./chart-types.ts";
import { describeChart } from "./describe-chart.ts";
import { type ChartGeometry, Marks } from "./Marks.tsx";
import { allocateSlots } from "./palette.ts";
import { plotOptions } from "./plot-options.ts";
import { useChartTheme } from "./theme.ts";

const ChartTable = lazy(() => import("./ChartTable.tsx").then((m) => ({ default: m.ChartTable })));

/** Most lines one chart draws; the rest stays in tables and queries (07 section 8). */
export const mostLines = 100;

export interface ChartProps {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly unit: Unit;
  readonly fromMs: number;
  readonly toMs: number;
  /** Distance of points; more than 1.5 of it without a point is a gap. */
  readonly stepMs?: number | undefined;
  readonly marks?: readonly ChartMark[];
  readonly thresholds?: readonly ChartThreshold[];
  /** Values the axis reaches beside those of the lines, for what `overlay` draws. */
  readonly reach?: readonly number[];
  readonly height?: number;
  /** Palette slots by series key, when a legend outside shares them. */
  readonly slots?: ReadonlyMap<string, number>;
  /** Small numbers written at the lines, by key. */
  readonly numbers?: ReadonlyMap<string, string>;
  readonly onZoom?: (fromMs: number, toMs: number) => void;
  readonly onReset?: () => void;
  /** A point was chosen: by a click, or by `e` on the point that is read. */
  readonly onPick?: (atMs: number, key: string, by: "click" | "key") => void;
  /** Draws over the plot, in its coordinates. */
  readonly overlay?: (geometry: ChartGeometry) => ReactNode;
  /** Extra controls at the end of the readout line. */
  readonly controls?: ReactNode;
}

interface Reading {
  readonly index: number;
  readonly line: number;
}

/**
 * Lines over time on a canvas, with the same facts in words and in a table. Focus it and use the
 * arrow keys to read points; drag to zoom; the wheel does nothing.
 */
export function Chart(props: ChartProps) {
  const { title, unit, fromMs, toMs, stepMs, marks = [], thresholds = [], height = 240 } = props;
  const theme = useChartTheme();
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [geometry, setGeometry] = useState<ChartGeometry | undefined>(undefined);
  const [reading, setReading] = useState<Reading | undefined>(undefined);
  const [asTable, setAsTable] = useState(false);

  const series = useMemo(() => props.series.slice(0, mostLines), [props.series]);
  const data = useMemo(() => alignSeries(series, stepMs), [series, stepMs]);
  const lastSlots = useRef<ReadonlyMap<string, number>>(new Map());
  const slots = useMemo(() => {
    lastSlots.current =
      props.slots ??
      allocateSlots(
        lastSlots.current,
        series.map((line) => line.key),
      );
    return lastSlots.current;
  }, [series, props.slots]);
  const latest = useRef({ props, series, data });
  latest.current = { props, series, data };
  const shape = series.map((line) => `${line.key}|${line.role ?? ""}|${slots.get(line.key)}`).join("\n");

  // biome-ignore lint/correctness/useExhaustiveDependencies: the plot is rebuilt only when its lines or colours change; data and ranges flow in below
  useEffect(() => {
    const box = host.current;
    if (box === null || asTable) return;
    const inputs = () => {
      const { fromMs: from, toMs: to, unit: u, thresholds: limits = [], reach = [] } = latest.current.props;
      const include = limits.map((limit) => limit.value);
      const always = [...limits.filter((limit) => limit.always).map((limit) => limit.value), ...reach];
      return { fromMs: from, toMs: to, unit: u, include, always };
    };
    const hooks: uPlot.Hooks.Arrays = {
      draw: [(self) => setGeometry(geometryOf(self, latest.current.props.unit))],
      setCursor: [(self) => readCursor(self, setReading)],
      setSelect: [(self) => zoomed(self, latest.current.props.onZoom)],
    };
    const size = { width: Math.max(120, box.clientWidth), height };
    const built = new uPlot(
      plotOptions(latest.current.series, slots, theme, size, inputs, hooks),
      [latest.current.data.timesMs, ...latest.current.data.columns],
      box,
    );
    let pressedAt = Number.NaN;
    built.over.addEventListener("pointerdown", (event) => {
      pressedAt = event.clientX;
    });
    built.over.addEventListener("click", (event) => {
      // A drag zooms, and ends with a click of its own.
      const still = Math.abs(event.clientX - pressedAt) < 4;
      const box = built.over.getBoundingClientRect();
      const left = event.clientX - box.left;
      if (still)
        pick(latest.current, readingAt(built, built.posToIdx(left), event.clientY - box.top), "click");
    });
    built.over.addEventListener("dblclick", () => latest.current.props.onReset?.());
    plot.current = built;
    const observer = new ResizeObserver(() => {
      if (box.clientWidth > 0) built.setSize({ width: box.clientWidth, height });
    });
    observer.observe(box);
    return () => {
      observer.disconnect();
      built.destroy();
      plot.current = undefined;
    };
  }, [shape, theme, height, asTable]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed range or unit redraws with the same data
  useEffect(() => {
    plot.current?.setData([data.timesMs, ...data.columns]);
  }, [data, fromMs, toMs, unit, thresholds.length, props.reach]);

  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "t") {
      event.preventDefault();
      event.stopPropagation();
      setAsTable(!asTable);
      return;
    }
    if (event.key === "e" && props.onPick !== undefined && reading !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      pick(latest.current, reading, "key");
      return;
    }
    const next = moveReading(event, reading, series.length, data.timesMs.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setReading(next);
    const self = plot.current;
    const at = data.timesMs[next.index];
    if (self !== undefined && at !== undefined) {
      self.setCursor({ left: self.valToPos(at, "x"), top: 0 }, false);
    }
  };

  const summary = describeChart(title, series, unit, { fromMs, toMs, stepMs }, marks);
  return (
    <figure className="chart" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`}>
      <div className="chart-head">
        <span className="t1 dim chart-unit">{unitText(unit, geometry)}</span>
        <output className="t1 chart-reading" aria-live="polite">
          {readingText(reading, series, data.timesMs, data.columns, unit)}
        </output>
        {props.controls}
        <button
          type="button"
          className="btn quiet t1"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t("shared.chartLines") : t("shared.chartTable")}
        </button>
      </div>
      {asTable ? (
        <Suspense>
          <ChartTable series={series} unit={unit} />
        </Suspense>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a focusable drawing that is read point by point; the caption holds its text
        <div
          className="chart-plot"
          role="group"
          aria-label={title}
          aria-describedby={`${id}-text ${id}-keys`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the points
          tabIndex={0}
          onKeyDown={key}
          style={{ blockSize: height }}
        >
          <div ref={host} className="chart-canvas" aria-hidden="true" />
          {geometry === undefined ? null : (
            <svg className="chart-over" aria-hidden="true">
              <Marks
                geometry={geometry}
                marks={marks}
                thresholds={thresholds}
                series={series}
                slots={slots}
                numbers={props.numbers}
              />
              {props.overlay?.(geometry)}
            </svg>
          )}
          {series.length === 0 ? <p className="chart-empty dim">{t("shared.chartEmpty")}</p> : null}
        </div>
      )}
      <figcaption className="sr">
        <span id={`${id}-title`}>{title}</span>
        <span id={`${id}-text`}>{summary}</span>
        <span id={`${id}-keys`}>{t("shared.chartKeys")}</span>
      </figcaption>
      {props.series.length > mostLines ? (
        <p className="t1 dim">{t("shared.chartShowing", { shown: mostLines, all: props.series.length })}</p>
      ) : null}
    </figure>
  );
}

/** Tells of the point that was chosen, if there is one. */
function pick(
  chart: {
    readonly props: ChartProps;
    readonly series: readonly ChartSeries[];
    readonly data: ReturnType<typeof alignSeries>;
  },
  reading: Reading | undefined,
  by: "click" | "key",
): void {
  if (reading === undefined) return;
  const at = chart.data.timesMs[reading.index];
  const line = chart.series[reading.line];
  if (at !== undefined && line !== undefined) chart.props.onPick?.(at, line.key, by);
}

function unitText(unit: Unit, geometry: ChartGeometry | undefined): string {
  return geometry?.axisLabel === undefined || geometry.axisLabel === ""
    ? unitLabel[unit]
    : geometry.axisLabel;
}

function geometryOf(self: uPlot, unit: Unit): ChartGeometry {
  const ratio = uPlot.pxRatio;
  const { left, top, width, height } = self.bbox;
  const low = self.scales.y?.min ?? 0;
  const high = self.scales.y?.max ?? 1;
  return {
    left: left / ratio,
    top: top / ratio,
    width: width / ratio,
    height: height / ratio,
    axisLabel: axisTexts(axisTicks(low, high, 6, unit), unit).label,
    fromMs: self.scales.x?.min ?? 0,
    toMs: self.scales.x?.max ?? 1,
    low,
    high,
  };
}

function readCursor(self: uPlot, set: (reading: Reading | undefined) => void): void {
  const { idx, left = -1 } = self.cursor;
  if (idx === null || idx === undefined || left < 0) {
    set(undefined);
    return;
  }
  set(readingAt(self, idx, self.cursor.top ?? 0));
}

/** The line that is nearest to a height, px, at one point of the time axis. */
function readingAt(self: uPlot, index: number, top: number): Reading | undefined {
  let line = -1;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < self.data.length; i++) {
    const value = self.data[i]?.[index];
    if (value === null || value === undefined) continue;
    const distance = Math.abs(self.valToPos(value, "y") - top);
    if (distance < nearest) {
      nearest = distance;
      line = i - 1;
    }
  }
  return line === -1 ? undefined : { index, line };
}

function zoomed(self: uPlot, onZoom: ChartProps["onZoom"]): void {
  const { left, width } = self.select;
  if (width < 8) return;
  onZoom?.(Math.round(self.posToVal(left, "x")), Math.round(self.posToVal(left + width, "x")));
  self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** Arrows move by point (ten with Shift), Up and Down change the line, Home and End jump. */
function moveReading(
  event: KeyboardEvent,
  reading: Reading | undefined,
  lines: number,
  points: number,
): Reading | undefined {
  if (lines === 0 || points === 0) return undefined;
  const { index, line } = reading ?? { index: points - 1, line: 0 };
  const by = event.shiftKey ? 10 : 1;
  const clamp = (value: number): number => Math.min(points - 1, Math.max(0, value));
  switch (event.key) {
    case "ArrowLeft":
      return { index: clamp(index - (reading === undefined ? 0 : by)), line };
    case "ArrowRight":
      return { index: clamp(index + by), line };
    case "ArrowUp":
      return { index, line: (line - 1 + lines) % lines };
    case "ArrowDown":
      return { index, line: (line + 1) % lines };
    case "Home":
      return { index: 0, line };
    case "End":
      return { index: points - 1, line };
    default:
      return undefined;
  }
}

function readingText(
  reading: Reading | undefined,
  series: readonly ChartSeries[],
  timesMs: readonly number[],
  columns: readonly (readonly (number | null)[])[],
  unit: Unit,
): string {
  const at = reading === undefined ? undefined : timesMs[reading.index];
  const line = reading === undefined ? undefined : series[reading.line];
  if (reading === undefined || at === undefined || line === undefined) return "";
  const value = columns[reading.line]?.[reading.index];
  const text = value === null || value === undefined ? "–" : formatValue(value, unit);
  return `${formatTime(at)}  ${line.name}  ${groupDigits(text)}`;
}
