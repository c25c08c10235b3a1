import { create } from "zustand";
import type { ModelStarted } from "./model-calls.ts";
import type { ModelPoint, ServedSpan } from "./model-history.ts";

/**
 * `off`: never asked for in this run. `starting`: TensorFlow.js is being loaded. `serving`: it serves while
 * the simulated clock runs. `waiting`: killed, and not yet started again. `stopped`: by the learner.
 */
export type ModelStatus = "off" | "starting" | "serving" | "waiting" | "stopped" | "failed";

/** Something that happened to the process, for the charts. */
export interface ModelEvent {
  readonly atMs: number;
  readonly kind: "deploy" | "killed" | "drift";
  readonly value: string;
}

/** What the page knows of the real process. Times are simulated milliseconds since the epoch. */
export interface ModelView {
  readonly status: ModelStatus;
  readonly started: ModelStarted | undefined;
  readonly handler: "tidy" | "forgets-dispose";
  /** Shift of the inputs in standard deviations. */
  readonly drift: number;
  readonly tensors: number;
  readonly bytes: number;
  /** Batches this process has served. */
  readonly batches: number;
  /** The newest work, for rates and accuracy. */
  readonly spans: readonly ServedSpan[];
  readonly restarts: number;
  /** When a killed process starts again. */
  readonly restartAtMs: number | undefined;
  readonly lastExit:
    | { readonly atMs: number; readonly reason: string; readonly exitCode: number }
    | undefined;
  readonly error: string | undefined;
  readonly points: readonly ModelPoint[];
  readonly events: readonly ModelEvent[];
}

/** Nothing was started. */
export const noModel: ModelView = {
  status: "off",
  started: undefined,
  handler: "tidy",
  drift: 0,
  tensors: 0,
  bytes: 0,
  batches: 0,
  spans: [],
  restarts: 0,
  restartAtMs: undefined,
  lastExit: undefined,
  error: undefined,
  points: [],
  events: [],
};

/** The model as the page sees it; only `model-runner.ts` writes it. */
export const useModel = create<ModelView>(() => noModel);
