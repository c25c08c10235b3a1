import { describe, expect, it } from "vitest";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import type { SeriesHandle } from "../tsdb/sample-source.ts";
import { emptyColumns } from "../tsdb/series-columns.ts";
import { createWorld, openLedger } from "../world.ts";

const at = (clock: string) => flagshipLeak.epochMs + Date.parse(`1970-01-01T${clock}Z`);
const world = createWorld("flagship-leak", 1);
world.advance(at("14:40:00"));

function series(name: string): readonly SeriesHandle[] {
  return world.source.select([{ name: "__name__", op: "=", value: name }], world.startMs - 1, world.nowMs);
}

function values(handle: SeriesHandle): { times: number[]; values: number[] } {
  const columns = emptyColumns();
  handle.read(world.startMs - 1, world.nowMs, columns);
  const kept = Array.from({ length: columns.count }, (_, i) => i).filter((i) => columns.stale[i] !== 1);
  return { times: kept.map((i) => columns.timesMs[i] ?? 0), values: kept.map((i) => columns.values[i] ?? 0) };
}

/** Last values by the labels that are left when `without` are taken away, summed. */
function lastBy(name: string, label: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const handle of series(name)) {
    const key = handle.labels.get(label);
    sums.set(key, (sums.get(key) ?? 0) + (values(handle).values.at(-1) ?? 0));
  }
  return sums;
}

describe("the latency histogram", () => {
  it("has cumulative buckets that end with the count, at every scrape of every pod", () => {
    const byPod = new Map<string, SeriesHandle[]>();
    for (const handle of series("http_request_duration_seconds_bucket")) {
      const pod = handle.labels.get("pod");
      byPod.set(pod, [...(byPod.get(pod) ?? []), handle]);
    }
    expect(byPod.size).toBe(16);
    for (const [pod, handles] of byPod) {
      const order = (le: string) => (le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le));
      const ladder = handles
        .sort((a, b) => order(a.labels.get("le")) - order(b.labels.get("le")))
        .map((handle) => values(handle).values);
      expect(ladder.length).toBe(12);
      const count = series("http_request_duration_seconds_count").find(
        ({ labels }) => labels.get("pod") === pod,
      );
      expect(ladder.at(-1)).toEqual(count === undefined ? undefined : values(count).values);
      for (let i = 1; i < ladder.length; i++) {
        ladder[i]?.forEach((value, k) => {
          expect(value).toBeGreaterThanOrEqual(ladder[i - 1]?.[k] ?? 0);
        });
      }
    }
  });

  it("counts as many observations as requests were answered", () => {
    const counts = lastBy("http_request_duration_seconds_count", "pod");
    const requests = lastBy("http_requests_total", "pod");
    expect(counts).toEqual(requests);
  });

  it("puts almost every healthy request under 0.25 s and every failed one above 0.5 s", () => {
    const under = (le: string) =>
      series("http_request_duration_seconds_bucket")
        .filter(({ labels }) => labels.get("le") === le)
        .reduce((sum, handle) => sum + (values(handle).values.at(-1) ?? 0), 0);
    const byStatus = lastBy("http_requests_total", "status");
    const ok = byStatus.get("200") ?? 0;
    expect(under("0.5")).toBeLessThanOrEqual(ok);
    expect(under("0.3") / ok).toBeGreaterThan(0.999);
  });
});

describe("request counters", () => {
  it("equal the ledger, but for the requests after each target's last scrape", () => {
    const calm = createWorld("flagship-leak", 1);
    calm.advance(at("13:40:00"));
    const { totals } = openLedger(calm);
    for (const pod of calm.cluster.pods) {
      const [text] = (calm.exposition(pod.name) ?? "").match(/http_requests_total\{[^}]*\} \S+/g) ?? [];
      expect(Number(text?.split(" ").at(-1))).toBe(pod.serving.requestsByStatus.get("200"));
    }
    const counted = calm.cluster.pods.reduce(
      (sum, pod) => sum + (pod.serving.requestsByStatus.get("200") ?? 0),
      0,
    );
    const before = createWorld("flagship-leak", 1);
    const already = before.cluster.pods.reduce(
      (sum, pod) => sum + (pod.serving.requestsByStatus.get("200") ?? 0),
      0,
    );
    expect(counted - already).toBe(totals.requests.at(-1));
  });

  it("agree with the ledger second by second through the incident", () => {
    const { totals } = openLedger(world);
    const failedByLedger = totals.failed.at(-1) ?? 0;
    const errors = lastBy("http_requests_total", "status").get("500") ?? 0;
    const lastScrapes = Math.min(...world.cluster.pods.map(() => world.nowMs - 15_000));
    const missing = failedByLedger - (totals.failed[totals.atMs.findIndex((ms) => ms >= lastScrapes)] ?? 0);
    expect(errors).toBeLessThanOrEqual(failedByLedger);
    expect(errors).toBeGreaterThanOrEqual(failedByLedger - missing);
  });

  it("tell the same story under each of their names", () => {
    const status = lastBy("http_requests_total", "status");
    const model = lastBy("model_requests_total", "status");
    const predictions = lastBy("model_predictions_total", "status");
    expect(model.get("success")).toBe(status.get("200"));
    expect(model.get("error")).toBe(status.get("500"));
    expect(predictions).toEqual(model);
    expect(lastBy("nv_inference_request_failure", "reason").get("BACKEND")).toBe(status.get("500"));
  });
});

describe("the in-process view of the GPU", () => {
  it("is in bytes and equals the device's view within two refreshes", () => {
    const mebibyte = 1_048_576;
    for (const handle of series("gpu_memory_used_bytes")) {
      const pod = handle.labels.get("pod");
      const device = series("DCGM_FI_DEV_FB_USED").find(({ labels }) => labels.get("exported_pod") === pod);
      if (device === undefined || !world.cluster.pods.some(({ name }) => name === pod)) continue;
      const inside = (values(handle).values.at(-1) ?? 0) / mebibyte;
      const outside = values(device).values.at(-1) ?? 0;
      expect(Math.abs(inside - outside)).toBeLessThan(64 * 60);
    }
  });

  it("vanishes with the pod", () => {
    const live = world.source.select(
      [{ name: "__name__", op: "=", value: "gpu_memory_used_bytes" }],
      world.nowMs - 15_000,
      world.nowMs,
    );
    expect(live.length).toBe(world.cluster.pods.length);
  });

  it("never allocates more than it reserves", () => {
    const reserved = series("gpu_allocator_reserved_bytes");
    for (const handle of series("gpu_allocator_allocated_bytes")) {
      const pod = handle.labels.get("pod");
      const other = reserved.find(({ labels }) => labels.get("pod") === pod);
      const limits = other === undefined ? [] : values(other).values;
      values(handle).values.forEach((value, i) => {
        expect(value).toBeLessThanOrEqual(limits[i] ?? 0);
      });
    }
  });
});
