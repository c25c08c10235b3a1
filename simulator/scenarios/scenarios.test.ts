import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { failedOf, play } from "../cluster/testdata/play.ts";
import { parseActionLog } from "./action-log.ts";
import { checkScenario } from "./check-scenario.ts";
import { at } from "./flagship.ts";
import { flagshipBackground } from "./flagship-background.ts";
import { flagshipBusy } from "./flagship-busy.ts";
import { flagshipDeploy } from "./flagship-deploy.ts";
import { flagshipDiurnal } from "./flagship-diurnal.ts";
import { flagshipLeak } from "./flagship-leak.ts";
import { flagshipModelLoad } from "./flagship-model-load.ts";
import { scenarios } from "./index.ts";
import { slowLeak } from "./slow-leak.ts";

const here = dirname(fileURLToPath(import.meta.url));
const cases = scenarios.map((scenario) => [scenario.id, scenario] as const);

describe("every scenario", () => {
  it.each(cases)("%s has a file of its name, and no other scenario has its id", (id) => {
    expect(readdirSync(here)).toContain(`${id}.ts`);
    expect(scenarios.filter((each) => each.id === id)).toHaveLength(1);
  });

  it.each(cases)(
    "%s has 75 minutes of telemetry before the story and two harmless changes near it",
    (_, scenario) => {
      expect(at("14:00") - scenario.startMs).toBeGreaterThanOrEqual(75 * 60_000);
      const harmless = scenario.changes.filter((change) => change.effect === "none");
      expect(harmless.length).toBeGreaterThanOrEqual(2);
      for (const { atMs } of harmless) expect(Math.abs(atMs - at("14:00"))).toBeLessThan(45 * 60_000);
    },
  );

  it.each(cases)("%s begins calm: every replica Ready, nothing failing", (_, scenario) => {
    const played = play(scenario);
    played.to(at("13:00"));
    expect(played.cluster.state.pods.filter(({ ready }) => ready)).toHaveLength(scenario.service.replicas);
    expect(played.ledger.impact()).toBeUndefined();
    expect(played.cluster.state.events).toEqual([]);
  });
});

describe("decoys", () => {
  it("D1: a healthy pod start fills 30,336 MiB in 30 s and stays", () => {
    const { cluster, to } = play(flagshipDeploy);
    to(at("14:00:02"));
    const name = cluster.state.pods.find(({ version }) => version === "v2.1")?.name;
    const used = () => cluster.state.pods.find((pod) => pod.name === name)?.serving.gpuMemoryMiB ?? 0;
    let last = used();
    expect(last).toBeGreaterThan(0);
    while (cluster.nowMs < at("14:00:30")) {
      cluster.step();
      expect(used()).toBeGreaterThan(last);
      last = used();
    }
    expect(last).toBe(30_336);
    to(at("15:00"));
    expect(used()).toBe(30_336);
  });

  it("D2: 40,960 MiB more over 6 min 24 s, then flat at 71,296 MiB, nobody hurt", () => {
    const played = play(flagshipModelLoad);
    const { cluster, to } = played;
    const used = () => [...new Set(cluster.state.pods.map(({ serving }) => serving.gpuMemoryMiB))];
    to(at("14:00"));
    expect(used()).toEqual([30_336]);
    to(at("14:03:12"));
    expect(used()[0]).toBeGreaterThan(30_336 + 20_000);
    expect(used()[0]).toBeLessThan(30_336 + 21_000);
    to(at("14:06:25"));
    expect(used()).toEqual([71_296]);
    to(flagshipModelLoad.endMs);
    expect(used()).toEqual([71_296]);
    expect(failedOf(played)).toBe(0);
  });

  it("D3: twice the traffic, memory flat, still fast", () => {
    const played = play(flagshipBusy);
    const { cluster, to } = played;
    to(at("14:30"));
    expect(cluster.state.routerRequestsPerSecond).toBe(512);
    expect(cluster.state.pods.map(({ serving }) => serving.gpuMemoryMiB)).toEqual(new Array(8).fill(30_336));
    expect(cluster.state.pods[0]?.serving.lastSecond.latencyQuantilesSeconds[5]).toBeLessThan(0.25);
    expect(failedOf(played)).toBe(0);
  });
});

describe("siblings of the leak", () => {
  it("slow-leak first runs out at 14:46:27", () => {
    const { ledger, to } = play(slowLeak);
    to(at("14:50"));
    expect(Math.abs((ledger.impact()?.startMs ?? 0) - at("14:46:27"))).toBeLessThanOrEqual(1000);
  });

  it("flagship-diurnal fills sooner", () => {
    const { ledger, to } = play(flagshipDiurnal);
    to(at("14:12"));
    expect(ledger.impact()?.startMs).toBeLessThan(at("14:11"));
    expect(ledger.slo.requestsPerPeriod).toBe(663_552_000);
  });

  it("flagship-background spends a fifth of its budget without any incident", () => {
    const { ledger, to } = play(flagshipBackground);
    to(at("14:00"));
    const ratio = (ledger.totals.failed.at(-1) ?? 0) / (ledger.totals.requests.at(-1) ?? 1);
    expect(ratio / (1 - ledger.slo.objective)).toBeCloseTo(0.2, 1);
  });
});

describe("the causal graph", () => {
  const template = readFileSync(join(here, "../../content/templates/postmortem.md"), "utf8");
  const section = template.slice(template.indexOf("## Causes"), template.indexOf("## What went well"));
  const offered = new Set([...section.matchAll(/`([a-z0-9.]+(?:-[a-z0-9.]+)+)`/g)].map(([, id]) => id));

  it("uses the ids the postmortem template offers, all of them", () => {
    for (const { id } of flagshipLeak.causes.nodes) expect(offered, id).toContain(id);
    const ids = new Set(flagshipLeak.causes.nodes.map(({ id }) => id));
    for (const id of offered) expect(ids, id).toContain(id);
  });

  it.each(cases)(
    "of %s has edges between its own nodes only, and a layer on each contributing factor",
    (_, { causes }) => {
      const ids = new Set(causes.nodes.map(({ id }) => id));
      for (const { from, to } of causes.edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
      for (const { role, layer } of causes.nodes)
        expect(layer).toMatch(role === "contributing" ? /^(delivery|testing|detection|response)$/ : /^$/);
      for (const { id, role } of causes.nodes)
        if (role === "red-herring")
          expect(causes.edges.some(({ from, to }) => from === id || to === id)).toBe(false);
    },
  );
});

describe("the responders' log", () => {
  it("is what 06 section 4.5 records", () => {
    expect(flagshipLeak.responders).toEqual([
      { atMs: at("14:50"), kind: "acknowledge", alert: "HighModelLatency" },
      { atMs: at("15:00"), kind: "note", text: expect.stringContaining("DCGM_FI_DEV_FB_USED") },
      {
        atMs: at("15:10"),
        kind: "command",
        line: "kubectl rollout undo deployment/bert-model-serving -n ml-serving",
      },
      { atMs: at("16:15"), kind: "close" },
    ]);
  });

  it.each([
    [{}, "An action log is a list of actions."],
    [[{ atMs: 1, kind: "foo" }], 'Action 1: unknown kind "foo"'],
    [[{ atMs: 1.5, kind: "close" }], "Action 1: atMs must be whole milliseconds since the epoch."],
    [[{ atMs: 1, kind: "note" }], 'Action 1: note needs the text "text".'],
    [
      [
        { atMs: 2, kind: "close" },
        { atMs: 1, kind: "close" },
      ],
      "Action 2 is before the one that precedes it.",
    ],
    [[null], "Action 1 is not an action."],
  ])("refuses %j", (log, message) => {
    expect(() => parseActionLog(log)).toThrow(message);
  });
});

describe("a scenario that cannot be played", () => {
  const { service } = flagshipLeak;
  it.each([
    [
      { traffic: { ...flagshipLeak.traffic, requestsPerSecond: -1 } },
      "traffic.requestsPerSecond must be 0 or more, got -1.",
    ],
    [{ service: { ...service, longShare: 2 } }, "service.longShare must be 0..1, got 2."],
    [
      { service: { ...service, replicas: 10 } },
      "service.replicas must be at most the 9 GPUs of nodes[], got 10.",
    ],
    [{ openAtMs: at("17:00") }, "openAtMs must be between startMs and endMs"],
    [
      { changes: flagshipDeploy.changes.map((each) => ({ ...each, service: "bert" })) },
      "changes[CHG-1043].service must be bert-model-serving, got bert.",
    ],
    [
      {
        changes: flagshipDeploy.changes.map((each) =>
          each.effect === "deploy" ? { ...each, version: "v3" } : each,
        ),
      },
      'changes[CHG-1043].version must be one of v1.9, v2.0, v2.1, got "v3".',
    ],
    [{ changes: [...flagshipDeploy.changes].reverse() }, "must be no earlier than the change before"],
  ])("is refused with field, rule and value: %#", (patch, message) => {
    expect(() => checkScenario({ ...flagshipLeak, ...patch })).toThrow(message);
  });
});
