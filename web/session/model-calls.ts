import type { HandlerOptions, ProcessExit, TimedReport } from "../../simulator/model/index.ts";

/** One life of the serving process. Times are simulated milliseconds since the epoch. */
export interface ModelStart {
  readonly handler: HandlerOptions["handler"];
  /** Arrival of request 0, so that a run always sends the same payments at the same times. */
  readonly trafficStartMs: number;
  readonly seed: number;
  /** Restarts before this process, for its reports. */
  readonly restarts: number;
}

/** Tensors that live in the process, as `tf.memory()` counts them. */
export interface ModelMemory {
  readonly numTensors: number;
  readonly numBytes: number;
}

export interface ModelStarted extends ModelMemory {
  readonly backend: "wasm" | "cpu";
  /** False on the fallback: tensors are counted, but the garbage collector takes them back. */
  readonly leaksAreReal: boolean;
  /** Why WebAssembly could not be used, when it could not. */
  readonly reason: string | undefined;
}

/** What happened between two instants. */
export interface ModelServed extends ModelMemory {
  /** How far the process came; a slow machine lags a little behind the clock. */
  readonly reachedMs: number;
  readonly batches: number;
  /** Requests that were served; each has its true label beside it. */
  readonly labelled: number;
  readonly correct: number;
  /** Requests that went by because the clock is faster than this machine can serve. */
  readonly skipped: number;
  /** Wall milliseconds the process worked. */
  readonly busyMs: number;
  /** Reports that fell due, oldest first. */
  readonly reports: readonly TimedReport[];
  readonly exit: ProcessExit | undefined;
}

/** What the page may ask the model worker. The worker lives as long as one process; its end frees the memory. */
export interface ModelCalls {
  start: { params: ModelStart; reply: ModelStarted };
  /**
   * Serves what arrived after `fromMs` up to `toMs`; the first call puts the process into service at
   * `fromMs`. `drift` is the shift of the inputs in standard deviations.
   */
  advance: {
    params: { readonly fromMs: number; readonly toMs: number; readonly drift: number };
    reply: ModelServed;
  };
}
