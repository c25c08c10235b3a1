import plainWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { containerMemoryLimitBytes, ModelProcess, ServedModel } from "../../simulator/model/index.ts";
import type { ModelCalls, ModelStart, ModelStarted } from "./model-calls.ts";
import { serve } from "./serve.ts";

/** Requests a second of the fraud detector (02 section 1: 30 of 347, over the pods of two regions). */
const requestsPerSecond = 10;
const batchSize = 32;

const paths = {
  "tfjs-backend-wasm.wasm": plainWasm,
  "tfjs-backend-wasm-simd.wasm": simdWasm,
  "tfjs-backend-wasm-threaded-simd.wasm": threadedWasm,
};

let model: ServedModel | undefined;
let process: ModelProcess | undefined;
let drift = 0;

async function start(params: ModelStart): Promise<ModelStarted> {
  const options = { handler: params.handler, explain: true };
  let reason: string | undefined;
  try {
    model = await ServedModel.start({ kind: "wasm", paths }, options);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
    model = await ServedModel.start({ kind: "cpu" }, options);
  }
  process = new ModelProcess(model, {
    startMs: params.startMs,
    restarts: params.restarts,
    trafficStartMs: params.startMs,
    requestsPerSecond,
    batchSize,
    seed: params.seed,
    driftAt: () => drift,
    memoryLimitBytes: containerMemoryLimitBytes,
  });
  return { backend: reason === undefined ? "wasm" : "cpu", leaksAreReal: model.leaksAreReal, reason };
}

/** The one TensorFlow.js process of the page, in a worker of its own: when it runs out of memory, only it ends. */
serve<ModelCalls>({
  start,
  advance(params) {
    if (model === undefined || process === undefined) throw new Error("The model has not been started.");
    drift = params.drift;
    const reports = process.advance(params.toMs);
    return { ...model.memory(), reports, exit: process.exit };
  },
});
