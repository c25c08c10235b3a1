import type { SeriesData } from "../../session/query-data.ts";
import type { ChartSeries } from "./chart-types.ts";

/** Labels that tell the series of one result apart, and how each is called. */
export interface LegendColumns {
  /** Names of labels with more than one value, most telling first. */
  readonly varying: readonly string[];
  /** Labels that are the same on every series, as one text. */
  readonly shared: string;
}

/** Splits the labels of a result into what differs and what does not. */
export function legendColumns(series: readonly SeriesData[]): LegendColumns {
  const values = new Map<string, Set<string>>();
  for (const { labels } of series) {
    for (const name of Object.keys(labels)) values.set(name, new Set());
  }
  for (const { labels } of series) for (const [name, set] of values) set.add(labels[name] ?? "");
  const names = [...values.keys()].filter((name) => name !== "__name__");
  const varying = series.length === 1 ? names : names.filter((name) => (values.get(name)?.size ?? 0) > 1);
  const shared = names
    .filter((name) => !varying.includes(name))
    .map((name) => `${name}="${[...(values.get(name) ?? [])][0] ?? ""}"`)
    .join(", ");
  const size = (name: string): number => values.get(name)?.size ?? 0;
  varying.sort((a, b) => size(b) - size(a) || rank(a) - rank(b) || (a < b ? -1 : 1));
  const [first = "", ...rest] = varying;
  const others = rest.filter((name) => !sameSplit(series, first, name)).sort((a, b) => rank(a) - rank(b));
  return { varying: first === "" ? [] : [first, ...others], shared };
}

/** Two labels that split the series in the same way say the same thing twice, as a pod and its address do. */
function sameSplit(series: readonly SeriesData[], a: string, b: string): boolean {
  const pairs = new Set(series.map(({ labels }) => JSON.stringify([labels[a], labels[b]])));
  const left = new Set(series.map(({ labels }) => labels[a]));
  const right = new Set(series.map(({ labels }) => labels[b]));
  return series.length > 1 && pairs.size === left.size && pairs.size === right.size;
}

/** Labels people know things by come before addresses that say the same. */
const telling = [
  "exported_pod",
  "pod",
  "alertname",
  "gpu",
  "node",
  "hostname",
  "Hostname",
  "version",
  "status",
  "le",
];

function rank(name: string): number {
  const at = telling.indexOf(name);
  return at === -1 ? telling.length : at;
}

/** A key equal for equal label sets. */
export function seriesKey({ labels }: Pick<SeriesData, "labels">): string {
  return JSON.stringify(Object.entries(labels));
}

/** What a line is called: the labels that tell it apart, else the metric, else `{}`. */
export function seriesName({ labels }: SeriesData, varying: readonly string[]): string {
  const told = varying.flatMap((name) => (labels[name] === undefined ? [] : [labels[name]]));
  if (told.length > 0) return told.slice(0, 3).join(" ");
  return labels.__name__ ?? "{}";
}

/** The full label set as PromQL writes it. */
export function selectorText({ labels }: Pick<SeriesData, "labels">): string {
  const { __name__: name = "", ...rest } = labels;
  const inside = Object.entries(rest).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return inside.length === 0 && name !== "" ? name : `${name}{${inside.join(", ")}}`;
}

export function toChartSeries(series: readonly SeriesData[], varying: readonly string[]): ChartSeries[] {
  return series.map((one) => ({
    key: seriesKey(one),
    name: seriesName(one, varying),
    timesMs: one.timesMs,
    values: one.values,
  }));
}

/** The beginning that every value of one label shares, cut at a separator; long pod names need only their ends. */
export function commonPrefix(values: readonly string[]): string {
  const [first = ""] = values;
  let length = first.length;
  for (const value of values) {
    let i = 0;
    while (i < length && value[i] === first[i]) i++;
    length = i;
  }
  const cut = first.slice(0, length).lastIndexOf("-") + 1;
  return values.length > 1 && cut >= 8 ? first.slice(0, cut) : "";
}

/** Last, smallest and largest finite value of a line; undefined when it has none. */
export function statsOf(values: Float64Array): { last: number; min: number; max: number } | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const last = values[values.length - 1];
  return last === undefined ? undefined : { last, min, max };
}
