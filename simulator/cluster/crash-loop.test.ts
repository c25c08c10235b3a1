import { describe, expect, it } from "vitest";
import { at } from "../scenarios/flagship.ts";
import { flagshipExit } from "../scenarios/flagship-exit.ts";
import { flagshipHealthy } from "../scenarios/flagship-healthy.ts";
import { failedOf, type Played, play } from "./testdata/play.ts";

/** Seconds from each end of the container to its next start, for one pod. */
function delays({ cluster }: Played, name: string, seconds: number): number[] {
  const found: number[] = [];
  let endedMs: number | undefined;
  for (let i = 0; i < seconds; i++) {
    cluster.step();
    const pod = cluster.state.pods.find((each) => each.name === name);
    if (pod === undefined) break;
    if (pod.container.kind === "terminated") endedMs = pod.container.finishedMs;
    if (pod.container.kind === "running" && endedMs !== undefined) {
      found.push((pod.container.sinceMs - endedMs) / 1000);
      endedMs = undefined;
    }
  }
  return found;
}

describe("crash loops", () => {
  it("are delayed by 10, 20, 40, 80, 160 and then 300 s, after one immediate restart", () => {
    const played = play(flagshipHealthy);
    // Host memory of one replica of the new template does not fit its limit: OOMKilled while it loads.
    played.cluster.setLimits("bert-model-serving", { memory: "4Gi" });
    const name = played.cluster.state.pods.at(-1)?.name ?? "";
    expect(delays(played, name, 1500).slice(0, 8)).toEqual([1, 10, 20, 40, 80, 160, 300, 300]);
    const pod = played.cluster.state.pods.find((each) => each.name === name);
    expect(pod?.lastTerminated).toMatchObject({ reason: "OOMKilled", exitCode: 137 });
    expect(pod?.restarts).toBeGreaterThanOrEqual(8);
    const oom = played.ledger.records().filter((each) => each.kind === "pod" && each.event === "oom-killed");
    expect(oom.length).toBeGreaterThanOrEqual(8);
    const wording = `Back-off restarting failed container server in pod ${name}_ml-serving(${pod?.uid})`;
    expect(played.cluster.state.events.some(({ message }) => message === wording)).toBe(true);
  });

  it("starts over when the container has run for ten minutes", () => {
    const played = play(flagshipExit);
    played.to(flagshipExit.endMs);
    const exits = played.ledger
      .records()
      .flatMap((each) => (each.kind === "pod" && each.event === "exited" ? [each] : []));
    const starts = played.ledger
      .records()
      .flatMap((each) => (each.kind === "pod" && each.event === "started" ? [each] : []));
    expect(exits.length).toBeGreaterThan(60);
    for (const { pod, atMs, exitCode, reason } of exits) {
      expect([exitCode, reason]).toEqual([1, "Error"]);
      const next = starts.find((each) => each.pod === pod && each.atMs >= atMs);
      if (next !== undefined) expect(next.atMs - atMs).toBe(1000);
    }
  });
});

describe("flagship-exit", () => {
  it("is a sawtooth: no device stays above 95 % for ten minutes", () => {
    const { cluster } = play(flagshipExit);
    const since = new Map<string, number>();
    let longest = 0;
    let falls = 0;
    const before = new Map<string, number>();
    while (cluster.nowMs < flagshipExit.endMs) {
      cluster.step();
      for (const { uuid, fbUsedMiB, fbTotalMiB } of cluster.state.nodes.flatMap(({ gpus }) => gpus)) {
        if (fbUsedMiB < (before.get(uuid) ?? 0) - 40_000) falls++;
        before.set(uuid, fbUsedMiB);
        const start = fbUsedMiB / fbTotalMiB > 0.95 ? (since.get(uuid) ?? cluster.nowMs) : undefined;
        if (start === undefined) since.delete(uuid);
        else {
          since.set(uuid, start);
          longest = Math.max(longest, cluster.nowMs - start);
        }
      }
    }
    expect(falls).toBeGreaterThan(60);
    expect(longest).toBeGreaterThan(30_000);
    expect(longest).toBeLessThan(120_000);
  });

  it("loses the requests in flight at each exit, and no server counts them", () => {
    const played = play(flagshipExit);
    played.to(flagshipExit.endMs);
    expect(failedOf(played)).toBeGreaterThan(500);
    const counted = played.cluster.state.pods.reduce(
      (sum, { serving }) => sum + (serving.requestsByStatus.get("500") ?? 0),
      0,
    );
    expect(counted).toBe(0);
    expect(played.ledger.impact()?.startMs).toBe(at("14:15"));
    expect(played.ledger.records().some((each) => each.kind === "pod" && each.event === "oom-killed")).toBe(
      false,
    );
  });
});
