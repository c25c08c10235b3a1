import { describe, expect, it } from "vitest";
import { createWorld, HeadlessModel } from "../../../simulator/index.ts";
import { answerQuery } from "../../session/answer-query.ts";
import {
  chartSpan,
  fullestOf,
  gpuNowQuery,
  gpuRangeQuery,
  grouped,
  leak,
  limitBytes,
  marksOf,
  mebibytes,
  metrics,
  metricsQuery,
  newestByName,
  percent,
  rateText,
  replicaMemory,
  sentence,
  stepFor,
  toneOf,
} from "./model.ts";

const report = { numTensors: 40, numBytes: 4_209_284, batches: 5, restarts: 1, correct: 150, labelled: 160 };

/** A world that has heard of the model twice. */
function reported() {
  const world = createWorld("flagship-leak", 1);
  world.advance(world.openAtMs);
  world.act({ atMs: world.nowMs, kind: "model-report", report });
  world.advance(world.nowMs + 60_000);
  world.act({ atMs: world.nowMs, kind: "model-report", report });
  world.advance(world.nowMs + 60_000);
  return world;
}

describe("the queries of the panel", () => {
  const world = reported();

  it("find every metric of the model, each by its own expression too", () => {
    const newest = newestByName(answerQuery(world, { expr: metricsQuery, timeMs: world.nowMs }));
    expect(newest.get("tfjs_tensors")).toBe(40);
    expect(newest.get("tfjs_batches_total")).toBe(10);
    expect(newest.get("model_accuracy")).toBe(0.9375);
    expect(newest.get("model_labelled_predictions_total")).toBe(320);
    for (const { name, expr } of metrics) {
      expect(newest.has(name), name).toBe(true);
      const answer = answerQuery(world, { expr, timeMs: world.nowMs });
      expect(answer.status === "success" && answer.series.length, expr).toBeGreaterThan(0);
    }
  });

  it("find nothing before the first report, and say so by absence", () => {
    const silent = createWorld("flagship-leak", 1);
    silent.advance(silent.openAtMs);
    const answer = answerQuery(silent, { expr: metricsQuery, timeMs: silent.nowMs });
    expect(newestByName(answer).size).toBe(0);
  });

  it("find the simulated replicas with what their GPUs hold", () => {
    const replicas = replicaMemory(answerQuery(world, { expr: gpuNowQuery, timeMs: world.nowMs }));
    expect(replicas.length).toBeGreaterThanOrEqual(6);
    for (const { pod, usedMiB, totalMiB } of replicas) {
      expect(pod).toMatch(/^bert-model-serving-/);
      expect(usedMiB).toBeLessThanOrEqual(totalMiB);
      expect(totalMiB).toBeGreaterThan(80_000);
    }
    expect(fullestOf(replicas)?.usedMiB).toBe(Math.max(...replicas.map(({ usedMiB }) => usedMiB)));
    expect(fullestOf([])).toBeUndefined();
    const past = answerQuery(world, {
      expr: gpuRangeQuery,
      startMs: world.nowMs - 3_600_000,
      endMs: world.nowMs,
      stepMs: stepFor(3_600_000),
    });
    expect(past.status === "success" && past.series.length).toBeGreaterThanOrEqual(8);
  });
});

it("what the text says of the leak is what the model does", () => {
  const model = new HeadlessModel({ handler: "forgets-dispose", explain: true });
  const idle = model.memory();
  const batch = { count: 32, features: new Float32Array(32 * 16), fraud: new Uint8Array(32) };
  let batches = 0;
  while (model.memory().numBytes < limitBytes) {
    model.serve(batch, 0);
    batches++;
    expect(model.memory().numTensors - idle.numTensors).toBe(batches * leak.tensorsPerBatch);
    expect(model.memory().numBytes - idle.numBytes).toBe(batches * leak.bytesPerBatch);
  }
  expect(batches * 3200).toBe(leak.fullAfterMs);
});

it("a chart begins with the first point, spans two minutes at least, and follows the shared range", () => {
  const points = [{ atMs: 600_000, tensors: 6, bytes: 12_804 }];
  expect(chartSpan(points, 630_000, 3_600_000)).toEqual({ fromMs: 510_000, toMs: 630_000 });
  expect(chartSpan(points, 900_000, 3_600_000)).toEqual({ fromMs: 600_000, toMs: 900_000 });
  expect(chartSpan(points, 9_000_000, 3_600_000)).toEqual({ fromMs: 5_400_000, toMs: 9_000_000 });
  expect(chartSpan([], 900_000, 3_600_000)).toEqual({ fromMs: 780_000, toMs: 900_000 });
});

it("events of the process are marks, from the beginning of the chart on", () => {
  const events = [
    { atMs: 1, kind: "deploy", value: "tidy" },
    { atMs: 10, kind: "deploy", value: "forgets-dispose" },
    { atMs: 20, kind: "drift", value: "0.5" },
    { atMs: 30, kind: "killed", value: "OOMKilled" },
  ] as const;
  expect(marksOf(events, 5).map(({ text }) => text)).toEqual(["deploy: forgets", "drift 0.5 σ", "OOMKilled"]);
});

it("figures keep their units", () => {
  expect(mebibytes(limitBytes)).toBe("256.0");
  expect(percent(0.9494)).toBe("94.9 %");
  expect(grouped(4_196_480)).toBe("4,196,480");
  expect([9.97, 4.312, 0.0402].map(rateText)).toEqual(["10", "4.3", "0.04"]);
  expect(["out of memory", "Not found.", "", undefined].map(sentence)).toEqual([
    "out of memory.",
    "Not found.",
    "the browser gave no reason.",
    "the browser gave no reason.",
  ]);
  expect([0.5, 0.9, 0.96].map(toneOf)).toEqual(["ok", "warn", "crit"]);
  expect([3_600_000, 86_400_000].map(stepFor)).toEqual([15_000, 360_000]);
});
