import { describe, expect, it } from "vitest";
import { at } from "../scenarios/flagship.ts";
import { flagshipBackground } from "../scenarios/flagship-background.ts";
import { flagshipExit } from "../scenarios/flagship-exit.ts";
import { flagshipHealthy } from "../scenarios/flagship-healthy.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { requestsOf } from "./requests.ts";
import { latencyBucketsSeconds, type SecondOutcome } from "./state.ts";
import { play } from "./testdata/play.ts";

const cases = [
  ["the leak", flagshipLeak, 8],
  ["exits", flagshipExit, 8],
  ["background errors", flagshipBackground, 8],
  ["two replicas too few", flagshipHealthy, 1],
] as const;

describe.each(cases)("every second of %s", (_, scenario, replicas) => {
  it("offers what it serves, fails, rejects, loses and keeps in the queue", () => {
    const { cluster, ledger, to } = play(scenario);
    if (replicas !== 8) cluster.scale("bert-model-serving", replicas);
    to(at("14:10"));
    let backlog = cluster.state.pods.reduce((sum, { serving }) => sum + queueOf(serving), 0);
    let routed = ledger.totals.requests.at(-1) ?? 0;
    let failed = ledger.totals.failed.at(-1) ?? 0;
    while (cluster.nowMs < at("14:40")) {
      const fromMs = cluster.nowMs;
      const before = new Map(cluster.state.pods.map(({ uid, serving }) => [uid, queueOf(serving)]));
      cluster.step();
      const seconds = cluster.state.pods
        .map(({ serving }) => serving.lastSecond)
        .filter((s) => s.fromMs === fromMs);
      const sum = (field: "ok" | "failed" | "rejected" | "lost") =>
        seconds.reduce((total, second) => total + second[field], 0);
      const requests = (ledger.totals.requests.at(-1) ?? 0) - routed;
      routed += requests;
      const queued = cluster.state.pods.reduce((total, { serving }) => total + queueOf(serving), 0);
      // A pod that leaves in this second takes its queue along; none does while it has one.
      expect([...before.values()].reduce((a, b) => a + b, 0)).toBe(backlog);
      expect(sum("ok") + sum("failed") + sum("rejected") + sum("lost") + queued - backlog).toBe(requests);
      backlog = queued;
      const newlyFailed = (ledger.totals.failed.at(-1) ?? 0) - failed;
      failed += newlyFailed;
      expect(newlyFailed).toBe(sum("failed") + sum("rejected") + sum("lost"));
    }
  });
});

/** Requests waiting in a pod's batcher; the process knows, the API object does not show it. */
function queueOf(serving: object): number {
  return "backlog" in serving && typeof serving.backlog === "number" ? serving.backlog : 0;
}

describe("what a server counts", () => {
  it("agrees between statuses, buckets and single requests", () => {
    const { cluster, to } = play(flagshipLeak);
    to(at("14:29"));
    const [pod] = cluster.state.pods.filter(({ version, ready }) => version === "v2.1" && ready);
    if (pod === undefined) throw new Error("no pod of v2.1");
    const { serving } = pod;
    const before = {
      counts: [...serving.latencyCounts],
      sum: serving.latencySumSeconds,
      ...statusesOf(serving),
    };
    const facts = [];
    for (let i = 0; i < 60; i++) {
      cluster.step();
      facts.push(...requestsOf(serving.lastSecond, flagshipLeak.users));
    }
    const added = serving.latencyCounts.map((count, i) => count - (before.counts[i] ?? 0));
    const enumerated = new Array<number>(latencyBucketsSeconds.length + 1).fill(0);
    for (const { latencySeconds } of facts) {
      const index = latencyBucketsSeconds.findIndex((le) => latencySeconds <= le);
      const bucket = index < 0 ? latencyBucketsSeconds.length : index;
      enumerated[bucket] = (enumerated[bucket] ?? 0) + 1;
    }
    expect(enumerated).toEqual(added);
    const sum = facts.reduce((total, { latencySeconds }) => total + latencySeconds, 0);
    expect(sum).toBeCloseTo(serving.latencySumSeconds - before.sum, 6);
    const after = statusesOf(serving);
    expect(facts.filter(({ status }) => status === 200)).toHaveLength(after.ok - before.ok);
    expect(facts.filter(({ status }) => status === 500)).toHaveLength(after.failed - before.failed);
    expect(
      facts
        .filter(({ outcome }) => outcome === "cuda-oom")
        .every(({ long, latencySeconds }) => long && latencySeconds >= 0.6),
    ).toBe(true);
  });

  it("has fewer than one in a thousand healthy requests above 0.25 s", () => {
    const { cluster, to } = play(flagshipLeak);
    to(at("14:00"));
    for (const { serving } of cluster.state.pods) {
      const slow = serving.latencyCounts.slice(5).reduce((sum, count) => sum + count, 0);
      const all = serving.latencyCounts.reduce((sum, count) => sum + count, 0);
      expect(slow / all).toBeLessThan(0.001);
    }
  });

  it("shows a sound shape of the past when telemetry begins", () => {
    const { cluster } = play(flagshipLeak);
    for (const { serving, restarts, readyMs } of cluster.state.pods) {
      const ok = serving.requestsByStatus.get("200") ?? 0;
      expect(restarts).toBe(0);
      expect(ok).toBe(Math.floor((32 * (cluster.nowMs - (readyMs ?? 0))) / 1000));
      expect(serving.latencyCounts.reduce((sum, count) => sum + count, 0)).toBe(ok);
    }
  });
});

function statusesOf(serving: { readonly requestsByStatus: ReadonlyMap<string, number> }) {
  const read = (status: string) => serving.requestsByStatus.get(status) ?? 0;
  return { ok: read("200"), failed: read("500") };
}

describe("device memory", () => {
  it("is never negative, never above the device, and free of whatever no pod holds", () => {
    const { cluster } = play(flagshipLeak);
    const outcomes: SecondOutcome[] = [];
    while (cluster.nowMs < at("15:00")) {
      cluster.step();
      for (const gpu of cluster.state.nodes.flatMap(({ gpus }) => gpus)) {
        if (gpu.fbUsedMiB < 0 || gpu.fbUsedMiB > gpu.fbTotalMiB)
          throw new Error(`${gpu.uuid}: ${gpu.fbUsedMiB} MiB`);
        if (gpu.pod === undefined && gpu.fbUsedMiB !== 0)
          throw new Error(`${gpu.uuid} leaks without a process`);
      }
      for (const { serving } of cluster.state.pods) {
        if (serving.allocatedMiB > serving.reservedMiB) throw new Error("allocated exceeds reserved");
        if (serving.lastSecond.failed > 0) outcomes.push(serving.lastSecond);
      }
    }
    expect(outcomes.length).toBeGreaterThan(0);
    expect(
      outcomes.every(({ failure, freeMiBAtFailure }) => failure === "cuda-oom" && freeMiBAtFailure < 1024),
    ).toBe(true);
  });
});
