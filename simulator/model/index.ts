/**
 * The model's own door, imported by the model worker and by nobody else: everything behind it pulls in
 * TensorFlow.js, which the simulator itself must not load.
 */
export type { ModelBackend } from "./backend.ts";
export {
  containerMemoryLimitBytes,
  ModelProcess,
  type ProcessExit,
  type ProcessOptions,
  type TimedReport,
} from "./model-process.ts";
export type { HandlerOptions } from "./predictor.ts";
export { ServedModel } from "./served-model.ts";
