import { describe, expect, test } from "vitest";
import { loadSeries } from "../testdata/load-series.ts";
import { diagnoseEmpty } from "./diagnose-empty.ts";

const MINUTE = 60_000;
const store = loadSeries(
  "15s",
  `gpu_memory_used_bytes{gpu="0", node="gpu-node-1"} 0+10x40`,
  `gpu_memory_used_bytes{gpu="1", node="gpu-node-1"} 5+10x40`,
  `gpu_memory_total_bytes{gpu="0", host="gpu-node-1"} 1000x40`,
  `http_requests_total{code="200"} 0+3x40`,
  `http_requests_total{code="500"} 0+1x40`,
  `pod_started{pod="llm-1"} 1x8 stale`,
  `pod_scraped{pod="llm-1"} 1x8`,
);
/** 10 minutes in, where the series above end. */
const END = 10 * MINUTE;

function diagnose(expr: string, atMs = END) {
  return diagnoseEmpty(store, expr, atMs);
}

describe("diagnoseEmpty", () => {
  test("gives nothing when there is a result, or none can be had", () => {
    expect(diagnose("gpu_memory_used_bytes")).toBeUndefined();
    expect(diagnose("1 > bool 2")).toBeUndefined();
    expect(diagnose("rate(")).toBeUndefined();
  });

  test("offers close names for a metric that never existed", () => {
    const found = diagnose("sum(rate(http_request_total[5m]))");
    expect(found).toMatchObject({ reason: "never-existed", params: { metric: "http_request_total" } });
    expect(found?.params.near?.[0]).toBe("http_requests_total");
    expect(found?.span).toEqual({ start: 9, end: 27 });
  });

  test("knows metrics that exporters only declare", () => {
    const metadata = new Map([
      ["vllm:num_requests_waiting", { name: "", type: "gauge", help: "", unit: "" } as const],
    ]);
    const found = diagnoseEmpty(store, "vllm:num_request_waiting", END, metadata);
    expect(found?.params.near).toEqual(["vllm:num_requests_waiting"]);
  });

  test("tells a metric that begins later from one that never was", () => {
    const later = diagnoseEmpty(loadSeries("1m", "late _ _ _ 1x5"), "late", MINUTE);
    expect(later).toMatchObject({ reason: "never-existed", params: { firstMs: 3 * MINUTE } });
  });

  test("says when a series ended, and whether it was marked stale", () => {
    expect(diagnose("pod_started", 3 * MINUTE)).toMatchObject({
      reason: "ended",
      params: { metric: "pod_started", lastMs: 2 * MINUTE, stale: true },
    });
    expect(diagnose("pod_scraped", 3 * MINUTE)).toBeUndefined();
    expect(diagnose("pod_scraped", END)).toMatchObject({
      reason: "ended",
      params: { lastMs: 2 * MINUTE, stale: false },
    });
  });

  test("names the label, then the value, that no series has", () => {
    expect(diagnose(`http_requests_total{status="500"}`)).toMatchObject({
      reason: "unknown-label",
      params: { label: "status", known: ["code"] },
    });
    expect(diagnose(`sum(http_requests_total{code="50"})`)).toMatchObject({
      reason: "unknown-value",
      nodeId: 1,
      params: { label: "code", value: "50", near: ["500"], known: ["200", "500"] },
    });
    expect(diagnose(`http_requests_total{code=~"4.."}`)?.reason).toBe("unknown-value");
  });

  test("looks for the combination when every value exists by itself", () => {
    const pairs = loadSeries("1m", `up{job="a", node="1"} 1x5`, `up{job="b", node="2"} 1x5`);
    expect(diagnoseEmpty(pairs, `up{job="a", node="2"}`, MINUTE)).toMatchObject({
      reason: "unknown-value",
      params: { label: "job", value: "a", known: ["b"] },
    });
  });

  test("finds the labels that keep two sides apart", () => {
    expect(diagnose("gpu_memory_used_bytes / gpu_memory_total_bytes")).toMatchObject({
      reason: "no-match-group",
      nodeId: 0,
      params: {
        labels: ["node", "host"],
        leftGroup: `{gpu="0", node="gpu-node-1"}`,
        rightGroup: `{gpu="0", host="gpu-node-1"}`,
      },
    });
  });

  test("says which side is empty, and why", () => {
    const found = diagnose("gpu_memory_used_bytes / on(gpu) (gpu_memory_total_bytes > 2000)");
    expect(found).toMatchObject({ reason: "side-empty", params: { side: "right", op: "/" } });
    expect(found?.because).toMatchObject({
      reason: "filtered",
      params: { op: ">", count: 1, nearest: 1000, threshold: 2000 },
    });
  });

  test("prefers what is wrong with the data to what the operator did", () => {
    const found = diagnose("sum(gpu_memory_used_bytes) / sum(gpu_memory_totl_bytes)");
    expect(found?.reason).toBe("never-existed");
    expect(found?.params.near?.[0]).toBe("gpu_memory_total_bytes");
  });

  test("gives the value nearest to a threshold", () => {
    expect(diagnose("gpu_memory_used_bytes > 500")).toMatchObject({
      reason: "filtered",
      params: { op: ">", count: 2, nearest: 405, threshold: 500 },
    });
    expect(diagnose("500 < gpu_memory_used_bytes")?.params).toMatchObject({ nearest: 405, threshold: 500 });
    expect(diagnose("avg(gpu_memory_used_bytes) > max(gpu_memory_used_bytes)")).toMatchObject({
      reason: "filtered",
      params: { count: 1, nearest: 402.5, threshold: 405 },
    });
  });

  test("notices a range too short for two samples", () => {
    expect(diagnose("rate(http_requests_total[15s])")).toMatchObject({
      reason: "short-range",
      params: { rangeMs: 15_000, intervalMs: 15_000 },
    });
    expect(diagnose("rate(http_requests_total[30s])")).toBeUndefined();
  });

  test("sees through offsets, pins and subqueries", () => {
    expect(diagnose("pod_started offset 7m")).toMatchObject({ reason: "ended", params: { stale: true } });
    expect(diagnose("pod_started @ 60")).toBeUndefined();
    expect(diagnose("max_over_time(nothing[5m:1m])")).toMatchObject({ reason: "never-existed", nodeId: 2 });
  });
});
