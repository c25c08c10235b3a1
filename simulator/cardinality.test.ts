import { describe, expect, it } from "vitest";
import { query } from "./promql/engine/query.ts";
import { at } from "./scenarios/flagship.ts";
import { createWorld, openLedger } from "./world.ts";
import type { World } from "./world-types.ts";

/** The one number an expression gives now; undefined for no series. */
function value(world: World, expr: string): number | undefined {
  const result = query(world.source, { expr, timeMs: world.nowMs });
  if ("error" in result) throw new Error(result.error);
  expect(result.series.length).toBeLessThanOrEqual(1);
  return result.series[0]?.values[0];
}

const p99 = `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="ml-serving"}[1m])))`;
const trial = createWorld("flagship-request-id", 1);

describe("a request id as a label", () => {
  it("costs 14 series a request, each born with its value: no rise, no quantile", () => {
    trial.advance(at("14:00"));
    const before = value(trial, "prometheus_tsdb_head_series") ?? 0;
    expect(before).toBeLessThan(600);
    expect(value(trial, p99)).toBeGreaterThan(0.05);

    trial.advance(at("14:10"));
    expect(value(trial, `sum(sum_over_time(scrape_series_added{job="ml-serving"}[2m]))`)).toBe(120 * 14);
    const one = value(trial, `max(count by (request_id) ({__name__=~"http_request_duration_seconds_.+"}))`);
    expect(one).toBe(14);
    expect(value(trial, p99)).toBeNaN();
    expect(value(trial, `sum(rate(http_request_duration_seconds_count[1m]))`)).toBe(0);
    expect(value(trial, `sum(rate(http_requests_total[1m]))`)).toBeCloseTo(1, 6);
    const after = value(trial, "prometheus_tsdb_head_series") ?? 0;
    expect(after - before).toBeGreaterThan(6000);
    // 3 to 4 kB a series: the source's "a million series costs around 2GiB" has shorter labels.
    const bytes =
      value(trial, "process_resident_memory_bytes - process_resident_memory_bytes offset 5m") ?? 0;
    const series = value(trial, "prometheus_tsdb_head_series - prometheus_tsdb_head_series offset 5m") ?? 1;
    expect(bytes / series).toBeGreaterThan(3000);
    expect(bytes / series).toBeLessThan(4000);
  });

  it("counts every request of a pod once, with its latency", () => {
    const pods = trial.cluster.pods.map(({ name, serving }) => ({ name, ...serving }));
    for (const { name, latencySumSeconds, requestsByStatus } of pods) {
      const text = trial.exposition(name) ?? "";
      const sums = [...text.matchAll(/^http_request_duration_seconds_sum\{.*request_id=.*\} (\S+)/gm)];
      const served = [...requestsByStatus.values()].reduce((sum, count) => sum + count, 0);
      expect(sums.length).toBe(served);
      expect(sums.reduce((sum, [, seconds]) => sum + Number(seconds), 0)).toBeCloseTo(latencySumSeconds, 1);
    }
  });

  it("stays in memory after a rollback, until the head is cut", () => {
    const undone = createWorld("flagship-request-id", 1);
    undone.advance(at("14:10"));
    const action = { kind: "rollback", deployment: "bert-model-serving", atMs: undone.nowMs } as const;
    undone.act(action);
    undone.advance(at("14:20"));
    const peak = value(undone, "max_over_time(prometheus_tsdb_head_series[10m])") ?? 0;
    expect(value(undone, "prometheus_tsdb_head_series")).toBe(peak);
    expect(value(undone, `sum(scrape_samples_scraped{job="ml-serving"})`)).toBe(90);
    expect(value(undone, p99)).toBeGreaterThan(0.05);
    undone.advance(at("17:05"));
    expect(value(undone, "prometheus_tsdb_head_series")).toBeLessThan(700);
    const removed = value(undone, "prometheus_tsdb_head_series_removed_total") ?? 0;
    expect(removed).toBeGreaterThan(5000);
  });
});

describe("at full traffic", () => {
  const full = createWorld("flagship-healthy", 1);
  full.advance(at("14:00"));
  full.act({ kind: "inject", fault: "cardinality-bomb", params: {}, atMs: full.nowMs });
  full.advance(at("14:30"));

  it("fills the server's memory in minutes; reading its log fills it again", () => {
    const killed = openLedger(full)
      .records()
      .flatMap((record) => (record.kind === "pod" && record.event === "oom-killed" ? [record] : []));
    expect(new Set(killed.map(({ pod }) => pod))).toEqual(new Set(["prometheus-us-west-0"]));
    expect(killed.length).toBeGreaterThan(5);
    const [first, second] = killed;
    expect(first?.atMs).toBeGreaterThan(at("14:01"));
    expect(first?.atMs).toBeLessThan(at("14:04"));
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(30_000);
    expect(full.exposition("prometheus-us-west-0")).toBeUndefined();
  });

  it("leaves a gap, and nobody to evaluate a rule", () => {
    expect(value(full, `count(up)`)).toBeUndefined();
    expect(value(full, `count(up offset 27m30s)`)).toBeGreaterThan(10);
    expect(full.alerts().every(({ state }) => state !== "firing")).toBe(true);
  });

  it("hurts no user", () => {
    const calm = createWorld("flagship-healthy", 1);
    calm.advance(at("14:00"));
    calm.act({ kind: "deploy", deployment: "bert-model-serving", version: "v2.1", atMs: calm.nowMs });
    calm.advance(at("14:30"));
    expect(openLedger(full).totals.failed.at(-1)).toBe(0);
    expect(openLedger(full).totals.requests.at(-1)).toBe(openLedger(calm).totals.requests.at(-1));
  });
});
