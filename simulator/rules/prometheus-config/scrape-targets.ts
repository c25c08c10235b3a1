import { Labels } from "../../tsdb/labels.ts";
import { relabel, targetLabels } from "../relabel/relabel.ts";
import type { ScrapeJob } from "./prometheus-config.ts";

/** What service discovery says of one target: its address and further labels. */
export interface DiscoveredTarget {
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A target a job scrapes. */
export interface ScrapeTarget {
  readonly discovered: DiscoveredTarget;
  /** Labels every series of it gets; `instance` and `job` among them. */
  readonly labels: Labels;
  /** The address after relabelling, which is where the scrape goes. */
  readonly address: string;
}

/**
 * The targets a job ends up with: discovery, the labels the server adds, `relabel_configs`, and targets that
 * are the same afterwards taken once. Source: scrape/target.go, `PopulateLabels`; a default port is not added.
 */
export function scrapeTargets(
  job: ScrapeJob,
  files: ReadonlyMap<string, readonly DiscoveredTarget[]>,
): readonly ScrapeTarget[] {
  const targets = new Map<string, ScrapeTarget>();
  for (const discovered of discover(job, files)) {
    const params = [...job.params].map(([name, values]): [string, string] => [
      `__param_${name}`,
      values[0] ?? "",
    ]);
    const given = Labels.of({
      job: job.name,
      __scheme__: job.scheme,
      __metrics_path__: job.metricsPath,
      ...Object.fromEntries(params),
      ...discovered.labels,
      __address__: discovered.address,
    });
    const { kept, labels } = relabel(given, job.relabelConfigs);
    const address = labels.get("__address__");
    if (!kept || address === "") continue;
    const named = targetLabels(labels);
    const visible = named.without(named.pairs.map(([name]) => name).filter((name) => name.startsWith("__")));
    targets.set(`${named.key}`, { discovered, labels: visible, address });
  }
  return [...targets.values()];
}

function discover(
  job: ScrapeJob,
  files: ReadonlyMap<string, readonly DiscoveredTarget[]>,
): readonly DiscoveredTarget[] {
  const written = job.staticGroups.flatMap(({ targets, labels }) =>
    targets.map((address) => ({ address, labels: Object.fromEntries(labels) })),
  );
  const read = [...files].flatMap(([path, targets]) =>
    job.files.some((pattern) => matchesPath(pattern, path)) ? targets : [],
  );
  return [...written, ...read];
}

/** Whether a path is the pattern's, which may hold one `*` for any characters but `/`. */
function matchesPath(pattern: string, path: string): boolean {
  const [before = "", after] = pattern.replace(/^\.?\//, "").split("*");
  if (after === undefined) return path === before;
  const middle = path.slice(before.length, path.length - after.length);
  const fits = path.startsWith(before) && path.endsWith(after) && path.length >= before.length + after.length;
  return fits && !middle.includes("/");
}

/**
 * Labels of a scraped sample before `metric_relabel_configs`: the target's win over the sample's own, which
 * are then renamed `exported_X`; with `honor_labels` the sample's own stay, also one spelt out as empty, as
 * `/federate` does with `instance`. Source: scrape/scrape.go, `mutateSampleLabels`.
 */
export function scrapedLabels(
  own: ReadonlyMap<string, string>,
  target: Labels,
  honorLabels: boolean,
): Labels {
  const labels = new Map(own);
  for (const [name, value] of target.pairs) {
    const clash = own.get(name);
    if (honorLabels && clash !== undefined) continue;
    if (clash !== undefined && clash !== "") {
      let renamed = `exported_${name}`;
      while (own.has(renamed) || target.has(renamed)) renamed = `exported_${renamed}`;
      labels.set(renamed, clash);
    }
    labels.set(name, value);
  }
  return Labels.fromPairs(labels);
}
