import { describe, expect, it } from "vitest";
import { at } from "../scenarios/flagship.ts";
import { flagshipHealthy } from "../scenarios/flagship-healthy.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import type { Cluster } from "./cluster.ts";
import { failedOf, play } from "./testdata/play.ts";

const NAME = "bert-model-serving";
const ready = (cluster: Cluster) => cluster.state.pods.filter((pod) => pod.ready).length;

describe("operations on a calm cluster", () => {
  it("scale up to the spare GPU, and no further", () => {
    const { cluster, to } = play(flagshipHealthy);
    cluster.scale(NAME, 10);
    to(at("12:31"));
    expect(ready(cluster)).toBe(9);
    expect(cluster.state.pods.filter(({ node }) => node === undefined)).toHaveLength(1);
    cluster.scale(NAME, 8);
    to(at("12:32"));
    expect(cluster.state.pods).toHaveLength(8);
    expect(ready(cluster)).toBe(8);
  });

  it("turn requests away with 503 when two replicas must carry the load of eight", () => {
    const played = play(flagshipHealthy);
    const { cluster, to } = played;
    cluster.scale(NAME, 1);
    to(at("12:33"));
    expect(failedOf(played)).toBeGreaterThan(1000);
    const [pod] = cluster.state.pods;
    expect(pod?.serving.requestsByStatus.get("503")).toBe(failedOf(played));
    expect(pod?.serving.lastSecond.latencyQuantilesSeconds[2]).toBeGreaterThan(2);
    expect(cluster.rejections()?.firstMs).toBeGreaterThan(at("12:30"));
  });

  it("fail every request when nothing is Ready, and recover in half a minute", () => {
    const played = play(flagshipHealthy);
    const { cluster, to } = played;
    cluster.scale(NAME, 0);
    to(at("12:31"));
    const { failed, requests } = played.ledger.totals;
    expect(failed.at(-1)).toBe(requests.at(-1));
    cluster.scale(NAME, 8);
    to(at("12:31:31"));
    const before = failedOf(played);
    to(at("12:32"));
    expect(ready(cluster)).toBe(8);
    expect(failedOf(played) - before).toBeLessThan(500);
  });

  it("replace a deleted pod on the spare GPU at once", () => {
    const { cluster, to } = play(flagshipHealthy);
    const name = cluster.state.pods[0]?.name ?? "";
    expect(cluster.deletePod(name)).toEqual({ ok: true });
    cluster.step();
    expect(cluster.state.pods.some((pod) => pod.name === name)).toBe(false);
    to(at("12:30:30"));
    expect(ready(cluster)).toBe(8);
  });

  it("drain a node: its pods go gracefully and wait for room elsewhere", () => {
    const { cluster, to } = play(flagshipHealthy);
    expect(cluster.drain("gpu-node-1")).toEqual({ ok: true });
    expect(cluster.state.pods.filter(({ terminating }) => terminating)).toHaveLength(3);
    to(at("12:32"));
    expect(ready(cluster)).toBe(6);
    const waiting = cluster.state.pods.filter(({ node }) => node === undefined);
    expect(waiting).toHaveLength(2);
    expect(cluster.state.events.find(({ reason }) => reason === "FailedScheduling")?.message).toBe(
      "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
    );
    cluster.setCordoned("gpu-node-1", false);
    to(at("12:33"));
    expect(ready(cluster)).toBe(8);
    const nodeEvents = cluster.state.events.filter(({ object }) => object === "node/gpu-node-1");
    expect(nodeEvents.map(({ message }) => message)).toEqual([
      "Node gpu-node-1 status is now: NodeNotSchedulable",
      "Node gpu-node-1 status is now: NodeSchedulable",
    ]);
  });

  it("restart every replica under a new template hash", () => {
    const { cluster, to } = play(flagshipHealthy);
    const before = cluster.state.pods.map(({ name }) => name);
    cluster.rolloutRestart(NAME);
    to(at("12:51"));
    expect(cluster.state.deployments[0]?.rolloutStartedMs).toBeUndefined();
    expect(cluster.state.pods.some(({ name }) => before.includes(name))).toBe(false);
    expect(cluster.state.pods.every(({ version }) => version === "v2.0")).toBe(true);
  });

  it("answer in the API server's words", () => {
    const { cluster } = play(flagshipHealthy);
    const error = (result: ReturnType<Cluster["scale"]>) => (result.ok ? undefined : result.error);
    expect(error(cluster.scale("nope", 1))).toBe('deployments.apps "nope" not found');
    expect(error(cluster.deletePod("nope"))).toBe('pods "nope" not found');
    expect(error(cluster.drain("nope"))).toBe('nodes "nope" not found');
    expect(error(cluster.rolloutUndo(NAME, 9))).toBe("unable to find specified revision 9 in history");
    expect(error(cluster.setPaused(NAME, false))).toBe("is not paused");
    expect(error(cluster.scale(NAME, -1))).toContain("must be greater than or equal to 0");
    cluster.setPaused(NAME, true);
    expect(error(cluster.rolloutUndo(NAME))).toContain("cannot rollback a paused deployment");
    expect(error(cluster.rolloutRestart(NAME))).toContain("can't restart paused deployment");
  });

  it("change nothing when the template is the same", () => {
    const { cluster } = play(flagshipHealthy);
    const generation = cluster.state.deployments[0]?.generation;
    cluster.setEnv(NAME, { MAX_BATCH_SIZE: "32" });
    cluster.deploy(NAME, "v2.0", "again");
    expect(cluster.state.deployments[0]?.generation).toBe(generation);
  });
});

describe("operations during the leak", () => {
  it("bounding the cache through the environment ends it, at the pace of a rollout", () => {
    const played = play(flagshipLeak);
    const { cluster, to } = played;
    to(at("14:31"));
    cluster.setEnv(NAME, { ACTIVATION_CACHE_MAX_MIB: "4096" });
    to(at("14:51"));
    const before = failedOf(played);
    expect(cluster.state.pods.every(({ version }) => version === "v2.1")).toBe(true);
    to(at("16:30"));
    expect(failedOf(played)).toBe(before);
    expect(Math.max(...cluster.state.pods.map(({ serving }) => serving.gpuMemoryMiB))).toBe(30_336 + 4096);
  });

  it("more container memory ends nothing: the new pods leak as well", () => {
    const played = play(flagshipLeak);
    const { cluster, to } = played;
    to(at("14:31"));
    cluster.setLimits(NAME, { memory: "64Gi" });
    to(at("15:10"));
    const before = failedOf(played);
    to(at("15:20"));
    expect(failedOf(played) - before).toBeGreaterThan(10_000);
  });

  it("a restart buys time only", () => {
    const played = play(flagshipLeak);
    const { cluster, to } = played;
    to(at("14:31"));
    cluster.rolloutRestart(NAME);
    to(at("14:51:30"));
    const quiet = failedOf(played);
    to(at("15:20"));
    expect(failedOf(played)).toBeGreaterThan(quiet);
  });
});
