import {
  type DiscoveredTarget,
  Labels,
  type PrometheusConfig,
  relabel,
  type SampleSource,
  type ScrapeJob,
  type ScrapeTarget,
  type SeriesHandle,
  scrapedLabels,
  scrapeTargets,
} from "../../../simulator/index.ts";
import { allSeries, SeriesListSource } from "../sources/series-list-source.ts";
import { readAll, relabelled } from "../sources/series-samples.ts";

/** The series a server adds about each scrape; `metric_relabel_configs` does not see them. */
const HEALTH = /^(?:up|scrape_\w+)$/;

/** One series under its new labels, and the time it lived. */
export interface ScrapedSeries {
  readonly before: Labels;
  readonly after: Labels;
  readonly health: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A target whose scrapes fail as a whole, and why in the server's words. */
export interface RefusedTarget {
  readonly job: ScrapeJob;
  readonly target: ScrapeTarget;
  readonly error: string;
}

/** A world's telemetry as another configuration would have stored it. */
export interface ScrapedWorld {
  readonly source: SampleSource;
  /** Series of the counted jobs before any change. */
  readonly original: readonly ScrapedSeries[];
  /** What is stored of them, in the order it would be scraped. */
  readonly kept: readonly ScrapedSeries[];
  readonly targets: readonly ScrapeTarget[];
  readonly refused: readonly RefusedTarget[];
}

/**
 * Scrapes a finished world again with another configuration: the same expositions, other labels. What the
 * exposition said is recovered from the stored series and the target's own labels. Times of samples stay, so
 * another `scrape_interval` changes nothing here.
 */
export function scrapedWorld(
  source: SampleSource,
  config: PrometheusConfig,
  jobs: readonly string[],
): ScrapedWorld {
  const counted = new Set(jobs);
  const byTarget = new Map<string, { labels: Labels; series: SeriesHandle[] }>();
  const others: SeriesHandle[] = [];
  for (const series of allSeries(source)) {
    if (!counted.has(series.labels.get("job"))) {
      others.push(series);
      continue;
    }
    const address = series.labels.get("instance");
    const known = byTarget.get(address) ?? { labels: Labels.empty, series: [] };
    byTarget.set(address, known);
    known.series.push(series);
    if (series.labels.get("__name__") === "up") known.labels = series.labels.without(["__name__"]);
  }
  const files = targetFiles(
    jobs,
    [...byTarget.values()].map(({ labels }) => labels),
  );
  const handles: SeriesHandle[] = [];
  const kept: ScrapedSeries[] = [];
  const targets: ScrapeTarget[] = [];
  const refused: RefusedTarget[] = [];
  for (const job of config.jobs) {
    for (const target of scrapeTargets(job, files)) {
      targets.push(target);
      const scraped = byTarget.get(target.address);
      if (scraped === undefined) continue;
      const stored = scrape(scraped, target, job);
      if ("error" in stored) refused.push({ job, target, error: stored.error });
      else {
        for (const { handle, series } of stored.series) {
          handles.push(handle);
          kept.push(series);
        }
      }
    }
  }
  const original = [...byTarget.values()].flatMap(({ series }) =>
    series.map((one) => lifeOf(one, one.labels)),
  );
  return {
    source: new SeriesListSource([...others, ...firstOfEach(handles)]),
    original,
    kept,
    targets,
    refused,
  };
}

/** The files of `file_sd_configs`: one for each job, with the labels the other tool put on its targets. */
function targetFiles(
  jobs: readonly string[],
  targets: readonly Labels[],
): ReadonlyMap<string, readonly DiscoveredTarget[]> {
  const files = new Map<string, DiscoveredTarget[]>(jobs.map((job) => [`targets/${job}.json`, []]));
  for (const labels of targets) {
    const given = labels.without(["job", "instance"]);
    files.get(`targets/${labels.get("job")}.json`)?.push({
      address: labels.get("instance"),
      labels: Object.fromEntries(given.pairs),
    });
  }
  return files;
}

type Stored = { readonly handle: SeriesHandle; readonly series: ScrapedSeries };

/** What one target's scrapes leave behind, or why they fail. */
function scrape(
  { labels: old, series }: { labels: Labels; series: readonly SeriesHandle[] },
  target: ScrapeTarget,
  job: ScrapeJob,
): { readonly series: readonly Stored[] } | { readonly error: string } {
  const stored: Stored[] = [];
  const { limits } = job;
  for (const one of series) {
    const name = one.labels.get("__name__");
    const health = HEALTH.test(name);
    let labels = target.labels.with({ __name__: name });
    if (!health) {
      const result = relabel(scrapedLabels(exposed(one.labels, old), target.labels, job.honorLabels), [
        ...job.metricRelabelConfigs,
      ]);
      if (!result.kept) continue;
      labels = result.labels;
      if (labels.get("__name__") === "") return { error: "missing metric name (__name__ label)" };
      const error = overLimit(labels, job);
      if (error !== undefined) return { error };
    }
    stored.push({ handle: relabelled(one, labels), series: lifeOf(one, labels, health) });
  }
  if (limits.samples > 0) {
    const most = mostAtOnce(stored.map((one) => one.series).filter((one) => !one.health));
    if (most > limits.samples) return { error: "sample limit exceeded" };
  }
  return { series: stored };
}

/** What the exposition said: the stored labels without the target's, and `exported_X` under its own name. */
function exposed(labels: Labels, target: Labels): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const [name, value] of labels.pairs) {
    if (target.has(name)) continue;
    const plain = name.replace(/^exported_/, "");
    own.set(plain !== name && target.has(plain) ? plain : name, value);
  }
  return own;
}

/** A label limit that a series breaks, in the words of scrape/scrape.go, `verifyLabelLimits`. */
function overLimit(labels: Labels, { limits }: ScrapeJob): string | undefined {
  const metric = labels.get("__name__");
  if (limits.labels > 0 && labels.pairs.length > limits.labels) {
    return `label_limit exceeded (metric: "${metric}", number of labels: ${labels.pairs.length}, limit: ${limits.labels})`;
  }
  for (const [name, value] of labels.pairs) {
    if (limits.labelNameLength > 0 && name.length > limits.labelNameLength) {
      return `label_name_length_limit exceeded (metric: "${metric}", label name: "${name}", length: ${name.length}, limit: ${limits.labelNameLength})`;
    }
    if (limits.labelValueLength > 0 && value.length > limits.labelValueLength) {
      return `label_value_length_limit exceeded (metric: "${metric}", label name: "${name}", value: "${value}", length: ${value.length}, limit: ${limits.labelValueLength})`;
    }
  }
  return undefined;
}

const lives = new WeakMap<SeriesHandle, { fromMs: number; toMs: number }>();

function lifeOf(series: SeriesHandle, after: Labels, health = false): ScrapedSeries {
  let life = lives.get(series);
  if (life === undefined) {
    const { timesMs, count } = readAll(series);
    life = { fromMs: timesMs[0] ?? 0, toMs: timesMs[count - 1] ?? 0 };
    lives.set(series, life);
  }
  return { before: series.labels, after, health, ...life };
}

/** Largest number of series alive at one time. */
function mostAtOnce(series: readonly ScrapedSeries[]): number {
  const events = series.flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, by: 1 },
    { atMs: toMs, by: -1 },
  ]);
  events.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of events) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** One series for each set of labels; what a second one would have said is rejected by the server. */
function firstOfEach(handles: readonly SeriesHandle[]): SeriesHandle[] {
  const seen = new Map<string, SeriesHandle>();
  for (const handle of handles) if (!seen.has(handle.labels.key)) seen.set(handle.labels.key, handle);
  return [...seen.values()];
}
