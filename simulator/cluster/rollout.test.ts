import { describe, expect, it } from "vitest";
import { at } from "../scenarios/flagship.ts";
import { flagshipDeploy } from "../scenarios/flagship-deploy.ts";
import { flagshipHealthy } from "../scenarios/flagship-healthy.ts";
import type { Cluster } from "./cluster.ts";
import { play } from "./testdata/play.ts";

const NAME = "bert-model-serving";

function deploymentOf(cluster: Cluster) {
  const [deployment] = cluster.state.deployments;
  if (deployment === undefined) throw new Error("no deployment");
  return deployment;
}

const readyPods = (cluster: Cluster) => cluster.state.pods.filter(({ ready }) => ready).length;

describe("a rollout with one spare GPU", () => {
  it("goes one by one: 8 Ready for 30 s, then 9 for 120 s, eight times", () => {
    const { cluster, to } = play(flagshipDeploy);
    to(at("14:00"));
    for (let second = 0; second < 1200; second++) {
      cluster.step();
      // The state after the step shows the Ready pods that serve the next second.
      const next = second + 1;
      const expected = next === 1200 || next % 150 < 30 ? 8 : 9;
      expect(readyPods(cluster), `after ${next} s`).toBe(expected);
      expect(cluster.state.pods.length).toBeLessThanOrEqual(10);
    }
    expect(deploymentOf(cluster).rolloutStartedMs).toBeUndefined();
    expect(
      cluster.state.pods.filter(({ version, terminating }) => version === "v2.1" && !terminating),
    ).toHaveLength(8);
  });

  it("keeps the surge pod Pending until the old one has left its GPU", () => {
    const { cluster, to } = play(flagshipDeploy);
    to(at("14:02:30"));
    const pending = cluster.state.pods.filter(({ phase }) => phase === "Pending");
    expect(pending).toHaveLength(1);
    expect(cluster.state.pods.filter(({ terminating }) => terminating)).toHaveLength(1);
    expect(cluster.state.events.at(-1)).toMatchObject({
      type: "Warning",
      reason: "FailedScheduling",
      object: `pod/${pending[0]?.name}`,
      message:
        "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    });
    cluster.step();
    expect(cluster.state.pods.find(({ name }) => name === pending[0]?.name)?.phase).toBe("Running");
  });

  it("gives a rollback's old template a new revision number and the same name", () => {
    const { cluster, to } = play(flagshipDeploy);
    to(at("14:30"));
    const hashes = () => deploymentOf(cluster).revisions.map(({ number, version }) => `${number} ${version}`);
    expect(hashes()).toEqual(["1 v1.9", "2 v2.0", "3 v2.1"]);
    const generation = deploymentOf(cluster).generation;
    expect(cluster.rolloutUndo(NAME)).toEqual({ ok: true });
    expect(hashes()).toEqual(["1 v1.9", "4 v2.0", "3 v2.1"]);
    expect(deploymentOf(cluster).generation).toBe(generation + 1);
    to(at("14:50"));
    expect(deploymentOf(cluster).rolloutStartedMs).toBeUndefined();
    expect(cluster.currentVersion).toBe("v2.0");
    expect(cluster.state.changes.map(({ id, text }) => `${id} ${text}`)).toContain(
      "CHG-1045 rollback from v2.1 to v2.0",
    );
    cluster.rolloutUndo(NAME, 1);
    expect(cluster.currentVersion).toBe("v1.9");
  });

  it("stops where it is while paused and goes on when resumed", () => {
    const { cluster, to } = play(flagshipDeploy);
    to(at("14:01"));
    cluster.setPaused(NAME, true);
    to(at("14:20"));
    expect(cluster.state.pods.filter(({ version }) => version === "v2.1")).toHaveLength(1);
    expect(cluster.state.pods).toHaveLength(9);
    cluster.setPaused(NAME, false);
    to(at("14:45"));
    expect(cluster.state.pods.every(({ version }) => version === "v2.1")).toBe(true);
  });

  it("gives up after 600 s without progress, but keeps serving", () => {
    const { cluster, ledger, to } = play(flagshipHealthy);
    to(at("13:00"));
    cluster.deploy(NAME, "v9.9", "a tag nobody pushed");
    to(at("13:09"));
    const stuck = cluster.state.pods.find(({ version }) => version === "v9.9");
    expect(stuck?.container).toEqual({ kind: "waiting", reason: "ImagePullBackOff" });
    expect(deploymentOf(cluster).progressDeadlineExceeded).toBe(false);
    to(at("13:11"));
    expect(deploymentOf(cluster).progressDeadlineExceeded).toBe(true);
    expect(readyPods(cluster)).toBe(8);
    const events = ledger.records().flatMap((each) => (each.kind === "rollout" ? [each.event] : []));
    expect(events).toEqual(["started", "failed"]);
    cluster.rolloutUndo(NAME);
    to(at("13:12"));
    expect(deploymentOf(cluster)).toMatchObject({
      progressDeadlineExceeded: false,
      rolloutStartedMs: undefined,
    });
    expect(cluster.state.pods.some(({ version }) => version === "v9.9")).toBe(false);
  });

  it("writes the events of the controllers in their words", () => {
    const { cluster, to } = play(flagshipDeploy);
    to(at("14:02:31"));
    const messages = cluster.state.events.map(({ reason, message }) => `${reason}: ${message}`);
    const [old, fresh] = [2, 3].map((number) => {
      const revision = deploymentOf(cluster).revisions.find((each) => each.number === number);
      return `${NAME}-${revision?.templateHash}`;
    });
    expect(messages).toContain(`ScalingReplicaSet: Scaled up replica set ${fresh} from 0 to 1`);
    expect(messages).toContain(`ScalingReplicaSet: Scaled down replica set ${old} from 8 to 7`);
    expect(messages).toContain("Killing: Stopping container server");
    expect(messages).toContain(
      'Pulled: Container image "registry.internal/ml/bert-model-serving:v2.1" already present on machine',
    );
  });
});
