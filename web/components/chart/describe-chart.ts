import { t } from "../../i18n/t.ts";
import { formatShortTime } from "../format/format-time.ts";
import { formatValue } from "../format/format-value.ts";
import type { Unit } from "../format/units.ts";
import { gapsOf } from "./align.ts";
import type { ChartMark, ChartSeries } from "./chart-types.ts";

/**
 * A chart in words, for whoever cannot see it: how many lines over which range, the highest at the
 * end, the largest change, gaps, and marks.
 */
export function describeChart(
  title: string,
  series: readonly ChartSeries[],
  unit: Unit,
  range: { readonly fromMs: number; readonly toMs: number; readonly stepMs?: number | undefined },
  marks: readonly ChartMark[] = [],
): string {
  const shownMarks = marks.filter((mark) => mark.atMs >= range.fromMs && mark.atMs <= range.toMs);
  const parts = [
    t("shared.chartSummary", {
      title,
      count: series.length,
      from: formatShortTime(range.fromMs),
      to: formatShortTime(range.toMs),
    }),
    highest(series, unit),
    largestChange(series, unit),
    gapText(series, range.stepMs),
    shownMarks.length === 0
      ? ""
      : t("shared.chartMarks", {
          count: shownMarks.length,
          list: shownMarks
            .slice(0, 4)
            .map((mark) => `${mark.text} ${formatShortTime(mark.atMs)}`)
            .join(", "),
        }),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function highest(series: readonly ChartSeries[], unit: Unit): string {
  let best: { name: string; value: number } | undefined;
  for (const line of series) {
    const value = line.values[line.values.length - 1];
    if (value !== undefined && Number.isFinite(value) && (best === undefined || value > best.value)) {
      best = { name: line.name, value };
    }
  }
  if (best === undefined) return series.length === 0 ? t("shared.chartEmpty") : "";
  return t("shared.chartHighest", { name: best.name, value: formatValue(best.value, unit) });
}

/** The largest move of one line from its lowest to its highest point, in the order they happened. */
function largestChange(series: readonly ChartSeries[], unit: Unit): string {
  let best = { size: 0, name: "", from: 0, to: 0, before: 0, after: 0 };
  for (const line of series) {
    let low = -1;
    let high = -1;
    for (let i = 0; i < line.values.length; i++) {
      const value = line.values[i] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      if (low === -1 || value < (line.values[low] ?? 0)) low = i;
      if (high === -1 || value > (line.values[high] ?? 0)) high = i;
    }
    if (low === -1) continue;
    const [first, last] = low < high ? [low, high] : [high, low];
    const before = line.values[first] ?? 0;
    const after = line.values[last] ?? 0;
    const size = Math.abs(after - before);
    if (size > best.size) {
      const from = line.timesMs[first] ?? 0;
      const to = line.timesMs[last] ?? 0;
      best = { size, name: line.name, from, to, before, after };
    }
  }
  if (best.size === 0) return series.length === 0 ? "" : t("shared.chartFlat");
  return t("shared.chartChange", {
    name: best.name,
    before: formatValue(best.before, unit),
    after: formatValue(best.after, unit),
    from: formatShortTime(best.from),
    to: formatShortTime(best.to),
  });
}

function gapText(series: readonly ChartSeries[], stepMs: number | undefined): string {
  const gaps = series.flatMap((line) => gapsOf(line, stepMs));
  const [first] = gaps;
  if (first === undefined) return "";
  return t("shared.chartGaps", {
    count: gaps.length,
    from: formatShortTime(first.fromMs),
    to: formatShortTime(first.toMs),
  });
}
