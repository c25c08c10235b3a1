import { describe, expect, it } from "vitest";
import { at } from "../scenarios/flagship.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import type { WorldChange } from "../world-options.ts";
import { failedOf, play, playWithRollback } from "./testdata/play.ts";

const C0 = 309_622;
const fastRollback: WorldChange = { kind: "rollout-pace", minReadySeconds: 0, only: "rollback" };
const cap: WorldChange = { kind: "gpu-memory-cap", share: 0.9 };

/** Rollback instants follow from each page of 06 section 4.8 and the response lag of 39 min 05 s. */
const table: readonly (readonly [string, string, readonly WorldChange[], number])[] = [
  ["C0", "15:10:00", [], 309_622],
  ["C3", "14:56:45", [], 237_433],
  ["C4", "15:03:15", [], 272_846],
  ["C5", "14:49:45", [], 199_295],
  ["C6", "14:55:55", [], 232_893],
  ["C7", "15:10:00", [fastRollback], 266_036],
  ["C8", "14:35:40", [fastRollback], 78_981],
  ["C10", "14:26:10", [fastRollback], 28_058],
  ["C13", "15:07:30", [cap], 307_641],
  ["C13 with the rollback left at 15:10", "15:10:00", [cap], 321_261],
];

function failedUnattended(change: WorldChange): number {
  const played = play(flagshipLeak, 1, { changes: [change] });
  played.to(flagshipLeak.endMs);
  return failedOf(played);
}

describe("counterfactuals of 06 section 4.8", () => {
  it.each(table)("%s: rollback at %s", (_, rollback, changes, golden) => {
    const failed = failedOf(playWithRollback(flagshipLeak, at(rollback), 1, { changes }));
    expect(Math.abs(failed - golden)).toBeLessThan(C0 * 0.01);
  });

  it("C1: a container memory limit changes nothing at all", () => {
    const limit: WorldChange = { kind: "container-memory-limit", bytes: 12 * 2 ** 30 };
    const without = playWithRollback(flagshipLeak, at("15:10"));
    const limited = playWithRollback(flagshipLeak, at("15:10"), 1, { changes: [limit] });
    expect(limited.ledger.totals).toEqual(without.ledger.totals);
    expect(limited.cluster.state.pods.every(({ restarts }) => restarts === 0)).toBe(true);
    const current = limited.cluster.state.deployments[0]?.revisions.at(-1);
    expect(current?.limits.memory).toBe(String(12 * 2 ** 30));
  });

  it("C9: what the histogram observes does not change what happens", () => {
    const without = playWithRollback(flagshipLeak, at("15:10"));
    const blind = playWithRollback(flagshipLeak, at("15:10"), 1, {
      changes: [{ kind: "observe-latency", outcomes: "success" }],
    });
    expect(blind.ledger.totals).toEqual(without.ledger.totals);
  });

  it("C9: a histogram of successes alone holds nothing slower than 0.2 s", () => {
    const blind = play(flagshipLeak, 1, { changes: [{ kind: "observe-latency", outcomes: "success" }] });
    blind.to(at("15:00"));
    for (const { serving } of blind.cluster.state.pods) {
      const counted = serving.latencyCounts.reduce((sum, count) => sum + count, 0);
      expect(counted).toBe(serving.requestsByStatus.get("200"));
      expect(serving.latencyCounts.slice(5).every((count) => count === 0)).toBe(true);
    }
  });

  it("C11: a canary of one replica costs a few hundred requests", () => {
    const failed = failedUnattended({ kind: "canary", replicas: 1, holdSeconds: 1200 });
    expect(Math.abs(failed - 650)).toBeLessThan(C0 * 0.01);
    expect(failed).toBeGreaterThan(0);
  });

  it("C12: an eviction bound or a restart before 25,000 requests prevents it", () => {
    expect(failedUnattended({ kind: "cache-bound", mebibytes: 8192 })).toBe(0);
    expect(failedUnattended({ kind: "restart-before", requests: 25_000 })).toBe(0);
  });

  it("a bound larger than what is free does not help", () => {
    expect(failedUnattended({ kind: "cache-bound", mebibytes: 60_000 })).toBeGreaterThan(C0);
  });

  it("a restart that comes too late does not help", () => {
    expect(failedUnattended({ kind: "restart-before", requests: 30_000 })).toBeGreaterThan(0);
  });

  it("a soak test holds the release back when its load reaches the first error", () => {
    expect(failedUnattended({ kind: "soak-test", requestsPerSecond: 14.3, minutes: 30 })).toBe(0);
    expect(failedUnattended({ kind: "soak-test", requestsPerSecond: 2, minutes: 30 })).toBeGreaterThan(C0);
    expect(failedUnattended({ kind: "soak-test", requestsPerSecond: 2, minutes: 215 })).toBe(0);
  });

  it("a canary that ends before the first error lets the release through", () => {
    expect(failedUnattended({ kind: "canary", replicas: 1, holdSeconds: 300 })).toBeGreaterThan(C0);
  });

  it("a faster pace for rollouts too brings the first error forward", () => {
    const played = playWithRollback(flagshipLeak, at("15:10"), 1, {
      changes: [{ kind: "rollout-pace", minReadySeconds: 0 }],
    });
    expect(played.ledger.impact()?.startMs).toBeLessThan(at("14:14:30"));
    expect(played.ledger.impact()?.endMs).toBe(at("15:14"));
  });
});
