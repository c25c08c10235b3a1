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
      {placeMarks(g, marks).map(({ mark, x, label }) => (
        <g key={`${mark.kind} ${mark.atMs} ${mark.text}`} className={`mark ${mark.kind}`}>
          <line x1={x} x2={x} y1={g.top - 6} y2={mark.kind === "deploy" ? g.top + g.height : g.top + 22} />
          {label === undefined ? null : (
            <text
              className="k"
              x={label.ahead ? x - 5 : x + 5}
              y={g.top + 4 + label.row * 14}
              textAnchor={label.ahead ? "end" : "start"}
            >
              {wordOf(mark, label.timed)}
            </text>
          )}
        </g>
      ))}
      {numbers === undefined ? null : placeNumbers(g, series, numbers)}
    </>
  );
}

const markOrder: readonly ChartMark["kind"][] = ["page", "deploy", "ack", "event"];

/** Where a mark's word stands, after its line or ahead of it, on which row, and whether its time fits too. */
interface LabelPlace {
  readonly ahead: boolean;
  readonly row: number;
  readonly timed: boolean;
}

/**
 * Words of marks, the important ones first, on two rows: none covers another word or another mark's line.
 * A word that does not fit is left out; the line stays, and the track and the summary name it.
 */
export function placeMarks(g: ChartGeometry, marks: readonly ChartMark[]) {
  const placed = marks
    .filter((mark) => mark.atMs >= g.fromMs && mark.atMs <= g.toMs)
    .map((mark) => ({ mark, x: placeX(g, mark.atMs) }));
  const taken: { row: number; from: number; to: number }[] = [];
  const labels = new Map<ChartMark, LabelPlace>();
  const free = (mark: ChartMark, x: number, place: LabelPlace): boolean => {
    const { from, to } = spanOf(mark, x, place);
    if (from < g.left - 4 || to > g.left + g.width + 14) return false;
    if (placed.some((other) => other.mark !== mark && other.x > from && other.x < to)) return false;
    return taken.every((other) => other.row !== place.row || other.from > to || other.to < from);
  };
  for (const { mark, x } of [...placed].sort(
    (a, b) => markOrder.indexOf(a.mark.kind) - markOrder.indexOf(b.mark.kind),
  )) {
    const place = placesOf(mark).find((one) => free(mark, x, one));
    if (place === undefined) continue;
    taken.push({ row: place.row, ...spanOf(mark, x, place) });
    labels.set(mark, place);
  }
  return placed.map(({ mark, x }) => ({ mark, x, label: labels.get(mark) }));
}

/**
 * Places in the order they are tried: a word without its time beside the line is better than one on the
 * lower row, which lies on the data and is only for pages and deploys.
 */
function placesOf({ kind }: ChartMark): readonly LabelPlace[] {
  const upper = [true, false].flatMap((timed) =>
    [false, true].map((ahead): LabelPlace => ({ ahead, row: 0, timed })),
  );
  if (kind === "event" || kind === "ack") return upper;
  return [...upper, ...upper.map((place) => ({ ...place, row: 1 }))];
}

/** A deploy's line is read off the axis; other words carry their time where it fits. */
function wordOf(mark: ChartMark, timed: boolean): string {
  return mark.kind === "deploy" || !timed ? mark.text : `${mark.text} ${formatShortTime(mark.atMs)}`;
}

/** What a mark's word covers, px: about 6 a character. */
function spanOf(mark: ChartMark, x: number, { ahead, timed }: LabelPlace): { from: number; to: number } {
  const width = wordOf(mark, timed).length * 5.8 + 6;
  return ahead ? { from: x - width, to: x - 1 } : { from: x + 1, to: x + width };
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
