import { create } from "zustand";
import { type ModelReport, RestartSchedule } from "../../simulator/index.ts";
import type { ModelCalls, ModelStarted } from "./model-calls.ts";
import { act } from "./session.ts";
import { getState, useStore } from "./store.ts";
import { WorkerClient } from "./worker-client.ts";

/** Simulated seconds served at most for one step of the page, so that a fast clock samples requests. */
const mostServedMs = 20_000;
/** A report becomes an action of the run at most this often, and at most this many times: a run stays a short link. */
const reportEveryMs = 60_000;
const mostReports = 60;
const keptPoints = 400;

export interface ModelPoint {
  readonly atMs: number;
  readonly tensors: number;
  readonly bytes: number;
  /** Share of labelled rows the model got right since the point before; undefined when none came. */
  readonly accuracy: number | undefined;
}

/** What the page knows of the real process. */
export interface ModelView {
  readonly status: "off" | "starting" | "running" | "waiting" | "failed";
  readonly started: ModelStarted | undefined;
  readonly handler: "tidy" | "forgets-dispose";
  /** Shift of the inputs in standard deviations. */
  readonly drift: number;
  readonly tensors: number;
  readonly bytes: number;
  readonly batches: number;
  readonly accuracy: number | undefined;
  readonly restarts: number;
  /** When a killed process starts again, simulated milliseconds. */
  readonly restartAtMs: number | undefined;
  readonly lastExitMs: number | undefined;
  readonly error: string | undefined;
  readonly points: readonly ModelPoint[];
  /** Whether reports go to the simulated Prometheus, as actions of the run. */
  readonly reporting: boolean;
  readonly reported: number;
}

const off: ModelView = {
  status: "off",
  started: undefined,
  handler: "tidy",
  drift: 0,
  tensors: 0,
  bytes: 0,
  batches: 0,
  accuracy: undefined,
  restarts: 0,
  restartAtMs: undefined,
  lastExitMs: undefined,
  error: undefined,
  points: [],
  reporting: true,
  reported: 0,
};

export const useModel = create<ModelView>(() => off);

let client: WorkerClient<ModelCalls> | undefined;
let worker: Worker | undefined;
let schedule = new RestartSchedule();
/** Time of the process; it falls behind the world when the clock outruns it. */
let servedMs = 0;
let worldMs = 0;
let startedMs = 0;
let reportedMs = Number.NEGATIVE_INFINITY;
let runKey = "";
let busy = false;
let stopListening: (() => void) | undefined;

/** Starts the process when the panel is first opened; it then serves whenever the simulated clock runs. */
export function startModel(): void {
  if (useModel.getState().status !== "off") return;
  stopListening ??= useStore.subscribe(() => void step());
  void launch();
}

/** Ends the process and forgets it; the worker's memory goes with it. */
export function stopModel(): void {
  stopListening?.();
  stopListening = undefined;
  end();
  schedule = new RestartSchedule();
  const { handler, drift, reporting } = useModel.getState();
  useModel.setState({ ...off, handler, drift, reporting });
}

/** Deploys another handler: a new process, as any deploy is. */
export function deployHandler(handler: ModelView["handler"]): void {
  useModel.setState({ handler });
  if (useModel.getState().status === "off") return;
  end();
  void launch();
}

export function setDrift(drift: number): void {
  useModel.setState({ drift });
}

export function setReporting(reporting: boolean): void {
  useModel.setState({ reporting });
}

function end(): void {
  worker?.terminate();
  worker = undefined;
  client = undefined;
  busy = false;
}

async function launch(): Promise<void> {
  const { clock, world } = getState();
  const view = useModel.getState();
  useModel.setState({ status: "starting", restartAtMs: undefined, error: undefined });
  runKey = keyOf();
  startedMs = clock.nowMs;
  servedMs = clock.nowMs;
  worldMs = clock.nowMs;
  const own = new Worker(new URL("./model-worker.ts", import.meta.url), { type: "module", name: "model" });
  worker = own;
  client = new WorkerClient<ModelCalls>(
    own,
    () => {},
    (message) => failed(own, message),
  );
  try {
    const started = await client.call("start", {
      startMs: startedMs,
      restarts: view.restarts,
      seed: world?.seed ?? 1,
      handler: view.handler,
    });
    if (worker === own) useModel.setState({ status: "running", started });
  } catch (error) {
    failed(own, error instanceof Error ? error.message : String(error));
  }
}

function failed(own: Worker, message: string): void {
  if (worker !== own) return;
  end();
  useModel.setState({ status: "failed", error: message });
}

/** The run on screen: another seed or scenario is another cluster, with a process of its own. */
function keyOf(): string {
  const { world } = getState();
  return `${world?.scenario}/${world?.seed}`;
}

async function step(): Promise<void> {
  const view = useModel.getState();
  const { clock } = getState();
  if (view.status === "waiting" && view.restartAtMs !== undefined) {
    if (clock.nowMs >= view.restartAtMs || keyOf() !== runKey) void launch();
    return;
  }
  if (view.status !== "running" || busy || client === undefined) return;
  // Going back in time, or another run, begins with a fresh process.
  if (clock.nowMs < worldMs || keyOf() !== runKey) {
    end();
    void launch();
    return;
  }
  const passedMs = clock.nowMs - worldMs;
  if (passedMs < 1000) return;
  worldMs = clock.nowMs;
  servedMs += Math.min(passedMs, mostServedMs);
  busy = true;
  const own = worker;
  try {
    const state = await client.call("advance", { toMs: servedMs, drift: view.drift });
    if (worker !== own) return;
    const { reports, exit } = state;
    const labelled = reports.reduce((sum, { report }) => sum + report.labelled, 0);
    const correct = reports.reduce((sum, { report }) => sum + report.correct, 0);
    const batches = reports.reduce((sum, { report }) => sum + report.batches, 0);
    const accuracy = labelled === 0 ? undefined : correct / labelled;
    const point = { atMs: worldMs, tensors: state.numTensors, bytes: state.numBytes, accuracy };
    const now = useModel.getState();
    useModel.setState({
      tensors: state.numTensors,
      bytes: state.numBytes,
      batches: now.batches + batches,
      accuracy: accuracy ?? now.accuracy,
      points: [...now.points, point].slice(-keptPoints),
    });
    const last = reports.at(-1);
    if (last !== undefined) await record(last.report);
    if (exit !== undefined) killed();
  } catch (error) {
    if (own !== undefined) failed(own, error instanceof Error ? error.message : String(error));
  } finally {
    busy = false;
  }
}

async function record(report: ModelReport): Promise<void> {
  const { reporting, reported } = useModel.getState();
  const { clock } = getState();
  if (!reporting || reported >= mostReports || clock.viewMs !== undefined) return;
  if (worldMs >= reportedMs && worldMs - reportedMs < reportEveryMs) return;
  reportedMs = worldMs;
  await act({ kind: "model-report", report });
  useModel.setState({ reported: reported + 1 });
}

function killed(): void {
  end();
  const atMs = worldMs;
  const restartAtMs = schedule.restartAfter({ startedMs, atMs });
  useModel.setState({
    status: "waiting",
    restarts: schedule.restarts,
    restartAtMs,
    lastExitMs: atMs,
    tensors: 0,
    bytes: 0,
  });
}
