import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planFault } from "../faults/index.ts";
import { flagshipHealthy } from "../scenarios/flagship-healthy.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import type { WorldChange } from "../world-options.ts";
import type { Cluster } from "./cluster.ts";
import { type Played, play } from "./testdata/play.ts";

const NAME = "bert-model-serving";

type Operation = (cluster: Cluster, pick: number) => void;

const operations: readonly Operation[] = [
  (cluster) => cluster.rolloutUndo(NAME),
  (cluster, pick) => cluster.rolloutUndo(NAME, pick % 5),
  (cluster) => cluster.rolloutRestart(NAME),
  (cluster) => cluster.setPaused(NAME, true),
  (cluster) => cluster.setPaused(NAME, false),
  (cluster, pick) => cluster.deploy(NAME, ["v1.9", "v2.0", "v2.1", "v9.9"][pick % 4] ?? "v2.0", "fuzz"),
  (cluster, pick) => cluster.scale(NAME, pick % 12),
  (cluster, pick) => cluster.setLimits(NAME, { memory: pick % 2 === 0 ? "16Gi" : "2Gi" }),
  (cluster, pick) => cluster.setEnv(NAME, { ACTIVATION_CACHE_MAX_MIB: String((pick % 3) * 4096) }),
  (cluster, pick) => cluster.setEnv(NAME, { GPU_MEMORY_FRACTION: ["0.5", "1", "nonsense"][pick % 3] ?? "1" }),
  (cluster, pick) => cluster.deletePod(cluster.state.pods[pick % 8]?.name ?? "none"),
  (cluster, pick) => cluster.drain(`gpu-node-${1 + (pick % 3)}`),
  (cluster, pick) => cluster.setCordoned(`gpu-node-${1 + (pick % 3)}`, false),
  (cluster) => cluster.inject(planFault("traffic-burst", cluster.nowMs, { factor: 6, minutes: 3 })),
  (cluster) => cluster.recover("memory-leak"),
];

const changes: readonly (WorldChange | undefined)[] = [
  undefined,
  { kind: "canary", replicas: 2, holdSeconds: 300 },
  { kind: "restart-before", requests: 9000 },
  { kind: "gpu-memory-cap", share: 0.4 },
  { kind: "rollout-pace", minReadySeconds: 0 },
];

function checkWhole({ cluster, ledger }: Played, served: number): void {
  const { pods, nodes, deployments } = cluster.state;
  const held = pods.flatMap(({ gpuUuid }) => (gpuUuid === undefined ? [] : [gpuUuid]));
  expect(new Set(held).size).toBe(held.length);
  for (const gpu of nodes.flatMap(({ gpus }) => gpus)) {
    expect(gpu.fbUsedMiB).toBeLessThanOrEqual(gpu.fbTotalMiB);
    expect(gpu.pod === undefined || pods.some(({ name }) => name === gpu.pod)).toBe(true);
  }
  expect(new Set(pods.map(({ name }) => name)).size).toBe(pods.length);
  const [deployment] = deployments;
  const wanted = (deployment?.replicas ?? 0) + 1;
  if (deployment?.paused === false)
    expect(pods.filter(({ terminating }) => !terminating).length).toBeLessThanOrEqual(wanted);
  for (const pod of pods) {
    if (pod.ready) expect([pod.container.kind, pod.node === undefined]).toEqual(["running", false]);
    for (const count of pod.serving.latencyCounts) expect(count).toBeGreaterThanOrEqual(0);
  }
  const { requests, failed } = ledger.totals;
  expect(requests.length).toBe(served);
  expect(failed.at(-1)).toBeLessThanOrEqual(requests.at(-1) ?? 0);
}

describe("whatever an operator does", () => {
  it("leaves one pod per GPU, no pod too many, and totals that add up", () => {
    const step = fc.tuple(fc.nat(operations.length - 1), fc.nat(100), fc.integer({ min: 1, max: 240 }));
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 14 }),
        fc.nat(changes.length - 1),
        fc.boolean(),
        (steps, change, leaking) => {
          const options = changes[change];
          const startMs = Date.UTC(2025, 9, 15, 13, 59);
          const scenario = { ...(leaking ? flagshipLeak : flagshipHealthy), startMs };
          const played = play(scenario, 1, options === undefined ? {} : { changes: [options] });
          for (const [operation, pick, seconds] of steps) {
            operations[operation]?.(played.cluster, pick);
            played.to(played.cluster.nowMs + seconds * 1000);
            checkWhole(played, (played.cluster.nowMs - startMs) / 1000);
          }
        },
      ),
      { numRuns: 120, seed: 20251015 },
    );
  });

  it("comes back to eight Ready replicas once things are undone", () => {
    const { cluster, to } = play(flagshipHealthy);
    cluster.setLimits(NAME, { memory: "2Gi" });
    cluster.drain("gpu-node-2");
    cluster.scale(NAME, 3);
    to(cluster.nowMs + 200_000);
    cluster.setPaused(NAME, true);
    cluster.scale(NAME, 8);
    to(cluster.nowMs + 60_000);
    cluster.setPaused(NAME, false);
    cluster.setCordoned("gpu-node-2", false);
    cluster.rolloutUndo(NAME);
    to(cluster.nowMs + 1_800_000);
    expect(cluster.state.pods).toHaveLength(8);
    expect(cluster.state.pods.every(({ ready }) => ready)).toBe(true);
    expect(cluster.state.deployments[0]?.rolloutStartedMs).toBeUndefined();
  });
});
