import { formatShortTime } from "../format/format-time.ts";
import type { ChartMark, ChartSeries, ChartThreshold } from "./chart-types.ts";

/** Where the plot lies inside the chart, CSS pixels, and what its axes span. */
export interface ChartGeometry {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Unit the axis settled on when it scales its ticks, for example `min` or `GiB`. */
  readonly axisLabel: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  readonly low: number;
  readonly high: number;
}

/** Horizontal place of a time. */
export function placeX(g: ChartGeometry, ms: number): number {
  return g.left + ((ms - g.fromMs) / (g.toMs - g.fromMs)) * g.width;
}

/** Vertical place of a value. */
export function placeY(g: ChartGeometry, value: number): number {
  return g.top + (1 - (value - g.low) / (g.high - g.low)) * g.height;
}

/** Deploys, pages and limits as labelled lines, and numbers at the lines they belong to. */
export function Marks({
  geometry: g,
  marks,
  thresholds,
  series,
  numbers,
}: {
  geometry: ChartGeometry;
  marks: readonly ChartMark[];
  thresholds: readonly ChartThreshold[];
  series: readonly ChartSeries[];
  slots: ReadonlyMap<string, number>;
  numbers: ReadonlyMap<string, string> | undefined;
}) {
  return (
    <>
      {thresholds
        .filter(({ value }) => value >= g.low && value <= g.high)
        .map(({ value, text }) => (
          <g key={`${value} ${text}`}>
            <line
              className="thr"
              x1={g.left}
              x2={g.left + g.width}
              y1={placeY(g, value)}
              y2={placeY(g, value)}
            />
            <text className="crit k" x={g.left + 5} y={placeY(g, value) - 5}>
              {text}
            </text>
          </g>
        ))}
      {placeMarks(g, marks).map(({ mark, x, labelY }) => (
        <g key={`${mark.kind} ${mark.atMs} ${mark.text}`} className={`mark ${mark.kind}`}>
          <line x1={x} x2={x} y1={g.top - 6} y2={mark.kind === "deploy" ? g.top + g.height : g.top + 22} />
          {labelY === undefined ? null : (
            <text className="k" x={x + 5} y={labelY}>
              {mark.text}
              {mark.kind === "deploy" ? "" : ` ${formatShortTime(mark.atMs)}`}
            </text>
          )}
        </g>
      ))}
      {numbers === undefined ? null : placeNumbers(g, series, numbers)}
    </>
  );
}

const markOrder: readonly ChartMark["kind"][] = ["page", "deploy", "ack", "event"];

/**
 * Words of marks, the important ones first, on two rows: none covers another word or a deploy's line.
 * A word that does not fit is left out; the line stays, and the track and the summary name it.
 */
function placeMarks(g: ChartGeometry, marks: readonly ChartMark[]) {
  const placed = marks
    .filter((mark) => mark.atMs >= g.fromMs && mark.atMs <= g.toMs)
    .map((mark) => ({ mark, x: placeX(g, mark.atMs) }));
  const lines = placed.filter(({ mark }) => mark.kind === "deploy").map(({ x }) => x);
  const taken: { row: number; from: number; to: number }[] = [];
  const rows = new Map<ChartMark, number>();
  for (const { mark, x } of [...placed].sort(
    (a, b) => markOrder.indexOf(a.mark.kind) - markOrder.indexOf(b.mark.kind),
  )) {
    const to = x + (mark.text.length + (mark.kind === "deploy" ? 0 : 6)) * 6 + 8;
    if (to > g.left + g.width + 14 || lines.some((line) => line > x + 1 && line < to)) continue;
    const row = [0, 1].find((one) =>
      taken.every((other) => other.row !== one || other.from > to || other.to < x),
    );
    if (row === undefined) continue;
    taken.push({ row, from: x, to });
    rows.set(mark, row);
  }
  return placed.map(({ mark, x }) => {
    const row = rows.get(mark);
    return { mark, x, labelY: row === undefined ? undefined : g.top + 4 + row * 14 };
  });
}

/** One small number per line, at a place along the line that is not taken yet. */
function placeNumbers(
  g: ChartGeometry,
  series: readonly ChartSeries[],
  numbers: ReadonlyMap<string, string>,
) {
  const taken: { x: number; y: number }[] = [];
  const nodes = [];
  for (const [index, line] of series.entries()) {
    const text = numbers.get(line.key);
    if (text === undefined) continue;
    const spot = freeSpot(g, line, taken, (index + 1) / (series.length + 1));
    if (spot === undefined) continue;
    taken.push(spot);
    nodes.push(
      <text key={line.key} className="v k" x={spot.x} y={spot.y + 4} textAnchor="middle">
        {text}
      </text>,
    );
  }
  return nodes;
}

/** Tries points of the line, the steepest part first, since parallel lines are furthest apart there. */
function freeSpot(
  g: ChartGeometry,
  line: ChartSeries,
  taken: readonly { x: number; y: number }[],
  share: number,
): { x: number; y: number } | undefined {
  const middle = (g.low + g.high) * 0.5;
  const count = line.timesMs.length;
  const order = [
    crossing(line, g.low + (g.high - g.low) * 0.62),
    crossing(line, middle),
    Math.floor(count * share),
  ];
  for (let i = 0; i < 12; i++) order.push(Math.floor(((i + 0.5) / 12) * count));
  for (const index of order) {
    const at = index === undefined ? undefined : line.timesMs[index];
    const value = index === undefined ? undefined : line.values[index];
    if (at === undefined || value === undefined || !Number.isFinite(value)) continue;
    if (at < g.fromMs || at > g.toMs) continue;
    const spot = { x: placeX(g, at), y: placeY(g, value) };
    if (taken.every((other) => Math.abs(other.x - spot.x) > 14 || Math.abs(other.y - spot.y) > 14))
      return spot;
  }
  return undefined;
}

function crossing(line: ChartSeries, level: number): number | undefined {
  for (let i = 1; i < line.values.length; i++) {
    const a = line.values[i - 1] ?? 0;
    const b = line.values[i] ?? 0;
    if ((a - level) * (b - level) <= 0 && a !== b) return i;
  }
  return undefined;
}
