import { describe, expect, it } from "vitest";
import { outcomeOf, type RequestBatch, requestsOf } from "../cluster/requests.ts";
import { play, playWithRollback } from "../cluster/testdata/play.ts";
import { at } from "../scenarios/flagship.ts";
import { flagshipBackground } from "../scenarios/flagship-background.ts";
import { flagshipExit } from "../scenarios/flagship-exit.ts";
import { flagshipHealthy } from "../scenarios/flagship-healthy.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { FailureLog } from "./failure-log.ts";
import { longestRun } from "./impact.ts";
import { LedgerWriter } from "./ledger-writer.ts";

const header = {
  scenario: "test",
  seed: 1,
  epochMs: 0,
  slo: { objective: 0.999, requestsPerPeriod: 1000 },
  causes: { nodes: [], edges: [] },
  users: { total: 1000, longDocumentSenders: 100 },
};

describe("affected users", () => {
  it("equal a brute-force count over single requests in a 60 s window", () => {
    const { cluster, ledger, to } = play(flagshipLeak);
    to(at("14:15"));
    expect(ledger.affectedUsers()).toBe(0);
    const hurt = new Set<number>();
    while (cluster.nowMs < at("14:16")) {
      const fromMs = cluster.nowMs;
      cluster.step();
      for (const { serving } of cluster.state.pods) {
        if (serving.lastSecond.fromMs !== fromMs) continue;
        for (const { status, user } of requestsOf(serving.lastSecond, flagshipLeak.users)) {
          if (status !== 200) hurt.add(user);
        }
      }
    }
    expect(hurt.size).toBeGreaterThan(500);
    expect(ledger.affectedUsers()).toBe(hurt.size);
  });

  it("are senders of long documents when memory is the cause", () => {
    const { ledger } = playWithRollback(flagshipLeak, at("15:10"));
    expect(ledger.affectedUsers()).toBeLessThanOrEqual(flagshipLeak.users.longDocumentSenders);
    expect(ledger.affectedUsers()).toBe(ledger.affectedUsers());
  });

  it("count a user once, however often and late the log is asked", () => {
    const batch: RequestBatch = {
      seed: 1,
      key: 2,
      second: 3,
      count: 50,
      oomFrom: 0,
      lostFrom: 50,
      longShare: 1,
      errorRatio: 0,
      backgroundRatio: 0,
    };
    const log = new FailureLog({ total: 10, longDocumentSenders: 4 });
    log.add(batch);
    expect(log.affectedUsers()).toBe(4);
    log.add(batch);
    expect(log.affectedUsers()).toBe(4);
    log.add({ ...batch, longShare: 0, lostFrom: 0 });
    expect(log.affectedUsers()).toBeGreaterThan(4);
  });

  it("need exactly the failed requests: outcomes of a batch are consistent with its counts", () => {
    const { cluster, to } = play(flagshipExit);
    to(at("14:15:00"));
    let lost = 0;
    for (let i = 0; i < 200; i++) {
      cluster.step();
      for (const { serving } of cluster.state.pods) {
        const { batch, ok, failed, rejected, lost: gone } = serving.lastSecond;
        const outcomes = Array.from({ length: batch.count }, (_, index) => outcomeOf(batch, index));
        expect(outcomes.filter((each) => each === "ok")).toHaveLength(ok);
        expect(outcomes.filter((each) => each === "lost")).toHaveLength(rejected + gone);
        expect(outcomes).toHaveLength(ok + failed + rejected + gone);
        lost += gone;
      }
    }
    expect(lost).toBeGreaterThan(0);
  });
});

describe("totals", () => {
  it("hold one entry a second, cumulative, and equal the servers' counters", () => {
    const { cluster, ledger, to } = play(flagshipLeak);
    const before = countersOf(cluster);
    to(at("13:59"));
    const { atMs, requests, failed } = ledger.totals;
    expect(atMs).toHaveLength((at("13:59") - flagshipLeak.startMs) / 1000);
    expect(atMs[0]).toBe(flagshipLeak.startMs + 1000);
    expect(requests.at(-1)).toBe(countersOf(cluster) - before);
    expect(failed.at(-1)).toBe(0);
    expect(requests.every((count, i) => count === 256 * (i + 1))).toBe(true);
  });
});

function countersOf({ state }: { readonly state: ReturnType<typeof play>["cluster"]["state"] }): number {
  let sum = 0;
  for (const { serving } of state.pods) for (const count of serving.requestsByStatus.values()) sum += count;
  return sum;
}

describe("impact", () => {
  it("is the longest run of failures; short quiet spells belong to it", () => {
    const seconds = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => (from + i + 1) * 1000);
    expect(longestRun([])).toBeUndefined();
    expect(longestRun([5000])).toEqual({ startMs: 4000, endMs: 5000 });
    expect(longestRun([...seconds(0, 10), ...seconds(1000, 1100)])).toEqual({
      startMs: 1_000_000,
      endMs: 1_100_000,
    });
    expect(longestRun([...seconds(0, 10), ...seconds(300, 310)])).toEqual({ startMs: 0, endMs: 310_000 });
  });

  it("leaves background errors out, and is absent on a calm day", () => {
    const background = play(flagshipBackground);
    background.to(at("14:10"));
    expect(background.ledger.totals.failed.at(-1)).toBeGreaterThan(200);
    expect(background.ledger.impact()).toBeUndefined();
    background.to(at("14:20"));
    expect(background.ledger.impact()?.startMs).toBe(at("14:15"));
    const calm = play(flagshipHealthy);
    calm.to(at("14:00"));
    expect(calm.ledger.impact()).toBeUndefined();
    expect(calm.ledger.affectedUsers()).toBe(0);
  });
});

describe("records", () => {
  it("are numbered in order and filled in as things happen", () => {
    const writer = new LedgerWriter(header);
    const ledger = writer.open();
    const alert = writer.alert(1000, {
      rule: "HighModelLatency",
      labels: {},
      pendingMs: 1000,
      firingMs: undefined,
      resolvedMs: undefined,
    });
    const page = writer.page(2000, {
      rule: "HighModelLatency",
      receiver: "on-call",
      firedMs: 1500,
      deliveredMs: 2000,
      acknowledgedMs: undefined,
      escalatedMs: undefined,
    });
    const before = ledger.records();
    alert.firingMs = 1500;
    page.acknowledgedMs = 9000;
    const after = ledger.records();
    expect(before.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual(["0 run", "1 alert", "2 page"]);
    expect(before[1]).toMatchObject({ firingMs: undefined });
    expect(after[1]).toMatchObject({ firingMs: 1500 });
    expect(after[2]).toMatchObject({ acknowledgedMs: 9000 });
  });

  it("end an action's effect with the rollout it started", () => {
    const writer = new LedgerWriter(header);
    const ledger = writer.open();
    const action = { verb: "command", text: "kubectl rollout undo", exitCode: 0, doneMs: undefined } as const;
    writer.action(1000, { ...action, classification: "mitigate" }, "bert");
    writer.action(1500, { ...action, classification: "diagnose" });
    const rollout = { from: "v2.1", to: "v2.0", cause: "rollback" } as const;
    writer.rollout(1000, { deployment: "bert", event: "started", ...rollout });
    expect(ledger.records()[1]).toMatchObject({ doneMs: undefined });
    writer.rollout(9000, { deployment: "other", event: "complete", ...rollout });
    writer.rollout(9500, { deployment: "bert", event: "complete", ...rollout });
    expect(ledger.records()[1]).toMatchObject({ doneMs: 9500 });
    expect(ledger.records()[2]).toMatchObject({ doneMs: undefined });
  });

  it("of the incident: two harmless changes, the release, its fault and the rollback", () => {
    const { ledger } = playWithRollback(flagshipLeak, at("15:10"));
    const records = ledger.records();
    const changes = records.flatMap((each) => (each.kind === "change" ? [each] : []));
    expect(changes.map(({ id, harmless }) => [id, harmless])).toEqual([
      ["CHG-1041", true],
      ["CHG-1043", false],
      ["CHG-1044", true],
      ["CHG-1045", false],
    ]);
    expect(records.find((each) => each.kind === "fault")).toMatchObject({
      id: "memory-leak",
      arrivedBy: "CHG-1043",
      startMs: at("14:00"),
      firstSymptomMs: at("14:15"),
      endMs: at("15:30"),
      recoveredMs: at("15:30"),
    });
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, i) => i));
  });
});
