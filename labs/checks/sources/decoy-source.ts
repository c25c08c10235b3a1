import type { Labels, SampleSource } from "../../../simulator/index.ts";
import { allSeries, SeriesListSource } from "./series-list-source.ts";
import { computedSeries, readAll } from "./series-samples.ts";

/** A staging copy serves less and idles more; any factor that is not 1 would do. */
const stagingShare = 0.4;
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
        for (let i = 0; i < samples.count; i++) {
          samples.values[i] = (samples.values[i] ?? 0) * stagingShare;
        }
        return samples;
      }),
    );
  return new SeriesListSource([...real, ...decoys]);
}

function twin(labels: Labels): Labels {
  const changes: Record<string, string> = {};
  for (const [name, change] of twinLabels) if (labels.has(name)) changes[name] = change(labels.get(name));
  return labels.with(changes);
}
