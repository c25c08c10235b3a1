import type { ClusterView } from "../../session/cluster-view.ts";
import type { QueryData, SeriesData } from "../../session/query-data.ts";

/** The expressions behind the panel's figures; each can be opened in Query. */
export const figures = {
  used: "DCGM_FI_DEV_FB_USED",
  free: "DCGM_FI_DEV_FB_FREE",
  util: "DCGM_FI_DEV_GPU_UTIL",
  temperature: "DCGM_FI_DEV_GPU_TEMP",
  power: "DCGM_FI_DEV_POWER_USAGE",
} as const;

export type Figure = keyof typeof figures;

/** One query for all figures, so that they are of one moment. The name tells them apart. */
export const figuresQuery = `{__name__=~"${Object.values(figures).join("|")}"}`;

/** What telemetry says of one GPU. Units as exported: MiB, percent, °C, watts. */
export type GpuFigures = Readonly<Partial<Record<Figure, number>>>;

/** Figures by GPU UUID from an instant query's result. */
export function readFigures(data: QueryData | undefined): ReadonlyMap<string, GpuFigures> {
  const byUuid = new Map<string, Partial<Record<Figure, number>>>();
  if (data?.status !== "success") return byUuid;
  const nameOf = new Map<string, Figure>(
    Object.entries(figures).map(([figure, metric]) => [metric, figure as Figure]),
  );
  for (const series of data.series) {
    const figure = nameOf.get(series.labels.__name__ ?? "");
    const uuid = series.labels.UUID;
    const value = lastValue(series);
    if (figure === undefined || uuid === undefined || value === undefined) continue;
    const entry = byUuid.get(uuid) ?? {};
    entry[figure] = value;
    byUuid.set(uuid, entry);
  }
  return byUuid;
}

function lastValue(series: SeriesData): number | undefined {
  return series.values[series.values.length - 1];
}

/** Share of device memory in use, 0..1; undefined without both figures. */
export function memoryShare(gpu: GpuFigures | undefined): number | undefined {
  if (gpu?.used === undefined || gpu.free === undefined || gpu.used + gpu.free <= 0) return undefined;
  return gpu.used / (gpu.used + gpu.free);
}

/** Tone of a memory share: the last 5 % of a card is critical, above 85 % a warning. */
export function memoryTone(share: number): "ok" | "warn" | "crit" {
  return share >= 0.95 ? "crit" : share >= 0.85 ? "warn" : "ok";
}

/** Versions of a Deployment's living pods with their counts, newest revision first. */
export function versionsOf(
  view: ClusterView,
  deployment: string,
): readonly { version: string; pods: number }[] {
  const counts = new Map<string, { version: string; pods: number; revision: number }>();
  for (const pod of view.pods) {
    if (pod.deployment !== deployment || pod.terminating) continue;
    const entry = counts.get(pod.version) ?? { version: pod.version, pods: 0, revision: 0 };
    entry.pods++;
    entry.revision = Math.max(entry.revision, pod.revision);
    counts.set(pod.version, entry);
  }
  return [...counts.values()]
    .sort((a, b) => b.revision - a.revision)
    .map(({ version, pods }) => ({ version, pods }));
}

/** `14m`, `2h`, `3d`: an age as kubectl prints it. */
export function showAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

/** The commands behind the panel's buttons: the same actions as in the terminal. */
export function commandsFor(deployment: { readonly name: string; readonly namespace: string }): {
  readonly undo: string;
  readonly restart: string;
  readonly scale: (replicas: number) => string;
} {
  const target = `deployment/${deployment.name} -n ${deployment.namespace}`;
  return {
    undo: `kubectl rollout undo ${target}`,
    restart: `kubectl rollout restart ${target}`,
    scale: (replicas) => `kubectl scale ${target} --replicas=${replicas}`,
  };
}
