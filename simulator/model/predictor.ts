import type { Transactions } from "./transactions.ts";

/** What serves a batch: the real network, or the arithmetic that stands for it in a run without one. */
export interface Predictor {
  /** Scores a batch and compares with the truth; `drift` is how far these rows have shifted. */
  serve(batch: Transactions, drift: number): { readonly correct: number };
  memory(): ModelMemory;
}

/** Live tensors as `tf.memory()` counts them; bytes are those of their data. */
export interface ModelMemory {
  readonly numTensors: number;
  readonly numBytes: number;
}

/**
 * The serving handler. `tidy` frees what a batch allocated; `forgets-dispose` keeps the input and the
 * output of every batch for ever, which is the bug of the tensor leak lab.
 */
type Handler = "tidy" | "forgets-dispose";

/** Options of a handler; the learner's edit changes `handler` and nothing else. */
export interface HandlerOptions {
  readonly handler: Handler;
  /** Explain each score by the hidden activations of 512 varied copies: 128 KiB per request while held. */
  readonly explain: boolean;
}

/** Varied copies of a request that an explanation looks at; 512 x 64 units x 4 bytes = 131,072 bytes. */
export const explanationCopies = 512;
