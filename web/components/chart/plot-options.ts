import type uPlot from "uplot";
import { axisTexts, axisTicks } from "../format/format-value.ts";
import type { Unit } from "../format/units.ts";
import type { ChartSeries } from "./chart-types.ts";
import { dashOf, paletteSize } from "./palette.ts";
import type { ChartTheme } from "./theme.ts";
import { timeTicks, timeTickTexts } from "./time-axis.ts";

/** What the drawing needs besides data; read through a getter, because uPlot keeps its options for life. */
export interface PlotInputs {
  readonly fromMs: number;
  readonly toMs: number;
  readonly unit: Unit;
  /** Values the y axis must show besides the data, for example thresholds. */
  readonly include: readonly number[];
  /** Values it must reach however far away they are. */
  readonly always: readonly number[];
}

/** Range of the value axis: zero is kept when the data is near enough to it for honest heights. */
export function valueRange(low: number, high: number, include: readonly number[]): [number, number] {
  let [min, max] = Number.isFinite(low) && Number.isFinite(high) ? [low, high] : [0, 1];
  for (const value of include) {
    if (value > max && value <= max * 2 + 1e-9) max = value;
    if (value < min && value >= 0) min = value;
  }
  if (min >= 0 && min <= max * 0.7) return [0, max === 0 ? 1 : max * 1.06];
  if (min === max) return [min - Math.abs(min) * 0.1 - 1e-9, max + Math.abs(max) * 0.1 + 1e-9];
  const pad = (max - min) * 0.08;
  return [min - pad, max + pad];
}

/** uPlot's options for one set of lines; positions and ranges come from `inputs` at draw time. */
export function plotOptions(
  series: readonly ChartSeries[],
  slots: ReadonlyMap<string, number>,
  theme: ChartTheme,
  size: { width: number; height: number },
  inputs: () => PlotInputs,
  hooks: uPlot.Hooks.Arrays,
): uPlot.Options {
  const font = `11px ${theme.font}`;
  const most = (px: number, each: number): number => Math.max(2, Math.floor(px / each));
  return {
    ...size,
    padding: [12, 20, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.3 },
    cursor: {
      y: false,
      focus: { prox: 24 },
      points: { size: 7, width: 1.5 },
      drag: { x: true, y: false, setScale: false },
      sync: { key: "nines-time", scales: ["x", null] },
    },
    scales: {
      x: { time: false, range: () => [inputs().fromMs, inputs().toMs] },
      y: {
        range: (_plot, low, high) => {
          const { always, include } = inputs();
          return valueRange(Math.min(low, ...always), Math.max(high, ...always), include);
        },
      },
    },
    axes: [
      {
        stroke: theme.ink3,
        font,
        size: 22,
        gap: 4,
        grid: { show: false },
        border: { show: true, stroke: theme.axis, width: 1 },
        ticks: { stroke: theme.axis, width: 1, size: 4 },
        splits: (plot) => timeTicks(inputs().fromMs, inputs().toMs, most(plot.width, 96)),
        values: (_plot, ticks) => timeTickTexts(ticks),
      },
      {
        stroke: theme.ink3,
        font,
        size: (_plot, texts) => 18 + 6.4 * Math.max(3, ...(texts ?? []).map((text) => text.length)),
        gap: 6,
        grid: { stroke: theme.grid, width: 1 },
        ticks: { show: false },
        splits: (plot, _axis, low, high) => axisTicks(low, high, most(plot.height, 44), inputs().unit),
        values: (_plot, ticks) => axisTexts(ticks, inputs().unit).texts,
      },
    ],
    series: [{}, ...series.map((line) => lineLook(line, slots.get(line.key) ?? 0, theme))],
    hooks,
  };
}

/** Pixels between two markers of one line. */
const markerEveryPx = 56;

/** Picks the points that get a marker: enough to follow the line, not so many that they hide it. */
function sparsePoints(plot: uPlot, index: number, show: boolean): number[] | null {
  const values = plot.data[index];
  if (!show || values === undefined) return null;
  const chosen: number[] = [];
  let next = markerEveryPx / 2;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null || values[i] === undefined) continue;
    const x = plot.valToPos(plot.data[0][i] ?? 0, "x");
    if (x < next) continue;
    chosen.push(i);
    next = x + markerEveryPx;
  }
  return chosen;
}

function lineLook(line: ChartSeries, slot: number, theme: ChartTheme): uPlot.Series {
  const base = { spanGaps: false, points: { show: false } } as const;
  if (line.role === "wanted") return { ...base, stroke: theme.ok, width: 1.5, dash: [5, 3] };
  if (line.role === "context") return { ...base, stroke: theme.ink3, width: 1.25, dash: [2, 3] };
  if (line.role === "yours") return { ...base, stroke: theme.accent, width: 1.75 };
  return {
    ...base,
    stroke: theme.series[slot % paletteSize] ?? theme.ink,
    width: 1.75,
    dash: [...dashOf(slot)],
    // Past the palette, colours repeat: points tell the second round from the first.
    points: slot >= paletteSize ? { show: true, size: 5, filter: sparsePoints } : { show: false },
  };
}
