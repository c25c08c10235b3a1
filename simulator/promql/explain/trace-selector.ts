import type { SampleColumns, SeriesHandle } from "../../tsdb/sample-source.ts";
import { emptyColumns } from "../../tsdb/series-columns.ts";
import { offsetMs, pinnedMs } from "../engine/select.ts";
import type { TimeModifiers, VectorSelector } from "../parse/ast.ts";
import { quoteGo } from "../parse/go-quote.ts";
import { firstOf, plain, type TraceContext } from "./trace-context.ts";
import type { SelectedSeries, SelectorDetail, TimeShift } from "./trace-types.ts";

/** How far beyond the lookback series are looked for that just missed it. */
const NEAR_MISS = 12;

/** What an instant selector looked at: per series the newest sample, its age, or why there is none. */
export function traceSelector(context: TraceContext, node: VectorSelector): SelectorDetail {
  const { ev, grid } = context;
  const { lookbackMs, source } = ev.settings;
  const shift = shiftOf(context, node);
  const toMs = (shift.pinnedMs ?? grid.startMs) - shift.offsetMs;
  const fromMs = toMs - lookbackMs;
  const farMs = fromMs - NEAR_MISS * lookbackMs;
  const columns = emptyColumns();
  const series: { handle: SeriesHandle; found: SelectedSeries }[] = [];
  for (const handle of source.select(node.matchers, farMs, toMs)) {
    const found = selected(handle, { fromMs, toMs, farMs }, columns);
    if (found !== undefined) series.push({ handle, found });
  }
  series.sort((a, b) => RANK[a.found.outcome] - RANK[b.found.outcome]);
  return {
    kind: "selector",
    fromMs,
    toMs,
    lookbackMs,
    shift,
    matchers: node.matchers.map(({ name, op, value }, i) => ({
      text: `${name}${op}${quoteGo(value)}`,
      kept: source.select(node.matchers.slice(0, i + 1), fromMs, toMs).length,
    })),
    series: firstOf(context, series, ({ handle }) => handle.labels).map(({ found }) => found),
    count: series.length,
  };
}

const RANK = { taken: 0, stale: 1, "too-old": 2 } as const;

export function shiftOf({ ev }: TraceContext, node: TimeModifiers): TimeShift {
  const pinned = pinnedMs(node.at, ev);
  return { offsetMs: offsetMs(node, ev), ...(pinned === undefined ? {} : { pinnedMs: pinned }) };
}

function selected(
  handle: SeriesHandle,
  { fromMs, toMs, farMs }: { fromMs: number; toMs: number; farMs: number },
  columns: SampleColumns,
): SelectedSeries | undefined {
  columns.histograms = undefined;
  handle.read(fromMs, toMs, columns);
  if (columns.count === 0) {
    columns.histograms = undefined;
    handle.read(farMs, fromMs, columns);
  }
  const newest = columns.count - 1;
  if (newest < 0) return undefined;
  const labels = plain(handle.labels);
  if (columns.stale[newest] !== 1) {
    const inside = (columns.timesMs[newest] ?? 0) > fromMs;
    return { labels, outcome: inside ? "taken" : "too-old", ...sampleAt(columns, newest) };
  }
  const staleMs = columns.timesMs[newest] ?? 0;
  let before = newest - 1;
  while (before >= 0 && columns.stale[before] === 1) before--;
  return { labels, outcome: "stale", staleMs, ...(before < 0 ? {} : sampleAt(columns, before)) };
}

function sampleAt(
  columns: SampleColumns,
  at: number,
): Pick<SelectedSeries, "timeMs" | "value" | "histogram"> {
  const histogram = columns.histograms?.[at];
  return {
    timeMs: columns.timesMs[at] ?? 0,
    value: columns.values[at] ?? Number.NaN,
    ...(histogram === undefined ? {} : { histogram: String(histogram) }),
  };
}
