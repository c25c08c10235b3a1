/**
 * The model's own door, imported by the model worker and by tools that train or test it, and by nobody
 * else: everything behind it pulls in TensorFlow.js, which the simulator itself must not load.
 */
export { type ModelBackend, startBackend, stopBackend, type WasmFile } from "./backend.ts";
export {
  containerMemoryLimitBytes,
  ModelProcess,
  type ProcessExit,
  type TimedReport,
} from "./model-process.ts";
export { buildNetwork } from "./network.ts";
export type { Handler, HandlerOptions } from "./predictor.ts";
export { ServedModel } from "./served-model.ts";
export { featureNames, transactions } from "./transactions.ts";
