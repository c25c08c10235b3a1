import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, scenarios } from "../../simulator/index.ts";
import type { HiddenWorld } from "../checks/check.ts";
import { showTime } from "../checks/show-time.ts";
import { readFact } from "./fact-values.ts";
import { resolveInstant } from "./instants.ts";
import { play } from "./play.ts";
import { replayWithChanges, withOtherFor } from "./replay.ts";
import { finished } from "./world-supply.ts";

const breathe = async (): Promise<void> => undefined;
let incident: HiddenWorld;

beforeAll(async () => {
  const world = createWorld("flagship-leak", 1);
  const { rulesText } = world;
  const responders = scenarios.find(({ id }) => id === "flagship-leak")?.responders ?? [];
  await play(world, responders, world.endMs, breathe);
  incident = finished("leak", "The incident", world, rulesText).hidden;
});

/** The golden incident: 06 section 4 of the design, times to the minute, figures within 1 %. */
describe("the facts of the incident", () => {
  test("when it happened", () => {
    const { facts } = incident;
    expect(showTime(facts.trigger?.atMs ?? 0)).toBe("14:00:00");
    expect(showTime(facts.impact?.startMs ?? 0).slice(0, 5)).toBe("14:15");
    expect(showTime(facts.impact?.endMs ?? 0).slice(0, 5)).toMatch(/15:(29|30)/);
    expect(facts.pages.map((page) => page.rule)).toEqual(["HighModelLatency"]);
    expect(showTime(facts.pages[0]?.deliveredMs ?? 0).slice(0, 5)).toBe("14:30");
    expect(showTime(facts.acknowledgedMs ?? 0)).toBe("14:50:00");
    expect(facts.mitigations).toHaveLength(1);
    expect(showTime(facts.mitigations[0]?.atMs ?? 0)).toBe("15:10:00");
    expect(showTime(facts.closedMs ?? 0)).toBe("16:15:00");
  });

  test("what it cost", () => {
    const { facts } = incident;
    expect(Math.abs(facts.failedRequests / 309_622 - 1)).toBeLessThan(0.01);
    expect(Math.abs(facts.budgetUsed - 0.4666)).toBeLessThan(0.005);
    expect(readFact(facts, "impact-minutes")).toBeCloseTo(75, 0);
    expect(readFact(facts, "mitigation-minutes")).toBeCloseTo(20, 0);
    expect(Math.abs((readFact(facts, "impact-error-percent") ?? 0) - 26.88)).toBeLessThan(0.5);
    expect(readFact(facts, "nonsense")).toBeUndefined();
  });

  test("every kind of key event is there for a timeline to find, in order", () => {
    const { events } = incident.facts;
    const groups = new Set(events.flatMap((event) => event.group ?? []));
    expect([...groups].sort()).toEqual([
      "acknowledge",
      "change",
      "close",
      "detection",
      "mitigation-1",
      "recovery",
      "symptom",
    ]);
    const times = events.map((event) => event.atMs);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  test("instants of a lab follow the ledger", () => {
    const at = (instant: string): string | undefined => {
      const ms = resolveInstant(instant, incident);
      return ms === undefined ? undefined : showTime(ms);
    };
    expect(["start", "start+1h", "fault-5m", "14:20", "14:20+30s", "90m", "end"].map(at)).toEqual([
      "12:30:00",
      "13:30:00",
      "13:55:00",
      "14:20:00",
      "14:20:30",
      "14:00:00",
      "16:30:00",
    ]);
    expect(at("page")?.slice(0, 5)).toBe("14:30");
    expect(at("recovered")).toBe(at("mitigated"));
    expect(at("nonsense")).toBeUndefined();
  });
});

describe("replayWithChanges", () => {
  const failed = async (changes: Parameters<typeof replayWithChanges>[1]): Promise<number> =>
    (await replayWithChanges(incident, changes, breathe)).facts.failedRequests;

  test("without a change it is the same incident", async () => {
    expect(await failed({})).toBe(incident.facts.failedRequests);
  });

  test("the people who answer keep their distance from an earlier page", async () => {
    const changes = { ruleFor: [{ alert: "HighModelLatency", seconds: 120 }] };
    const replay = await replayWithChanges(incident, changes, breathe);
    const lag = (world: HiddenWorld): number =>
      (world.facts.mitigations[0]?.atMs ?? 0) - (world.facts.pages[0]?.deliveredMs ?? 0);
    expect(showTime(replay.facts.pages[0]?.deliveredMs ?? 0).slice(0, 5)).toMatch(/14:1[78]/);
    expect(Math.abs(lag(replay) - lag(incident))).toBeLessThanOrEqual(5_000);
    expect(Math.abs(replay.facts.failedRequests - 237_433)).toBeLessThan(0.01 * 309_622);
  });

  test("a quicker answer moves everything after it", async () => {
    expect(Math.abs((await failed({ acknowledgeWithinSeconds: 300 })) - 232_893)).toBeLessThan(
      0.01 * 309_622,
    );
  });

  test("nobody undoes what a pipeline has undone", async () => {
    const text =
      'groups: [{name: burn, rules: [{alert: Burn, expr: \'sum(rate(http_requests_total{job="ml-serving",status=~"5.."}[5m])) / sum(rate(http_requests_total{job="ml-serving"}[5m])) > 0.0144\', for: 0s, labels: {severity: critical}}]}]';
    const replay = await replayWithChanges(
      incident,
      {
        world: [
          { kind: "add-rules", text },
          { kind: "auto-rollback", alert: "Burn", delaySeconds: 120 },
        ],
      },
      breathe,
    );
    expect(replay.facts.failedRequests).toBeLessThan(incident.facts.failedRequests / 2);
    expect(replay.world.changes.length).toBe(incident.world.changes.length);
  });

  test("prevention brings no page, and so nobody acts", async () => {
    const replay = await replayWithChanges(
      incident,
      { world: [{ kind: "cache-bound", mebibytes: 4096 }] },
      breathe,
    );
    expect(replay.facts).toMatchObject({ failedRequests: 0, pages: [], mitigations: [] });
  });

  test("rewrites only the rules it is asked to", () => {
    const text =
      "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up\n        for: 15m\n      - alert: B\n        expr: up\n        for: 1m\n";
    const changed = withOtherFor(text, [{ alert: "A", seconds: 120 }]);
    expect(changed).toContain("for: 120s");
    expect(changed).toContain("for: 1m");
    expect(withOtherFor("groups: [", [{ alert: "A", seconds: 1 }])).toBe("groups: [");
  });
});
