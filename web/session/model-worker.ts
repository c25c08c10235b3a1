import plainWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import {
  containerMemoryLimitBytes,
  ModelProcess,
  ServedModel,
  type TimedReport,
} from "../../simulator/model/index.ts";
import type { ModelCalls, ModelServed, ModelStart, ModelStarted } from "./model-calls.ts";
import { serve } from "./serve.ts";

/**
 * A model server on a machine of its own: this worker is the container, the page is its kubelet. It loads
 * TensorFlow.js once, serves until it is ended, and does nothing between two calls.
 */

/** Sampled requests a second of simulated time, and how many are scored together (02 section 9). */
const requestsPerSecond = 10;
const batchSize = 32;
/** Time in which one batch fills up. */
const batchMs = (batchSize / requestsPerSecond) * 1000;
/** Wall milliseconds of work per call; the page calls ten times a second, so half a core stays free. */
const mostBusyMs = 50;
/** Simulated time the process may lag behind the clock before it lets requests go by. */
const mostBehindMs = 15_000;

const paths = {
  "tfjs-backend-wasm.wasm": plainWasm,
  "tfjs-backend-wasm-simd.wasm": simdWasm,
  "tfjs-backend-wasm-threaded-simd.wasm": threadedWasm,
};

let model: ServedModel | undefined;
let process: ModelProcess | undefined;
let setup: ModelStart | undefined;
let drift = 0;
let served = { batches: 0, labelled: 0, correct: 0 };

async function start(params: ModelStart): Promise<ModelStarted> {
  const options = { handler: params.handler, explain: true };
  setup = params;
  let reason: string | undefined;
  try {
    model = await ServedModel.start({ kind: "wasm", paths }, options);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
    model = await ServedModel.start({ kind: "cpu" }, options);
  }
  const { leaksAreReal } = model;
  return { ...model.memory(), backend: reason === undefined ? "wasm" : "cpu", leaksAreReal, reason };
}

function open(running: ServedModel, { trafficStartMs, seed, restarts }: ModelStart, startMs: number) {
  const counted = {
    serve(...[batch]: Parameters<ServedModel["serve"]>) {
      const outcome = running.serve(batch);
      served.batches++;
      served.labelled += batch.count;
      served.correct += outcome.correct;
      return outcome;
    },
    memory: () => running.memory(),
  };
  return new ModelProcess(counted, {
    startMs,
    restarts,
    trafficStartMs,
    requestsPerSecond,
    batchSize,
    seed,
    driftAt: () => drift,
    memoryLimitBytes: containerMemoryLimitBytes,
  });
}

function advance(params: ModelCalls["advance"]["params"]): ModelServed {
  if (model === undefined || setup === undefined) throw new Error("The model has not been started.");
  process ??= open(model, setup, params.fromMs);
  drift = params.drift;
  served = { batches: 0, labelled: 0, correct: 0 };
  const beganAt = performance.now();
  const reports: TimedReport[] = [];
  let skipped = 0;
  let atMs = params.fromMs;
  while (atMs < params.toMs && process.exit === undefined) {
    const busy = performance.now() - beganAt > mostBusyMs;
    if (busy && params.toMs - atMs <= mostBehindMs) break;
    if (busy) skipped += process.skipTo(params.toMs);
    atMs = busy ? params.toMs : Math.min(params.toMs, atMs + batchMs);
    reports.push(...process.advance(atMs));
  }
  const busyMs = performance.now() - beganAt;
  return { ...model.memory(), ...served, reachedMs: atMs, skipped, busyMs, reports, exit: process.exit };
}

serve<ModelCalls>({ start, advance });
