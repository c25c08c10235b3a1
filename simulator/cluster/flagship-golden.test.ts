import { beforeAll, describe, expect, it } from "vitest";
import { at } from "../scenarios/flagship.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { failedOf, type Played, play, playWithRollback } from "./testdata/play.ts";

/** Ready, above 95 %, first out-of-memory and removal of each replica: 06 section 4.3. */
const replicaTable = [
  ["14:00:30", "14:14:06", "14:15:00", "15:12:30"],
  ["14:03:00", "14:16:36", "14:17:30", "15:15:00"],
  ["14:05:30", "14:19:06", "14:20:00", "15:17:30"],
  ["14:08:00", "14:21:29", "14:22:17", "15:20:00"],
  ["14:10:30", "14:23:45", "14:24:33", "15:22:30"],
  ["14:13:00", "14:26:02", "14:26:50", "15:25:00"],
  ["14:15:30", "14:28:19", "14:29:07", "15:27:30"],
  ["14:18:00", "14:30:35", "14:31:23", "15:30:00"],
] as const;

/** Failed requests of each quarter-hour: 06 section 4.4. */
const quarterTable = [
  ["14:00", 0],
  ["14:15", 36_798],
  ["14:30", 80_775],
  ["14:45", 81_723],
  ["15:00", 77_750],
  ["15:15", 32_576],
  ["15:30", 0],
] as const;

const GOLDEN_FAILED = 309_622;
const RATE = 256;

let incident: Played;

beforeAll(() => {
  incident = playWithRollback(flagshipLeak, at("15:10"));
});

/** Failed requests in `[from, to)`. */
function failedBetween({ ledger }: Played, fromMs: number, toMs: number): number {
  const { totals } = ledger;
  const upTo = (ms: number) => totals.failed[totals.atMs.indexOf(ms)] ?? 0;
  return upTo(toMs) - upTo(fromMs);
}

function expectClock(ms: number | undefined, clock: string): void {
  const offSeconds = ((ms ?? 0) - at(clock)) / 1000;
  expect(Math.abs(offSeconds), `${clock}, off by ${offSeconds} s`).toBeLessThanOrEqual(1);
}

describe("flagship-leak with the responders' rollback, seed 1", () => {
  it("fills the replicas as 06 section 4.3 says, to the second", () => {
    const records = incident.ledger.records().flatMap((each) => (each.kind === "pod" ? [each] : []));
    const leaky = records.filter(({ event, version }) => event === "ready" && version === "v2.1");
    expect(leaky).toHaveLength(8);
    replicaTable.forEach(([ready, nearlyFull, oom, removed], i) => {
      const pod = leaky[i]?.pod;
      const when = (event: string) => records.find((each) => each.pod === pod && each.event === event)?.atMs;
      expectClock(when("ready"), ready);
      expectClock(when("above-95-percent"), nearlyFull);
      expectClock(when("gpu-oom"), oom);
      expectClock(when("removed"), removed);
    });
  });

  it("completes the rollout at 14:20 and the rollback at 15:30", () => {
    const done = incident.ledger
      .records()
      .flatMap((each) => (each.kind === "rollout" && each.event === "complete" ? [each.atMs] : []));
    expect(done).toEqual([at("14:20"), at("15:30")]);
  });

  it("hurts people from 14:15:00 to 15:30:00", () => {
    expect(incident.ledger.impact()).toEqual({ startMs: at("14:15"), endMs: at("15:30") });
  });

  it.each(quarterTable)("fails as many requests as the golden table from %s on", (clock, golden) => {
    const failed = failedBetween(incident, at(clock), at(clock) + 900_000);
    expect(Math.abs(failed - golden)).toBeLessThanOrEqual(golden * 0.01);
  });

  it("spends 46.7 % of the 30-day budget, 14 days of it", () => {
    const failed = failedOf(incident);
    expect(Math.abs(failed - GOLDEN_FAILED)).toBeLessThanOrEqual(GOLDEN_FAILED * 0.01);
    const { objective, requestsPerPeriod } = incident.ledger.slo;
    expect(requestsPerPeriod).toBe(663_552_000);
    const budget = failed / ((1 - objective) * requestsPerPeriod);
    expect(budget).toBeCloseTo(0.467, 3);
    expect(budget * 30).toBeCloseTo(14, 1);
    expect(failed / (RATE * 60)).toBeCloseTo(20.16, 1);
  });

  it("fails 26.9 % in the 75 minutes of impact and leaves 85.1 % over the 135", () => {
    const ratio = (from: string, to: string) =>
      failedBetween(incident, at(from), at(to)) / ((RATE * (at(to) - at(from))) / 1000);
    expect(ratio("14:15", "15:30")).toBeCloseTo(0.2688, 3);
    expect(1 - ratio("14:00", "16:15")).toBeCloseTo(0.8507, 3);
    expect(1 - ratio("14:00", "16:00")).toBeCloseTo(0.832, 3);
  });

  it.each([
    ["14:15:00", "14:15:30", 0.0443],
    ["14:15:30", "14:17:30", 0.0394],
    ["14:20:00", "14:22:16", 0.133],
    ["14:22:18", "14:24:32", 0.1774],
    ["14:24:34", "14:26:49", 0.2217],
    ["14:26:51", "14:29:06", 0.266],
    ["14:29:08", "14:31:22", 0.3104],
    ["14:31:24", "15:10:30", 0.3547],
    ["15:10:30", "15:12:30", 0.3153],
    ["15:28:00", "15:30:00", 0.0394],
  ])("fails this share from %s to %s", (from, to, golden) => {
    const requests = (RATE * (at(to) - at(from))) / 1000;
    const share = failedBetween(incident, at(from), at(to)) / requests;
    // Four standard deviations of a binomial count, and the calibration of the share itself.
    const noise = 4 * Math.sqrt((golden * (1 - golden)) / requests);
    expect(Math.abs(share - golden)).toBeLessThan(noise + 0.001 * golden);
  });

  it("agrees with the fluid expectation within 0.1 %", () => {
    // Minutes of saturated replicas over Ready ones, from the replica table: 06 section 4.4.
    const expected = flagshipLeak.service.longShare * 56.83 * 60 * RATE;
    expect(Math.abs(expected - GOLDEN_FAILED)).toBeLessThan(GOLDEN_FAILED * 0.001);
    expect(Math.abs(failedOf(incident) - expected)).toBeLessThan(expected * 0.001);
  });

  it("uses the budget at the pace of the timeline of 06 section 4.5", () => {
    const budget = 663_552;
    const used = (clock: string) => (100 * failedBetween(incident, at("12:30:01"), at(clock))) / budget;
    for (const [clock, percent] of [
      ["14:20:00", 0.7],
      ["14:30:55", 6.2],
      ["14:31:23", 6.5],
      ["14:45:55", 18.5],
      ["14:50:00", 21.8],
      ["15:00:00", 30.0],
      ["15:10:00", 38.3],
      ["15:30:00", 46.7],
    ] as const)
      expect(Math.abs(used(clock) - percent), clock).toBeLessThan(0.15);
  });

  it("reaches about 49,900 users of 333,333", () => {
    expect(Math.abs(incident.ledger.affectedUsers() - 49_900)).toBeLessThan(60);
  });

  it("stands at 81,664 MiB when full: 99.7 % of the device", () => {
    const full = play(flagshipLeak);
    full.to(at("15:00"));
    const used = full.cluster.state.pods.map(({ serving }) => serving.gpuMemoryMiB);
    expect(used).toEqual(new Array(8).fill(81_664));
  });

  it("would first run out in staging after 3 h 30 min 40 s at 2 requests/s", () => {
    const requests = (81_920 - 1024 - 30_336) / 2;
    expect(requests).toBe(25_280);
    expect(requests / 2).toBe(3 * 3600 + 30 * 60 + 40);
  });
});

describe("other seeds and shares", () => {
  it.each([2, 3, 17])("seed %s stays within 1 % of the golden count", (seed) => {
    const failed = failedOf(playWithRollback(flagshipLeak, at("15:10"), seed));
    expect(Math.abs(failed - GOLDEN_FAILED)).toBeLessThan(GOLDEN_FAILED * 0.01);
  });

  it("fails strictly more requests with every step of longShare", () => {
    const counts = [0.3, 0.354, 0.3546, 0.3547, 0.36, 0.4].map((longShare) =>
      failedOf(
        playWithRollback({ ...flagshipLeak, service: { ...flagshipLeak.service, longShare } }, at("15:10")),
      ),
    );
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(new Set(counts).size).toBe(counts.length);
  });
});
