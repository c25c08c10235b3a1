import type { Labels, SampleSource } from "../../../simulator/index.ts";
import { allSeries, SeriesListSource } from "./series-list-source.ts";
import { computedSeries, readAll } from "./series-samples.ts";

/**
 * A staging copy serves less and fails at other rates: each series has a share of its own within these
 * bounds, so that a ratio which counts the copy moves as well.
 */
const leastShare = 0.2;
const mostShare = 0.8;
/** What a label of a production series becomes on its staging twin; labels that are absent stay absent. */
const twinLabels: readonly (readonly [string, (value: string) => string])[] = [
  ["job", (value) => `${value}-staging`],
  ["namespace", () => "staging"],
  ["exported_namespace", () => "staging"],
  ["service", (value) => `${value}-staging`],
  ["deployment", (value) => `${value}-staging`],
  ["pod", (value) => `staging-${value}`],
  ["exported_pod", (value) => `staging-${value}`],
  ["instance", (value) => `staging.${value}`],
  ["UUID", (value) => `${value}-staging`],
  ["hostname", (value) => `staging-${value}`],
  ["Hostname", (value) => `staging-${value}`],
];

/**
 * The same telemetry beside a staging copy of everything: same metric names, other job, namespace and
 * pods, other values. A question about production must not count it.
 */
export function decoySource(source: SampleSource): SampleSource {
  const real = allSeries(source);
  const decoys = real
    .filter(({ labels }) => labels.has("job"))
    .map((series) =>
      computedSeries(twin(series.labels), () => {
        const samples = readAll(series);
        const share = shareOf(series.labels);
        for (let i = 0; i < samples.count; i++) {
          samples.values[i] = (samples.values[i] ?? 0) * share;
        }
        return samples;
      }),
    );
  return new SeriesListSource([...real, ...decoys]);
}

/** The share of one series: buckets and the count of one histogram go together, or their order would break. */
function shareOf(labels: Labels): number {
  const { key } = labels.without(["__name__", "le", "pod", "exported_pod", "instance"]);
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
  return leastShare + (mostShare - leastShare) * (hash / 0x1_0000_0000);
}

function twin(labels: Labels): Labels {
  const changes: Record<string, string> = {};
  for (const [name, change] of twinLabels) if (labels.has(name)) changes[name] = change(labels.get(name));
  return labels.with(changes);
}
