import { RestartSchedule } from "../../simulator/index.ts";
import { t } from "../i18n/t.ts";
import type { ModelCalls, ModelServed } from "./model-calls.ts";
import { addPoint, addSpan, recordedPoints } from "./model-history.ts";
import { addReport, mostReports, type PendingReport, recordedReports, reportIsDue } from "./model-reports.ts";
import { type ModelEvent, type ModelView, noModel, useModel } from "./model-view.ts";
import type { WorldInfo } from "./protocol.ts";
import { ask, notify } from "./session.ts";
import { getState, useStore } from "./store.ts";
import { Cancelled, type WorkerClient } from "./worker-client.ts";
import { startModelWorker } from "./workers.ts";

/**
 * The kubelet of the real model server. It starts the process in a worker of its own, gives it the time
 * that passed on the simulated clock, ends it at its memory limit, starts it again after a back-off, and
 * hands its reports to the run. While the clock stands still nothing is sent and the process sleeps.
 */

interface Container {
  readonly client: WorkerClient<ModelCalls>;
  /** When it went into service. */
  startedMs: number;
}

/** The run the process belongs to. A world that is rebuilt, by undo for example, is the same attempt. */
interface Run {
  readonly world: WorldInfo;
  readonly attemptId: string | undefined;
}

let container: Container | undefined;
let run: Run | undefined;
let schedule = new RestartSchedule();
/** Restarts of the processes before the last deploy or reload. */
let earlierRestarts = 0;
let servedMs = 0;
let pending: PendingReport | undefined;
let recordedMs = Number.NEGATIVE_INFINITY;
let busy = false;
let following = false;

const view = useModel.getState;
const update = (change: Partial<ModelView>): void => useModel.setState(change);

/** Starts the process; the panel calls it when it is first shown, so nobody else pays for TensorFlow.js. */
export function startModel(): void {
  const { world } = getState();
  if (world === undefined || container !== undefined) return;
  if (!following) useStore.subscribe(follow);
  following = true;
  if (run?.world !== world) adopt(world);
  launch();
}

/** Ends the process until it is started again. */
export function stopModel(): void {
  end();
  update({ status: "stopped", restartAtMs: undefined });
  void gone();
}

/** Deploys another handler: a new process, as after any deploy, with a back-off that starts over. */
export function deployHandler(handler: ModelView["handler"]): void {
  if (view().handler === handler) return;
  update({ handler });
  if (view().status !== "serving" && view().status !== "starting" && view().status !== "waiting") return;
  end();
  earlierRestarts += schedule.restarts;
  schedule = new RestartSchedule();
  happened("deploy", handler);
  launch();
}

/** Shifts the inputs from now on, in standard deviations. */
export function setDrift(drift: number): void {
  if (view().drift === drift) return;
  update({ drift });
  if (container !== undefined) happened("drift", String(drift));
}

/** Takes over what an open run remembers of its model. */
function adopt(world: WorldInfo): void {
  const { lab, actions } = getState();
  const recorded = recordedReports(actions);
  run = { world, attemptId: lab?.attemptId };
  schedule = new RestartSchedule();
  earlierRestarts = recorded.restarts;
  recordedMs = recorded.lastMs;
  pending = undefined;
  const { handler, drift, status } = view();
  const restarts = earlierRestarts;
  update({ ...noModel, handler, drift, status, restarts, points: recordedPoints(actions) });
}

/** Called whenever the session changes. */
function follow(): void {
  const { world, opening, lab } = getState();
  if (world === undefined || opening !== undefined || run === undefined) return;
  if (run.world === world) {
    void pump();
    return;
  }
  const ran = container !== undefined || view().status === "waiting";
  end();
  if (lab?.attemptId === run.attemptId) {
    adopt(world);
    if (ran) launch();
    return;
  }
  // Another lab has a model only once somebody looks at it.
  run = undefined;
  useModel.setState(noModel);
}

function end(): void {
  container?.client.terminate();
  container = undefined;
}

function launch(): void {
  const { world } = getState();
  if (world === undefined) return;
  const own: Container = {
    client: startModelWorker((message) => failed(own, message)),
    startedMs: 0,
  };
  container = own;
  update({ status: "starting", restartAtMs: undefined, error: undefined, batches: 0, spans: [] });
  const { startMs: trafficStartMs, seed } = world;
  own.client.call("start", { handler: view().handler, trafficStartMs, seed, restarts: view().restarts }).then(
    (started) => {
      if (container !== own) return;
      own.startedMs = getState().clock.nowMs;
      servedMs = own.startedMs;
      update({ status: "serving", started });
      seen(servedMs, started.numTensors, started.numBytes);
      void pump();
    },
    (error: unknown) => failed(own, messageOf(error)),
  );
}

/** The worker itself broke: not a kill at the limit, but our own failure. */
function failed(own: Container, message: string): void {
  if (container !== own) return;
  end();
  update({ status: "failed", error: message });
  void gone();
}

/** One call at a time: while the process works, the clock goes on, and the next call has more to serve. */
async function pump(): Promise<void> {
  if (busy) return;
  busy = true;
  const own = container;
  try {
    await serveWaiting();
  } catch (error) {
    if (own !== undefined && !(error instanceof Cancelled)) failed(own, messageOf(error));
  } finally {
    busy = false;
  }
}

/** Serves what arrived since the last call. */
async function serveWaiting(): Promise<void> {
  const { clock, world } = getState();
  const { status, restartAtMs, drift } = view();
  if (run?.world !== world) return;
  if (status === "waiting" && restartAtMs !== undefined && clock.nowMs >= restartAtMs) launch();
  const own = container;
  if (status !== "serving" || own === undefined || clock.nowMs - servedMs < 1000) return;
  const served = await own.client.call("advance", { fromMs: servedMs, toMs: clock.nowMs, drift });
  if (container !== own) return;
  servedMs = served.reachedMs;
  const atMs = served.exit?.atMs ?? servedMs;
  seen(atMs, served.numTensors, served.numBytes);
  update({ batches: view().batches + served.batches, spans: addSpan(view().spans, { ...served, atMs }) });
  for (const report of served.reports) pending = addReport(pending, report);
  if (served.exit !== undefined) await killed(own, served.exit);
  else if (pending !== undefined && reportIsDue(pending, recordedMs, recordedCount())) await record(pending);
}

/** What the kernel and the kubelet do at the memory limit: the process is gone, and so is its memory. */
async function killed(own: Container, exit: NonNullable<ModelServed["exit"]>): Promise<void> {
  end();
  const restartAtMs = schedule.restartAfter({ startedMs: own.startedMs, atMs: exit.atMs });
  const restarts = earlierRestarts + schedule.restarts;
  update({ status: "waiting", restarts, restartAtMs, lastExit: exit });
  happened("killed", exit.reason, exit.atMs);
  await gone(exit.atMs);
}

/** No process, no tensors: the run hears it at once, so that no dead process seems to hold memory. */
async function gone(atMs = getState().clock.nowMs): Promise<void> {
  seen(atMs + 1, 0, 0);
  const { world, opening, actions } = getState();
  if (run === undefined || run.world !== world || opening !== undefined) return;
  const { count } = recordedReports(actions);
  // A run that never heard of the model need not hear that it is gone.
  if ((count === 0 && pending === undefined) || count >= mostReports) return;
  const nothing = { numTensors: 0, numBytes: 0, batches: 0, correct: 0, labelled: 0 };
  await record(addReport(pending, { atMs, report: { ...nothing, restarts: view().restarts } }));
}

function recordedCount(): number {
  return recordedReports(getState().actions).count;
}

/** Makes a report an action of the run. It goes to the worker directly: `act` would end a look back in time. */
async function record({ atMs, report }: PendingReport): Promise<void> {
  pending = undefined;
  recordedMs = atMs;
  try {
    await ask("act", { action: { kind: "model-report", report } });
  } catch (error) {
    if (error instanceof Cancelled) return;
    notify(t("model.reportRefused", { reason: messageOf(error) }), "warn");
  }
}

function seen(atMs: number, tensors: number, bytes: number): void {
  update({ tensors, bytes, points: addPoint(view().points, { atMs, tensors, bytes }) });
}

/** Notes an event; a slider that is dragged on makes one, not twenty. */
function happened(kind: ModelEvent["kind"], value: string, atMs = getState().clock.nowMs): void {
  const { events } = view();
  const last = events.at(-1);
  const again = kind === "drift" && last?.kind === kind && atMs - last.atMs < 15_000;
  update({ events: [...(again ? events.slice(0, -1) : events.slice(-49)), { atMs, kind, value }] });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
