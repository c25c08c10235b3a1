import { expect, test } from "vitest";
import type { Action } from "../../simulator/index.ts";
import {
  addReport,
  mostReports,
  type PendingReport,
  recordedReports,
  reportEveryMs,
  reportIsDue,
} from "./model-reports.ts";
import { encodeRun, longestCode } from "./run-code.ts";

const report = (atMs: number, batches = 5, restarts = 0): PendingReport => ({
  atMs,
  report: {
    numTensors: 6 + 34 * ((atMs / 3000) % 64),
    numBytes: 12_804 + 4_196_480 * ((atMs / 3000) % 64),
    batches,
    restarts,
    correct: 32 * batches - 7,
    labelled: 32 * batches,
  },
});

/** What a run's log holds after the process has served for so long. */
function writeDown(hours: number): Action[] {
  const actions: Action[] = [];
  let pending: PendingReport | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (let atMs = 0; atMs <= hours * 3_600_000; atMs += 15_000) {
    pending = addReport(pending, report(atMs));
    if (!reportIsDue(pending, lastMs, actions.length)) continue;
    actions.push({ atMs, kind: "model-report", report: pending.report });
    lastMs = atMs;
    pending = undefined;
  }
  return actions;
}

test("reports are written every 15 s at first, then ever more rarely", () => {
  const times = writeDown(1).map(({ atMs }) => atMs / 1000);
  expect(times.slice(0, 4)).toEqual([0, 15, 30, 45]);
  expect(reportEveryMs(29)).toBe(15_000);
  expect(reportEveryMs(30)).toBe(30_000);
  expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBe(60);
});

test("counters lose nothing of what falls due in between", () => {
  const actions = writeDown(2);
  const last = actions.at(-1)?.atMs ?? 0;
  const batches = actions.reduce(
    (sum, one) => sum + (one.kind === "model-report" ? one.report.batches : 0),
    0,
  );
  expect(batches).toBe(5 * (last / 15_000 + 1));
});

test("gauges are those of the newest report", () => {
  const sum = addReport(report(15_000, 5, 0), report(30_000, 4, 1));
  expect(sum).toEqual({
    atMs: 30_000,
    report: { ...report(30_000, 4, 1).report, batches: 9, labelled: 288, correct: 288 - 14 },
  });
});

test("a day of serving ends at the most a run holds, and still fits into a link", async () => {
  const actions = writeDown(24);
  expect(actions).toHaveLength(mostReports);
  expect((actions.at(-1)?.atMs ?? 0) / 3_600_000).toBeCloseTo(4.5, 1);
  const code = await encodeRun({
    labId: "gpu-memory-leak",
    labHash: "0123456789ab",
    seed: 1,
    actions,
    atMs: 86_400_000,
    view: "",
  });
  expect(code.length).toBeLessThan(longestCode / 2);
});

test("the log tells how many reports it holds and how often the process was killed", () => {
  expect(recordedReports([])).toEqual({ count: 0, lastMs: Number.NEGATIVE_INFINITY, restarts: 0 });
  const actions: Action[] = [
    { atMs: 1000, kind: "model-report", report: report(1000, 5, 1).report },
    { atMs: 2000, kind: "command", line: "kubectl get pods" },
    { atMs: 3000, kind: "model-report", report: report(3000, 5, 2).report },
    { atMs: 4000, kind: "close" },
  ];
  expect(recordedReports(actions)).toEqual({ count: 2, lastMs: 3000, restarts: 2 });
});
