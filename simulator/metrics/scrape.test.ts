import { describe, expect, it } from "vitest";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import type { Matcher, SeriesHandle } from "../tsdb/sample-source.ts";
import { emptyColumns } from "../tsdb/series-columns.ts";
import { createWorld } from "../world.ts";
import type { World } from "../world-types.ts";

const at = (clock: string) => flagshipLeak.epochMs + Date.parse(`1970-01-01T${clock}Z`);

/** Series of one metric with these label values. */
function find(
  world: World,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): readonly SeriesHandle[] {
  const matchers: Matcher[] = [{ name: "__name__", op: "=", value: name }];
  for (const [label, value] of Object.entries(labels)) matchers.push({ name: label, op: "=", value });
  return world.source.select(matchers, world.startMs - 1, world.nowMs);
}

interface Point {
  readonly atMs: number;
  readonly value: number;
  readonly stale: boolean;
}

function points(world: World, series: SeriesHandle | undefined): Point[] {
  const columns = emptyColumns();
  series?.read(world.startMs - 1, world.nowMs, columns);
  return Array.from({ length: series === undefined ? 0 : columns.count }, (_, i) => ({
    atMs: columns.timesMs[i] ?? 0,
    value: columns.values[i] ?? 0,
    stale: columns.stale[i] === 1,
  }));
}

const incident = createWorld("flagship-leak", 1);
incident.advance(at("14:20:30"));

describe("scraping", () => {
  it("gives every target its own phase and a sample every 15 s", () => {
    const phases = new Set<number>();
    for (const up of find(incident, "up")) {
      const times = points(incident, up).map(({ atMs }) => atMs);
      times.forEach((time, i) => {
        if (i > 0) expect(time - (times[i - 1] ?? 0)).toBe(15_000);
      });
      phases.add((times[0] ?? 0) % 15_000);
    }
    expect(phases.size).toBeGreaterThan(15);
  });

  it("discovers the six jobs with the target labels of each", () => {
    const jobs = new Map<string, readonly string[]>();
    for (const { labels } of find(incident, "up")) {
      jobs.set(
        labels.get("job"),
        labels.pairs.map(([name]) => name).filter((name) => name !== "__name__" && name !== "job"),
      );
    }
    expect(Object.fromEntries(jobs)).toEqual({
      "kube-state-metrics": ["instance", "region"],
      kubelet: ["instance", "node", "region"],
      "ml-serving": ["instance", "namespace", "node", "pod", "region"],
      "node-exporter": ["instance", "namespace", "node", "pod", "region"],
      "nvidia-gpu": ["container", "instance", "namespace", "pod", "region"],
      prometheus: ["instance", "namespace", "node", "pod", "region"],
    });
  });

  it("counts the samples of a scrape and the series that are new in it", () => {
    const [scraped] = find(incident, "scrape_samples_scraped", { job: "kube-state-metrics" });
    const [added] = find(incident, "scrape_series_added", { job: "kube-state-metrics" });
    const first = points(incident, scraped)[0]?.value ?? 0;
    expect(first).toBeGreaterThan(100);
    expect(points(incident, added)[0]?.value).toBe(first);
    expect(points(incident, added)[1]?.value).toBe(0);
  });

  it("starts a new pod's series at its first scrape and ends them with stale markers when it is gone", () => {
    const gone = find(incident, "up", { job: "ml-serving" }).filter(
      (up) => points(incident, up).at(-1)?.stale,
    );
    expect(gone.length).toBe(8);
    for (const up of gone) {
      const pod = up.labels.get("pod");
      const endMs = points(incident, up).at(-1)?.atMs;
      for (const name of ["http_requests_total", "gpu_memory_used_bytes", "scrape_duration_seconds"]) {
        const series = find(incident, name, { pod }).filter(
          ({ labels }) => labels.get("job") === "ml-serving",
        );
        expect(series.length).toBeGreaterThan(0);
        for (const one of series)
          expect(points(incident, one).at(-1)).toMatchObject({ stale: true, atMs: endMs });
      }
    }
  });

  it("keeps up at 1 for every serving pod through the incident", () => {
    const values = find(incident, "up", { job: "ml-serving" }).flatMap((up) => points(incident, up));
    expect(values.filter(({ stale }) => !stale).every(({ value }) => value === 1)).toBe(true);
  });

  it("reads 0 from up and ends the pod's series while its container is down", () => {
    const exiting = createWorld("flagship-exit", 1);
    exiting.advance(at("14:20:00"));
    const down = find(exiting, "up", { job: "ml-serving" }).filter((up) =>
      points(exiting, up).some(({ value, stale }) => value === 0 && !stale),
    );
    expect(down.length).toBeGreaterThan(0);
    for (const up of down) {
      const outage = points(exiting, up).find(({ value, stale }) => value === 0 && !stale);
      const [requests] = find(exiting, "http_requests_total", { pod: up.labels.get("pod"), status: "200" });
      const there = points(exiting, requests).find(({ atMs }) => atMs === outage?.atMs);
      expect(there?.stale).toBe(true);
    }
    const [reason] = find(exiting, "kube_pod_container_status_last_terminated_reason");
    expect(reason?.labels.get("reason")).toBe("Error");
    const [code] = find(exiting, "kube_pod_container_status_last_terminated_exitcode");
    expect(points(exiting, code).at(-1)?.value).toBe(1);
  });
});

describe("dcgm-exporter", () => {
  const memory = find(incident, "DCGM_FI_DEV_FB_USED");

  it("is refreshed every 30 s, so scrapes see each value twice", () => {
    const leaking = memory.filter((series) => points(incident, series).length > 30);
    expect(leaking.length).toBeGreaterThan(0);
    for (const series of leaking) {
      const values = points(incident, series).filter(({ stale }) => !stale);
      let changes = 0;
      values.forEach(({ value }, i) => {
        if (i > 0 && value !== values[i - 1]?.value) changes++;
      });
      expect(changes).toBeLessThanOrEqual(Math.ceil(values.length / 2));
    }
  });

  it("renames the pod's labels, because the target has its own", () => {
    const { labels } = memory.find((series) => series.labels.has("exported_pod")) ?? { labels: undefined };
    expect(labels?.get("exported_namespace")).toBe("ml-serving");
    expect(labels?.get("exported_container")).toBe("server");
    expect(labels?.get("exported_pod")).toMatch(/^bert-model-serving-/);
    expect(labels?.get("namespace")).toBe("monitoring");
    expect(labels?.get("pod")).toMatch(/^dcgm-exporter-/);
  });

  it("has no pod labels for the spare GPU, and one series per pod over time for each device", () => {
    expect(memory.some(({ labels }) => !labels.has("exported_pod"))).toBe(true);
    expect(new Set(memory.map(({ labels }) => labels.get("UUID"))).size).toBe(9);
    expect(memory.length).toBeGreaterThan(9);
  });

  it("adds up to the device's usable memory, in whole MiB", () => {
    for (const used of memory) {
      const { key } = used.labels.with({ __name__: "DCGM_FI_DEV_FB_FREE" });
      const free = find(incident, "DCGM_FI_DEV_FB_FREE").find(({ labels }) => labels.key === key);
      const frees = points(incident, free);
      points(incident, used).forEach((point, i) => {
        if (point.stale) return;
        expect(Number.isInteger(point.value)).toBe(true);
        expect(point.value + (frees[i]?.value ?? 0)).toBe(81_920);
      });
    }
  });

  it("climbs only on pods of v2.1", () => {
    const versions = new Map(
      find(incident, "kube_pod_labels").map(({ labels }) => [labels.get("pod"), labels.get("label_version")]),
    );
    for (const series of memory) {
      const pod = series.labels.get("exported_pod");
      if (pod === "") continue;
      const top = Math.max(
        ...points(incident, series)
          .filter(({ stale }) => !stale)
          .map(({ value }) => value),
      );
      if (versions.get(pod) === "v2.0") expect(top).toBeLessThan(31_000);
    }
    const leaky = memory.filter(({ labels }) => versions.get(labels.get("exported_pod")) === "v2.1");
    expect(leaky.length).toBe(8);
  });
});

describe("kube-state-metrics", () => {
  it("keeps the labels of the objects it describes", () => {
    const [info] = find(incident, "kube_pod_info");
    expect(info?.labels.get("namespace")).toBe("ml-serving");
    expect(info?.labels.get("pod")).toMatch(/^bert-model-serving-/);
    expect(info?.labels.get("node")).toMatch(/^gpu-node-/);
  });

  it("shows the rollout: eight replicas wanted, never fewer available", () => {
    const value = (name: string) => {
      const [series] = find(incident, name);
      return points(incident, series).map((point) => point.value);
    };
    expect(new Set(value("kube_deployment_spec_replicas"))).toEqual(new Set([8]));
    expect(Math.min(...value("kube_deployment_status_replicas_available"))).toBe(8);
    expect(Math.max(...value("kube_deployment_status_replicas"))).toBe(9);
    const generation = value("kube_deployment_metadata_generation");
    expect((generation.at(-1) ?? 0) - (generation[0] ?? 0)).toBeGreaterThanOrEqual(1);
  });
});

describe("host metrics", () => {
  it("never fall: counters of nodes and containers grow through the rollout", () => {
    for (const name of [
      "node_cpu_seconds_total",
      "node_network_receive_bytes_total",
      "container_cpu_usage_seconds_total",
    ]) {
      for (const series of find(incident, name)) {
        const values = points(incident, series).filter(({ stale }) => !stale);
        values.forEach(({ value }, i) => {
          if (i > 0) expect(value, name).toBeGreaterThanOrEqual(values[i - 1]?.value ?? 0);
        });
      }
    }
  });

  it("show 96 cores per node: the modes add up to four quarters", () => {
    const cpu = find(incident, "node_cpu_seconds_total", { node: "gpu-node-1" });
    expect(cpu.length).toBe(16);
    const ends = cpu.map((series) => points(incident, series).slice(-2));
    const grown = ends.reduce((sum, [a, b]) => sum + (b?.value ?? 0) - (a?.value ?? 0), 0);
    expect(grown).toBeCloseTo(96 * 15, 0);
  });

  it("leave GPU memory out: the container's working set stays flat during the leak", () => {
    for (const series of find(incident, "container_memory_working_set_bytes")) {
      const values = points(incident, series)
        .filter(({ stale }) => !stale)
        .map(({ value }) => value);
      expect(Math.max(...values)).toBeLessThan(7e9);
    }
  });
});
