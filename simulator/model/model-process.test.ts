import { expect, test } from "vitest";
import { accuracyAtDrift } from "./accuracy-by-drift.ts";
import { HeadlessModel } from "./headless-model.ts";
import { ModelProcess, type ProcessOptions } from "./model-process.ts";

const stream: ProcessOptions = {
  startMs: 0,
  restarts: 0,
  trafficStartMs: 0,
  requestsPerSecond: 10,
  batchSize: 32,
  seed: 9,
  driftAt: () => 0,
  memoryLimitBytes: 268_435_456,
};

test("reports come every 15 s and count what was served since the last one", () => {
  const process = new ModelProcess(new HeadlessModel({ handler: "tidy", explain: false }), stream);
  const reports = process.advance(60_000);
  expect(reports.map((r) => r.atMs)).toEqual([15_000, 30_000, 45_000, 60_000]);
  expect(reports.reduce((sum, r) => sum + r.report.batches, 0)).toBe(18);
  expect(reports.map((r) => r.report.numTensors)).toEqual([6, 6, 6, 6]);
});

test("any split of the way gives the same reports", () => {
  const run = (stops: number[]) => {
    const process = new ModelProcess(
      new HeadlessModel({ handler: "forgets-dispose", explain: false }),
      stream,
    );
    return stops.flatMap((stop) => process.advance(stop));
  };
  expect(run([1000, 14_999, 15_000, 31_000, 90_000])).toEqual(run([90_000]));
});

test("accuracy over a day follows the drift of its hour", () => {
  const driftAt = (atMs: number) => (atMs < 43_200_000 ? 0 : 0.5);
  const process = new ModelProcess(new HeadlessModel({ handler: "tidy", explain: false }), {
    ...stream,
    requestsPerSecond: 1,
    driftAt,
  });
  const reports = process.advance(86_400_000);
  const accuracy = (part: typeof reports) =>
    part.reduce((sum, r) => sum + r.report.correct, 0) / part.reduce((sum, r) => sum + r.report.labelled, 0);
  expect(accuracy(reports.filter((r) => r.atMs <= 43_200_000))).toBeCloseTo(accuracyAtDrift(0), 3);
  expect(accuracy(reports.filter((r) => r.atMs > 43_210_000))).toBeCloseTo(accuracyAtDrift(0.5), 3);
});

test("a process that starts late serves from the first request after its start", () => {
  const late = new ModelProcess(new HeadlessModel({ handler: "tidy", explain: false }), {
    ...stream,
    startMs: 20_050,
  });
  const [first] = late.advance(30_000);
  expect(first?.report.batches).toBe(3);
});

test("skipped requests are never served, and reports go on", () => {
  const process = new ModelProcess(new HeadlessModel({ handler: "tidy", explain: false }), stream);
  process.advance(10_000);
  expect(process.skipTo(59_950)).toBe(504);
  const reports = process.advance(60_000);
  expect(reports.map((r) => [r.atMs, r.report.batches])).toEqual([
    [15_000, 3],
    [30_000, 0],
    [45_000, 0],
    [60_000, 0],
  ]);
  expect(process.advance(75_000)[0]?.report.labelled).toBe(128);
  expect(process.skipTo(50_000)).toBe(0);
});

test("a killed process is silent", () => {
  const leak = new HeadlessModel({ handler: "forgets-dispose", explain: true });
  const process = new ModelProcess(leak, { ...stream, memoryLimitBytes: 1 });
  expect(process.advance(14_000)).toEqual([]);
  expect(process.exit?.atMs).toBe(3100);
  expect(process.advance(1_000_000)).toEqual([]);
});
