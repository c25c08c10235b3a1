import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import { accuracyByDrift, evaluationSet } from "./accuracy-by-drift.ts";
import { type ModelBackend, startBackend, stopBackend } from "./backend.ts";
import { HeadlessModel } from "./headless-model.ts";
import { type HandlerOptions, ServedModel } from "./index.ts";
import { ModelProcess, type ProcessOptions } from "./model-process.ts";
import { RestartSchedule } from "./restart-schedule.ts";
import { transactions } from "./transactions.ts";

const dist = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
const wasm: ModelBackend = {
  kind: "wasm",
  paths: {
    "tfjs-backend-wasm.wasm": join(dist, "tfjs-backend-wasm.wasm"),
    "tfjs-backend-wasm-simd.wasm": join(dist, "tfjs-backend-wasm-simd.wasm"),
    "tfjs-backend-wasm-threaded-simd.wasm": join(dist, "tfjs-backend-wasm-threaded-simd.wasm"),
  },
};
const idle = { numTensors: 6, numBytes: 12_804 };
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

afterEach(() => stopBackend());

function heapBytes(): number {
  const running = backend();
  if (!(running instanceof BackendWasm)) throw new Error("the wasm backend is not running");
  const heap = Reflect.get(running.wasm, "HEAPU8");
  if (!(heap instanceof Uint8Array)) throw new Error("the wasm module shows no heap");
  return heap.byteLength;
}

function correctOn(model: ServedModel, drift: number): number {
  let correct = 0;
  for (let first = 0; first < evaluationSet.rows; first += 1000) {
    correct += model.serve(transactions(evaluationSet.seed, first, 1000, drift)).correct;
  }
  return correct;
}

describe.each<ModelBackend>([wasm, { kind: "cpu" }])("on the $kind backend", (backend) => {
  test("forgetting to dispose keeps 2 tensors and 2,176 bytes per batch of 32, batch after batch", async () => {
    const model = await ServedModel.start(backend, { handler: "forgets-dispose", explain: false });
    expect(model.memory()).toEqual(idle);
    for (let batch = 1; batch <= 157; batch++) {
      model.serve(transactions(4, 32 * batch, 32));
      expect(model.memory()).toEqual({ numTensors: 6 + 2 * batch, numBytes: 12_804 + 2176 * batch });
    }
  });

  test("tidy keeps nothing, explained or not", async () => {
    const model = await ServedModel.start(backend, { handler: "tidy", explain: true });
    for (let batch = 0; batch < 5; batch++) {
      model.serve(transactions(4, 32 * batch, 32));
      expect(model.memory()).toEqual(idle);
    }
  });

  test("an explanation that is kept adds one tensor and 128 KiB per request", async () => {
    const model = await ServedModel.start(backend, { handler: "forgets-dispose", explain: true });
    model.serve(transactions(4, 0, 32));
    expect(model.memory()).toEqual({
      numTensors: 6 + 2 + 32,
      numBytes: 12_804 + 2176 + 32 * 131_072,
    });
  });

  test("both handlers give the same scores, and the fallback says that its leak is not real", async () => {
    const batch = transactions(4, 0, 32);
    const tidy = await ServedModel.start(backend, { handler: "tidy", explain: false });
    const clean = tidy.predict(batch);
    tidy.stop();
    const leaky = await ServedModel.start(backend, { handler: "forgets-dispose", explain: true });
    expect(leaky.predict(batch)).toEqual(clean);
    expect(leaky.leaksAreReal).toBe(backend.kind === "wasm");
  });
});

test("accuracy on wasm equals the committed table to four digits, healthy and drifting", async () => {
  const model = await ServedModel.start(wasm, { handler: "tidy", explain: false });
  for (const drift of [0, 0.25, 0.5, 1]) {
    const expected = accuracyByDrift.find((row) => row.drift === drift)?.correct ?? 0;
    expect(correctOn(model, drift) / evaluationSet.rows).toBeCloseTo(expected / evaluationSet.rows, 4);
  }
});

test("headless arithmetic gives the same tensors, bytes, batches and end as the wasm process", async () => {
  const options: HandlerOptions = { handler: "forgets-dispose", explain: true };
  const real = new ModelProcess(await ServedModel.start(wasm, options), stream);
  const headless = new ModelProcess(new HeadlessModel(options), stream);
  const memoryOf = (process: ModelProcess) =>
    process.advance(400_000).map(({ atMs, report }) => ({ atMs, ...report, correct: 0 }));
  expect(memoryOf(real)).toEqual(memoryOf(headless));
  expect(real.exit).toEqual(headless.exit);
  expect(real.exit).toEqual({ atMs: 204_700, reason: "OOMKilled", exitCode: 137 });
});

test("the leak is in memory no collector frees: the WebAssembly heap grows past the limit", async () => {
  const options: HandlerOptions = { handler: "forgets-dispose", explain: true };
  const process = new ModelProcess(await ServedModel.start(wasm, options), stream);
  const before = heapBytes();
  process.advance(400_000);
  expect(process.exit?.reason).toBe("OOMKilled");
  expect(before).toBeLessThan(100_000_000);
  expect(heapBytes()).toBeGreaterThan(stream.memoryLimitBytes);
});

test("a killed process is replaced after its back-off and starts empty", async () => {
  const options: HandlerOptions = { handler: "forgets-dispose", explain: true };
  const schedule = new RestartSchedule();
  const life = { ...stream, memoryLimitBytes: 20_000_000 };
  const first = await ServedModel.start(wasm, options);
  const process = new ModelProcess(first, life);
  process.advance(600_000);
  const exit = process.exit;
  expect(exit?.exitCode).toBe(137);
  first.stop();
  const startMs = schedule.restartAfter({ startedMs: 0, atMs: exit?.atMs ?? 0 });
  const second = await ServedModel.start(wasm, options);
  expect(second.memory()).toEqual(idle);
  const next = new ModelProcess(second, { ...life, startMs, restarts: schedule.restarts });
  const [report] = next.advance(startMs + 15_000);
  expect(report?.report.restarts).toBe(1);
  expect(startMs).toBe((exit?.atMs ?? 0) + 10_000);
});

test("a backend whose files are missing rejects instead of serving wrong scores", async () => {
  const paths = { ...wasm.paths, "tfjs-backend-wasm-simd.wasm": "/nowhere/simd.wasm" };
  await expect(startBackend({ kind: "wasm", paths })).rejects.toThrow();
});
