import { describe, expect, it } from "vitest";
import { flagshipLeak } from "./scenarios/flagship-leak.ts";
import { scenarios } from "./scenarios/index.ts";
import { telemetryHash } from "./telemetry-hash.ts";
import { createWorld, openLedger } from "./world.ts";
import type { Action, World } from "./world-types.ts";

const at = (clock: string) => flagshipLeak.epochMs + Date.parse(`1970-01-01T${clock}Z`);
const ROLLBACK = "kubectl rollout undo deployment/bert-model-serving -n ml-serving";

/** Plays actions and goes on to `toMs`, in steps of `stepMs`. */
function play(world: World, actions: readonly Action[], toMs: number, stepMs: number): World {
  for (const action of [...actions, undefined]) {
    const until = action === undefined ? toMs : action.atMs;
    while (world.nowMs < until) world.advance(Math.min(until, world.nowMs + stepMs));
    if (action !== undefined) world.act(action);
  }
  return world;
}

const story: readonly Action[] = [
  { atMs: at("14:05:00.300"), kind: "command", line: "kubectl get pods -n ml-serving" },
  { atMs: at("14:16:00"), kind: "note", text: "errors on one pod" },
  { atMs: at("14:17:03"), kind: "command", line: ROLLBACK },
  { atMs: at("14:18:00"), kind: "close" },
];

describe("createWorld", () => {
  it("opens at the scenario's start, without a past", () => {
    const world = createWorld("flagship-leak", 1);
    expect(world.nowMs).toBe(world.startMs);
    expect(world.openAtMs).toBe(at("14:31:00"));
    expect(world.actions).toEqual([]);
    expect(world.alerts()).toEqual([]);
    expect(world.notifications()).toEqual([]);
    expect(world.cluster.pods.length).toBe(8);
    expect(world.rulesText).toBe(flagshipLeak.monitoring.rulesText);
  });

  it("names the nearest scenario for a mistyped one", () => {
    expect(() => createWorld("flagship-leek", 1)).toThrow(
      'unknown scenario "flagship-leek"; did you mean "flagship-leak"?',
    );
    expect(() => createWorld("", 1)).toThrow('unknown scenario ""');
  });

  it.each([-1, 1.5, 4_294_967_296, Number.NaN])("refuses the seed %d", (seed) => {
    expect(() => createWorld("flagship-leak", seed)).toThrow(
      `Seed must be a whole number from 0 to 4294967295, got "${seed}".`,
    );
  });

  it("refuses rule texts that do not load", () => {
    expect(() => createWorld("flagship-leak", 1, { rulesText: "groups: 3" })).toThrow(
      "rule file does not load",
    );
    const changes = [
      { kind: "add-rules", text: "groups:\n  - name: a\n    rules:\n      - alert: B" },
    ] as const;
    expect(() => createWorld("flagship-leak", 1, { changes })).toThrow("rule file does not load");
  });

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    "plays %s for five minutes",
    (id, { service, traffic }) => {
      const world = createWorld(id, 3);
      world.advance(world.startMs + 300_000);
      expect(world.source.select([], world.startMs, world.nowMs).length).toBeGreaterThan(
        400 + 50 * service.replicas,
      );
      expect(openLedger(world).totals.requests.at(-1)).toBeGreaterThan(150 * traffic.requestsPerSecond);
    },
  );
});

describe("a run", () => {
  const straight = play(createWorld("flagship-leak", 5), story, at("14:20:00"), 3_600_000);

  it.each([
    ["one second", 1000],
    ["17 seconds", 17_000],
    ["0.7 seconds", 700],
  ])("is the same in steps of %s", (_, stepMs) => {
    const stepped = play(createWorld("flagship-leak", 5), story, at("14:20:00"), stepMs);
    expect(telemetryHash(stepped)).toBe(telemetryHash(straight));
    expect(stepped.notifications()).toEqual(straight.notifications());
    expect(stepped.alertTransitions()).toEqual(straight.alertTransitions());
  });

  it("has another hash with another seed, another action or another second", () => {
    const hash = telemetryHash(straight);
    const other = play(createWorld("flagship-leak", 6), story, at("14:20:00"), 3_600_000);
    expect(telemetryHash(other)).not.toBe(hash);
    const without = play(createWorld("flagship-leak", 5), story.slice(0, 3), at("14:20:00"), 3_600_000);
    expect(telemetryHash(without)).not.toBe(hash);
    const later = play(createWorld("flagship-leak", 5), story, at("14:20:01"), 3_600_000);
    expect(telemetryHash(later)).not.toBe(hash);
  });

  it("does not change by being looked at", () => {
    const watched = createWorld("flagship-leak", 5);
    for (const clock of ["13:00:00", "14:05:00.300"]) {
      watched.advance(at(clock));
      watched.exposition("gpu-node-1:9100");
      watched.exposition("kube-state-metrics:8080");
      watched.logs({ fromMs: watched.startMs, toMs: watched.nowMs, limit: 50 });
      watched.traces({ fromMs: watched.startMs, toMs: watched.nowMs, limit: 50 });
      watched.exemplars();
      watched.completeCommand("kubectl get po");
    }
    play(watched, story, at("14:20:00"), 3_600_000);
    expect(telemetryHash(watched)).toBe(telemetryHash(straight));
  });

  it("keeps its ledger out of the world's own reach", () => {
    expect(Object.keys(straight)).toEqual(["scenarioId", "seed", "startMs", "openAtMs", "endMs"]);
    expect(() => openLedger({ ...straight } as World)).toThrow("createWorld did not make it");
  });
});

describe("advance", () => {
  it("never goes back", () => {
    const world = createWorld("flagship-leak", 1);
    world.advance(at("12:35:00"));
    expect(() => world.advance(at("12:34:59"))).toThrow(
      "The run's clock is at 12:35:00 and cannot go back to 12:34:59. Branch the run to change its past.",
    );
    expect(() => world.advance(Number.POSITIVE_INFINITY)).toThrow("The clock cannot be set to Infinity.");
    expect(() => world.advance(Number.NaN)).toThrow("The clock cannot be set to NaN.");
  });

  it("may take any number of steps to the same instant", () => {
    const world = createWorld("flagship-leak", 1);
    world.advance(world.startMs);
    world.advance(world.startMs + 0.25);
    world.advance(world.startMs + 0.25);
    expect(world.nowMs).toBe(world.startMs + 0.25);
    expect(world.cluster.nowMs).toBe(world.startMs);
  });
});

describe("act", () => {
  const fresh = () => {
    const world = createWorld("flagship-leak", 1);
    world.advance(at("14:05:00"));
    return world;
  };
  const last = (world: World) => openLedger(world).records().at(-1);

  it("refuses an action of another time, with the place in the log", () => {
    const world = fresh();
    world.act({ atMs: world.nowMs, kind: "note", text: "one" });
    world.act({ atMs: world.nowMs, kind: "note", text: "two" });
    expect(() => world.act({ atMs: at("14:02:10"), kind: "close" })).toThrow(
      "Action 3 is at 14:02:10, before the run's clock 14:05:00. Branch the run to change its past.",
    );
    expect(() => world.act({ atMs: at("14:06:00"), kind: "close" })).toThrow(
      "Action 3 is at 14:06:00, after the run's clock 14:05:00. Advance the run to that time first.",
    );
    expect(world.actions.length).toBe(2);
  });

  it("refuses an unknown kind and an unknown fault", () => {
    const world = fresh();
    const odd = JSON.parse(`{"atMs": ${world.nowMs}, "kind": "injekt"}`) as Action;
    expect(() => world.act(odd)).toThrow('Action 1: unknown kind "injekt". Did you mean "inject"?');
    expect(() => world.act({ atMs: world.nowMs, kind: "inject", fault: "memory-leek", params: {} })).toThrow(
      'Action 1: unknown fault "memory-leek". Did you mean "memory-leak"?',
    );
    expect(world.actions).toEqual([]);
  });

  it("runs commands and tells the ledger what they were worth", () => {
    const world = fresh();
    const act = (line: string) => world.act({ atMs: world.nowMs, kind: "command", line });
    expect(act("kubectl get pods -n ml-serving")?.stdout).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\n/);
    expect(last(world)).toMatchObject({
      kind: "action",
      verb: "command",
      exitCode: 0,
      classification: "diagnose",
    });
    expect(act("foo")?.exitCode).toBe(127);
    act("help");
    expect(last(world)).toMatchObject({ classification: "neutral" });
    act("kubectl scale deployment/bert-model-serving --replicas=7 -n ml-serving");
    expect(last(world)).toMatchObject({ classification: "wrong" });
    act(ROLLBACK);
    expect(last(world)).toMatchObject({ classification: "mitigate", doneMs: undefined });
    world.advance(at("14:40:00"));
    const undo = openLedger(world)
      .records()
      .find((record) => record.kind === "action" && record.text === ROLLBACK);
    expect(undo?.kind === "action" && undo.doneMs).toBeGreaterThan(at("14:05:30"));
  });

  it("calls a rollback wrong where nothing is broken", () => {
    const world = createWorld("flagship-deploy", 1);
    world.advance(at("14:05:00"));
    world.act({ atMs: world.nowMs, kind: "command", line: ROLLBACK });
    expect(last(world)).toMatchObject({ verb: "command", classification: "wrong" });
  });

  it("rolls back and deploys without a shell", () => {
    const world = fresh();
    expect(
      world.act({ atMs: world.nowMs, kind: "rollback", deployment: "bert-model-serving" }),
    ).toMatchObject({
      stdout: "deployment.apps/bert-model-serving rolled back\n",
      exitCode: 0,
    });
    expect(last(world)).toMatchObject({ verb: "rollback", classification: "mitigate" });
    expect(world.act({ atMs: world.nowMs, kind: "rollback", deployment: "nope" })).toMatchObject({
      stderr: 'error: deployments.apps "nope" not found\n',
      exitCode: 1,
    });
    world.act({ atMs: world.nowMs, kind: "deploy", deployment: "bert-model-serving", version: "v2.1" });
    expect(last(world)).toMatchObject({ verb: "deploy", exitCode: 0 });
  });

  it("injects and recovers faults", () => {
    const world = createWorld("flagship-healthy", 1);
    world.advance(world.startMs + 60_000);
    world.act({
      atMs: world.nowMs,
      kind: "inject",
      fault: "memory-leak",
      params: { bytesPerRequest: 2_097_152 },
    });
    world.advance(world.nowMs + 300_000);
    const [fault] = openLedger(world)
      .records()
      .filter(({ kind }) => kind === "fault");
    expect(fault).toMatchObject({ id: "memory-leak", endMs: undefined });
    world.act({ atMs: world.nowMs, kind: "recover", fault: "memory-leak" });
    world.advance(world.nowMs + 1_800_000);
    const [ended] = openLedger(world)
      .records()
      .filter(({ kind }) => kind === "fault");
    expect(ended?.kind === "fault" && ended.endMs).toBeGreaterThan(world.startMs);
  });

  it("loads edited rules as a whole or not at all", () => {
    const world = fresh();
    const before = world.rulesText;
    const bad = {
      atMs: world.nowMs,
      kind: "config-edit",
      file: "rules.yml",
      text: "groups:\n  - nme: x\n",
    } as const;
    const refused = world.act(bad);
    expect(refused?.exitCode).toBe(1);
    expect(refused?.stderr).toContain("rules.yml");
    expect(world.rulesText).toBe(before);
    const text =
      'groups:\n  - name: mine\n    interval: 15s\n    rules:\n      - alert: Always\n        expr: up{job="prometheus"} == 1\n';
    expect(world.act({ ...bad, text })?.exitCode).toBe(0);
    expect(world.rulesText).toBe(text);
    world.advance(world.nowMs + 30_000);
    expect(world.alerts().map(({ rule, state }) => [rule, state])).toEqual([["Always", "firing"]]);
    const [reload] = world.source.select(
      [{ name: "__name__", op: "=", value: "prometheus_config_last_reload_successful" }],
      0,
      world.nowMs,
    );
    expect(reload).toBeDefined();
  });

  it("keeps files that were written but not loaded", () => {
    const world = fresh();
    world.act({ atMs: world.nowMs, kind: "file-write", path: "mine.yml", text: "groups: []\n" });
    const seen = world.act({ atMs: world.nowMs, kind: "command", line: "promtool check rules mine.yml" });
    expect(seen?.stdout).toContain("mine.yml");
    expect(world.rulesText).toBe(flagshipLeak.monitoring.rulesText);
  });

  it("shows what the TensorFlow.js server reports about itself", () => {
    const world = fresh();
    const report = { numTensors: 8, numBytes: 14_980, batches: 3, restarts: 0, correct: 91, labelled: 96 };
    world.act({ atMs: world.nowMs, kind: "model-report", report });
    world.advance(world.nowMs + 15_000);
    world.act({ atMs: world.nowMs, kind: "model-report", report: { ...report, numTensors: 14 } });
    const text = world.exposition("fraud-detector") ?? "";
    expect(text).toContain("tfjs_tensors 14\n");
    expect(text).toContain("tfjs_batches_total 6\n");
    expect(text).toContain(
      'model_accuracy{model_name="fraud-detector",dataset="production"} 0.9479166666666666\n',
    );
    expect(text).toContain('outcome="incorrect"} 10\n');
    const stored = world.source.select([{ name: "__name__", op: "=", value: "tfjs_bytes" }], 0, world.nowMs);
    expect(stored.length).toBe(1);
  });

  it("acknowledges a waiting page, and says so when there is none", () => {
    const world = fresh();
    const acknowledge = () =>
      world.act({ atMs: world.nowMs, kind: "acknowledge", alert: "HighModelLatency" });
    expect(acknowledge()).toMatchObject({
      stderr: 'no page of "HighModelLatency" waits for an acknowledgement\n',
      exitCode: 1,
    });
    world.advance(at("14:35:00"));
    expect(acknowledge()).toMatchObject({ exitCode: 0 });
    expect(world.notifications()[0]?.acknowledgedMs).toBe(at("14:35:00"));
    world.advance(at("14:50:00"));
    expect(world.notifications()[0]?.escalatedMs).toBeUndefined();
    const page = openLedger(world)
      .records()
      .find(({ kind }) => kind === "page");
    expect(page).toMatchObject({ acknowledgedMs: at("14:35:00"), escalatedMs: undefined });
  });
});
