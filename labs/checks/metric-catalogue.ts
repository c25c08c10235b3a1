import type { MetricType, SampleSource } from "../../simulator/index.ts";
import { didYouMean } from "../load/did-you-mean.ts";
import type { HiddenWorld } from "./check.ts";
import { allSeries } from "./sources/series-list-source.ts";
import { readAll } from "./sources/series-samples.ts";

/** Interval used when a world scrapes nothing: Prometheus's own common setting in these labs, 15 s. */
const usualScrapeMs = 15_000;
const histogramParts = /_(bucket|count|sum)$/;

/** What exists in one world: metric names, types, labels and the scrape interval. */
export interface MetricCatalogue {
  /** Metrics with at least one series in this world. */
  readonly names: ReadonlySet<string>;
  /** Is the name emitted here, or could it be (its exporter describes it)? */
  knows(metric: string): boolean;
  typeOf(metric: string): MetricType | undefined;
  /** Only ever grows until its process restarts; a histogram's buckets, count and sum as well. */
  isCounter(metric: string): boolean;
  isGauge(metric: string): boolean;
  labelsOf(metric: string): readonly string[];
  valuesOf(metric: string, label: string): readonly string[];
  nearest(metric: string): string | undefined;
  unitOf(metric: string): string;
  readonly scrapeMs: number;
}

const known = new WeakMap<SampleSource, MetricCatalogue>();

/** The catalogue of a world's telemetry; built once. `source` may be a changed copy of the world's. */
export function catalogueOf(
  hidden: HiddenWorld,
  source: SampleSource = hidden.world.source,
): MetricCatalogue {
  let catalogue = known.get(source);
  if (catalogue === undefined) {
    catalogue = build(hidden, source);
    known.set(source, catalogue);
  }
  return catalogue;
}

function build(hidden: HiddenWorld, source: SampleSource): MetricCatalogue {
  const { metadata } = hidden.world;
  const always = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const names = new Set(source.labelValues("__name__", [], ...always));
  const family = (metric: string): string =>
    metadata.has(metric) ? metric : metric.replace(histogramParts, "").replace(/_total$/, "");
  const typeOf = (metric: string): MetricType | undefined =>
    (metadata.get(metric) ?? metadata.get(family(metric)))?.type;
  const only = (metric: string) => [{ name: "__name__", op: "=" as const, value: metric }];
  return {
    names,
    knows: (metric) => names.has(metric) || metadata.has(metric),
    typeOf,
    isCounter: (metric) => {
      const type = typeOf(metric);
      return type === "counter" || (type === "histogram" && histogramParts.test(metric));
    },
    isGauge: (metric) => typeOf(metric) === "gauge",
    labelsOf: (metric) => source.labelNames(only(metric), ...always).filter((label) => label !== "__name__"),
    valuesOf: (metric, label) => source.labelValues(label, only(metric), ...always),
    nearest: (metric) => didYouMean(metric, new Set([...names, ...metadata.keys()])),
    unitOf: (metric) => metadata.get(family(metric))?.unit ?? "",
    scrapeMs: scrapeInterval(source),
  };
}

/** The commonest distance between samples of `up`. */
function scrapeInterval(source: SampleSource): number {
  const up = allSeries(source).find(({ labels }) => labels.get("__name__") === "up");
  if (up === undefined) return usualScrapeMs;
  const { count, timesMs } = readAll(up);
  const distances = new Map<number, number>();
  for (let i = 1; i < Math.min(count, 100); i++) {
    const away = (timesMs[i] ?? 0) - (timesMs[i - 1] ?? 0);
    distances.set(away, (distances.get(away) ?? 0) + 1);
  }
  let best = usualScrapeMs;
  let most = 0;
  for (const [away, times] of distances) {
    if (times > most && away > 0) {
      best = away;
      most = times;
    }
  }
  return best;
}
