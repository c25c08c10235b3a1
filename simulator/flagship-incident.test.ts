import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flagshipLeak } from "./scenarios/flagship-leak.ts";
import { createWorld, openLedger } from "./world.ts";
import type { WorldOptions } from "./world-options.ts";
import type { World } from "./world-types.ts";

/**
 * The incident of 15 October 2025 as it must come out of the physics, the scrapes and the rules: the
 * timeline, what other rules would have done, and what other decisions would have saved (06 section 4).
 */

const at = (clock: string) => flagshipLeak.epochMs + Date.parse(`1970-01-01T${clock}Z`);
const EVALUATION = 15_000;
const ruleText = readFileSync(new URL("./testdata/incident-rules.yml", import.meta.url), "utf8");

function expectNear(actualMs: number | undefined, clock: string, toleranceMs: number): void {
  expect(actualMs).toBeDefined();
  expect(Math.abs((actualMs ?? 0) - at(clock)), clock).toBeLessThanOrEqual(toleranceMs);
}

function firing(world: World, rule: string): number | undefined {
  return world.alertTransitions().find((change) => change.rule === rule && change.to === "firing")?.atMs;
}

describe("the incident as it happened", () => {
  const world = createWorld("flagship-leak", 1);
  for (const action of flagshipLeak.responders) {
    world.advance(action.atMs);
    world.act(action);
  }
  world.advance(world.endMs);
  const ledger = openLedger(world);
  const records = ledger.records();
  const badUntil = (clock: string) =>
    ledger.totals.failed[ledger.totals.atMs.indexOf(at(clock))] ?? Number.NaN;

  it("spends the budget as the golden table has it", () => {
    const rows = [
      ["14:15:00", "14:30:00", 36_798],
      ["14:30:00", "14:45:00", 80_775],
      ["14:45:00", "15:00:00", 81_723],
      ["15:00:00", "15:15:00", 77_750],
      ["15:15:00", "15:30:00", 32_576],
    ] as const;
    for (const [from, to, bad] of rows) {
      expect(Math.abs(badUntil(to) - badUntil(from) - bad), from).toBeLessThanOrEqual(bad * 0.01);
    }
    expect(badUntil("14:15:00")).toBe(0);
    expect(badUntil("16:30:00")).toBe(badUntil("15:30:00"));
    expect(Math.abs(badUntil("16:30:00") - 309_622)).toBeLessThanOrEqual(3096);
  });

  it("hurts from 14:15:00 to 15:30:00", () => {
    expect(ledger.impact()).toEqual({ startMs: at("14:15:00"), endMs: at("15:30:00") });
  });

  it("alerts as shipped: pending, firing, page, escalation, acknowledgement, resolution", () => {
    const latency = world.alertTransitions().filter(({ rule }) => rule === "HighModelLatency");
    expect(latency.map(({ to }) => to)).toEqual(["pending", "firing", "inactive"]);
    expectNear(latency[0]?.atMs, "14:15:37.500", 7500);
    expectNear(latency[1]?.atMs, "14:30:37.500", 7500);
    expectNear(latency[2]?.atMs, "15:32:00", 30_000);
    const [page] = world.notifications();
    expectNear(page?.deliveredMs, "14:30:55", EVALUATION);
    expect((page?.escalatedMs ?? 0) - (page?.deliveredMs ?? 0)).toBe(900_000);
    expect(page?.acknowledgedMs).toBe(at("14:50:00"));
    expect(new Set(world.alertTransitions().map(({ rule }) => rule))).toEqual(new Set(["HighModelLatency"]));
  });

  it("is in the ledger: change, rollouts, alert, page, actions", () => {
    expect(records.find(({ kind }) => kind === "change" && "harmless")).toBeDefined();
    expect(records).toContainEqual(
      expect.objectContaining({ kind: "change", id: "CHG-1043", atMs: at("14:00:00"), harmless: false }),
    );
    expect(records).toContainEqual(
      expect.objectContaining({ kind: "rollout", event: "complete", cause: "deploy", atMs: at("14:20:00") }),
    );
    const alert = records.find(({ kind }) => kind === "alert");
    expect(alert).toMatchObject({ rule: "HighModelLatency" });
    expect(alert?.kind === "alert" && (alert.firingMs ?? 0) - alert.pendingMs).toBe(900_000);
    const page = records.find(({ kind }) => kind === "page");
    expect(page).toMatchObject({ receiver: "on-call", acknowledgedMs: at("14:50:00") });
    expectNear(page?.kind === "page" ? page.escalatedMs : undefined, "14:45:55", EVALUATION);
    const actions = records.filter((record) => record.kind === "action");
    expect(actions.map(({ verb, exitCode }) => [verb, exitCode])).toEqual([
      ["acknowledge", 0],
      ["note", 0],
      ["command", 0],
      ["close", 0],
    ]);
    expect(actions[2]).toMatchObject({
      classification: "mitigate",
      atMs: at("15:10:00"),
      doneMs: at("15:30:00"),
    });
  });

  it("shows the error ratio of the plateau in the stored counters", () => {
    const read = (status: string, atMs: number) => {
      const columns = {
        count: 0,
        timesMs: new Float64Array(9),
        values: new Float64Array(9),
        stale: new Uint8Array(9),
      };
      let sum = 0;
      const matchers = [
        { name: "__name__", op: "=", value: "http_requests_total" },
        { name: "status", op: "=", value: status },
      ] as const;
      for (const series of world.source.select(matchers, atMs - 15_000, atMs)) {
        series.read(atMs - 15_000, atMs, columns);
        sum += columns.values[columns.count - 1] ?? 0;
      }
      return sum;
    };
    const failed = read("500", at("15:00:00")) - read("500", at("14:40:00"));
    const ok = read("200", at("15:00:00")) - read("200", at("14:40:00"));
    expect(failed / (failed + ok)).toBeCloseTo(0.3547, 2);
  });
});

describe("what each rule would have done", () => {
  const world = createWorld("flagship-leak", 1, { changes: [{ kind: "add-rules", text: ruleText }] });
  world.advance(at("14:50:00"));

  it.each([
    ["GpuMemoryNamesFixed", "14:24:30"],
    ["GpuMemoryForecastLong", "14:05:30"],
    ["GpuMemoryForecast", "14:10:30"],
    ["ErrorBudgetBurn", "14:23:45"],
    ["HighModelErrorRateLabelFixed", "14:24:30"],
    ["HighModelLatency", "14:30:45"],
  ])("%s fires at %s, one evaluation more or less", (rule, clock) => {
    expectNear(firing(world, rule), clock, EVALUATION + 1000);
  });

  it.each(["GPUMemoryExhaustion", "HighModelErrorRate", "ModelServingDown"])(
    "%s as shipped stays silent",
    (rule) => {
      expect(firing(world, rule)).toBeUndefined();
    },
  );

  it.each(["flagship-deploy", "flagship-model-load", "flagship-busy"])(
    "the reference stays silent on %s, where nothing leaks",
    (decoy) => {
      const calm = createWorld(decoy, 1, { changes: [{ kind: "add-rules", text: ruleText }] });
      calm.advance(at("14:40:00"));
      expect(firing(calm, "GpuMemoryForecast")).toBeUndefined();
      expect(firing(calm, "HighModelLatency")).toBeUndefined();
    },
  );

  it("the long forecast cannot tell the leak from a healthy deploy", () => {
    const calm = createWorld("flagship-deploy", 1, { changes: [{ kind: "add-rules", text: ruleText }] });
    calm.advance(at("14:10:00"));
    expectNear(firing(calm, "GpuMemoryForecastLong"), "14:05:30", EVALUATION + 1000);
  });
});

describe("what other decisions would have saved", () => {
  const MINUTE = 60_000;
  const LAG = 39 * MINUTE + 5000;
  const SOONER = LAG - 14 * MINUTE - 5000;
  const base = flagshipLeak.monitoring.rulesText;
  const pace = { kind: "rollout-pace", minReadySeconds: 0, only: "rollback" } as const;

  /** The one rule of the file, paging. */
  function paging(rule: string): { readonly kind: "add-rules"; readonly text: string } {
    const blocks = ruleText.split(/(?= {6}- alert: )/);
    const kept = blocks.filter((block, i) => i === 0 || block.includes(`alert: ${rule}\n`));
    return { kind: "add-rules", text: kept.join("").replaceAll("severity: info", "severity: critical") };
  }

  /** Replays the incident; people roll back `lagMs` after the first page of `alert`, if it comes. */
  function replay(
    alert: string,
    lagMs: number,
    options: WorldOptions,
  ): { bad: number; pageMs: number | undefined } {
    const world = createWorld("flagship-leak", 1, options);
    let pageMs: number | undefined;
    while (world.nowMs < at("15:10:00") && (pageMs === undefined || world.nowMs < pageMs + lagMs)) {
      world.advance(world.nowMs + 5000);
      pageMs ??= world
        .notifications()
        .find(({ rule, channel }) => rule === alert && channel === "pager")?.deliveredMs;
    }
    if (pageMs !== undefined)
      world.act({ atMs: world.nowMs, kind: "rollback", deployment: "bert-model-serving" });
    world.advance(Math.max(world.nowMs, at("14:35:00")) + 21 * MINUTE);
    return { bad: openLedger(world).totals.failed.at(-1) ?? 0, pageMs };
  }

  const c0 = replay("HighModelLatency", LAG, {}).bad;
  const near = (bad: number, expected: number) =>
    expect(Math.abs(bad - expected)).toBeLessThanOrEqual(0.01 * 309_622);

  it("C0, C1: a container memory limit changes nothing at all", () => {
    near(c0, 309_622);
    const limited = { changes: [{ kind: "container-memory-limit", bytes: 8_589_934_592 }] } as const;
    expect(replay("HighModelLatency", LAG, limited).bad).toBe(c0);
  });

  it("C2, C3: a lower threshold saves nothing, a shorter wait a quarter", () => {
    const lower = replay("HighModelLatency", LAG, { rulesText: base.replace("> 0.5", "> 0.25") });
    expect(Math.abs(lower.bad - c0)).toBeLessThan(0.01 * c0);
    const shorter = replay("HighModelLatency", LAG, { rulesText: base.replace("for: 15m", "for: 2m") });
    expectNear(shorter.pageMs, "14:17:40", EVALUATION);
    near(shorter.bad, 237_433);
  });

  it("C4, C5: a burn-rate page saves an eighth, the leading GPU alert a third", () => {
    const burn = replay("ErrorBudgetBurn", LAG, { changes: [paging("ErrorBudgetBurn")] });
    expectNear(burn.pageMs, "14:24:10", EVALUATION);
    near(burn.bad, 272_846);
    const forecast = replay("GpuMemoryForecast", LAG, { changes: [paging("GpuMemoryForecast")] });
    expectNear(forecast.pageMs, "14:10:40", EVALUATION);
    near(forecast.bad, 199_295);
  });

  it("C6, C7, C8: answering in 5 minutes, a faster rollback, and all three together", () => {
    near(replay("HighModelLatency", SOONER, {}).bad, 232_893);
    near(replay("HighModelLatency", LAG, { changes: [pace] }).bad, 266_036);
    near(replay("GpuMemoryForecast", SOONER, { changes: [paging("GpuMemoryForecast"), pace] }).bad, 78_981);
  });

  it("C9: a histogram of successes alone never pages", () => {
    const blind = replay("HighModelLatency", LAG, {
      changes: [{ kind: "observe-latency", outcomes: "success" }],
    });
    expect(blind.pageMs).toBeUndefined();
    expect(blind.bad).toBeGreaterThan(c0);
  });

  it("C10, C11: automatic rollback and a canary prevent nine tenths and nearly all", () => {
    const automatic = { kind: "auto-rollback", alert: "ErrorBudgetBurn", delaySeconds: 120 } as const;
    near(replay("none", LAG, { changes: [paging("ErrorBudgetBurn"), automatic, pace] }).bad, 28_058);
    near(replay("none", LAG, { changes: [{ kind: "canary", replicas: 1, holdSeconds: 1200 }] }).bad, 650);
  });

  it("C12: an eviction bound, or a restart in time, prevents it", () => {
    expect(replay("none", LAG, { changes: [{ kind: "cache-bound", mebibytes: 8192 }] }).bad).toBe(0);
    expect(replay("none", LAG, { changes: [{ kind: "restart-before", requests: 25_000 }] }).bad).toBe(0);
  });

  it("C13: a framework's memory cap brings everything forward and saves nothing", () => {
    const capped = replay("HighModelLatency", LAG, { changes: [{ kind: "gpu-memory-cap", share: 0.9 }] });
    expectNear(capped.pageMs, "14:28:25", EVALUATION);
    near(capped.bad, 307_641);
  });
});
