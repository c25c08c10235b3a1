import type { HandlerOptions, ProcessExit, TimedReport } from "../../simulator/model/index.ts";

/** One life of the serving process. Times are simulated milliseconds since the epoch. */
export interface ModelStart {
  readonly startMs: number;
  readonly restarts: number;
  readonly seed: number;
  readonly handler: HandlerOptions["handler"];
}

export interface ModelStarted {
  readonly backend: "wasm" | "cpu";
  /** False on the fallback: tensors are counted, but the garbage collector takes them back. */
  readonly leaksAreReal: boolean;
  /** Why WebAssembly could not be used, when it could not. */
  readonly reason: string | undefined;
}

export interface ModelState {
  readonly numTensors: number;
  readonly numBytes: number;
  readonly reports: readonly TimedReport[];
  readonly exit: ProcessExit | undefined;
}

/** What the page may ask the model worker. The worker lives as long as one process; its end frees the memory. */
export interface ModelCalls {
  start: { params: ModelStart; reply: ModelStarted };
  /** Serves the requests up to `toMs`; `drift` is the shift of their inputs in standard deviations. */
  advance: { params: { readonly toMs: number; readonly drift: number }; reply: ModelState };
}
