import { describe, expect, it } from "vitest";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import type { SeriesHandle } from "../tsdb/sample-source.ts";
import { createWorld } from "../world.ts";
import type { World } from "../world-types.ts";
import type { MetricDefinition } from "./metric-definition.ts";
import { vocabulary } from "./vocabulary.ts";

const byName = new Map(vocabulary.map((definition) => [definition.name, definition]));
const world = incident();

function incident(): World {
  const run = createWorld("flagship-leak", 1);
  for (const action of flagshipLeak.responders) {
    run.advance(action.atMs);
    run.act(action);
  }
  run.advance(run.endMs);
  return run;
}

/** The family a stored series belongs to. */
function familyOf(series: SeriesHandle): MetricDefinition | undefined {
  const name = series.labels.get("__name__");
  return byName.get(name) ?? byName.get(name.replace(/_(bucket|sum|count)$/, ""));
}

/** Labels that scrape targets add, that renaming makes, and that alerts carry. */
const TARGET_LABELS = ["__name__", "job", "instance", "namespace", "pod", "region", "node", "container"];

describe("vocabulary", () => {
  it.each(vocabulary.map((definition) => [definition.name, definition] as const))(
    "%s has type, unit, help, source, bound and level",
    (name, definition) => {
      expect(name).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
      expect(definition.help.length).toBeGreaterThan(10);
      expect(definition.unit).not.toBe("");
      expect(definition.source).toMatch(/^https:\/\/\S+$/);
      expect(definition.seriesBound).toBeGreaterThan(0);
      expect(new Set(definition.labels).size).toBe(definition.labels.length);
    },
  );

  it("names every family once", () => {
    expect(byName.size).toBe(vocabulary.length);
  });

  it("ends counters in _total except where the exporter does not", () => {
    const odd = vocabulary.filter(({ name, type }) => type === "counter" && !name.endsWith("_total"));
    expect(odd.every(({ job }) => job === "nvidia-gpu" || job === "ml-serving")).toBe(true);
    const serving = odd.filter(({ job }) => job === "ml-serving");
    expect(serving.every(({ name }) => name.startsWith("nv_"))).toBe(true);
  });

  it("has none of the names that do not exist anywhere", () => {
    for (const absent of [
      "prometheus_target_scrapes_failed_total",
      "gpu_memory_total",
      "gpu_memory_total_bytes",
      "duration_bucket",
      "gpu_utilization",
      "training_loss",
    ]) {
      expect(byName.has(absent)).toBe(false);
    }
    const dcgm = vocabulary.filter(({ job }) => job === "nvidia-gpu");
    expect(dcgm.length).toBe(25);
    expect(dcgm.some(({ labels }) => labels.includes("node"))).toBe(false);
  });

  it("marks the traps of units and statuses", () => {
    for (const name of [
      "gpu_memory_used_bytes",
      "DCGM_FI_DEV_FB_USED",
      "nv_gpu_utilization",
      "DCGM_FI_DEV_XID_ERRORS",
      "model_requests_total",
      "kube_pod_container_status_waiting_reason",
      "container_memory_working_set_bytes",
    ]) {
      expect(byName.get(name)?.trap, name).toBeDefined();
    }
  });
});

describe("series of a world", () => {
  const all = world.source.select([], world.startMs - 1, world.nowMs);

  it("all belong to a family of the vocabulary and use its labels only", () => {
    expect(all.length).toBeGreaterThan(1000);
    for (const series of all) {
      const family = familyOf(series);
      expect(family, series.labels.get("__name__")).toBeDefined();
      if (family === undefined || family.name.startsWith("ALERTS")) continue;
      for (const [label] of series.labels.pairs) {
        const own = label.replace(/^exported_/, "");
        expect([...TARGET_LABELS, ...family.labels], `${family.name} ${label}`).toContain(own);
      }
    }
  });

  it("describe themselves in the metadata", () => {
    for (const series of all) {
      const family = familyOf(series);
      if (family === undefined || family.name.startsWith("ALERTS")) continue;
      expect(world.metadata.get(family.name)).toEqual({
        name: family.name,
        type: family.type,
        help: family.help,
        unit: family.unit,
      });
    }
  });

  it("stay within the bound of their family at any moment", () => {
    for (const atMs of [world.startMs + 120_000, world.openAtMs, world.endMs]) {
      const live = new Map<string, number>();
      for (const series of world.source.select([], atMs - 15_000, atMs)) {
        const name = familyOf(series)?.name ?? "";
        live.set(name, (live.get(name) ?? 0) + 1);
      }
      for (const [name, count] of live)
        expect(count, name).toBeLessThanOrEqual(byName.get(name)?.seriesBound ?? 0);
      const total = [...live.values()].reduce((sum, count) => sum + count, 0);
      expect(total).toBeGreaterThan(900);
      expect(total).toBeLessThan(1300);
    }
  });

  it("use no label named node on the GPU job, but hostname", () => {
    const gpu = all.filter(
      ({ labels }) => labels.get("job") === "nvidia-gpu" && labels.get("__name__") !== "up",
    );
    expect(gpu.length).toBeGreaterThan(0);
    for (const { labels } of gpu) expect(labels.get("node")).toBe("");
  });
});
