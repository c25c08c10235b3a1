import { MINUTE, SECOND } from "../kernel/units.ts";
import { type ClusterCore, emit } from "./cluster-core.ts";
import { eventText } from "./kube-events.ts";
import type { PodRuntime } from "./pod-runtime.ts";

/** `initialCrashLoopBackOff` and `MaxContainerBackOff` of the kubelet. */
const FIRST_BACK_OFF_MS = 10 * SECOND;
const LONGEST_BACK_OFF_MS = 5 * MINUTE;
/** A container that ran this long starts over with the first back-off (`hasExpired`: twice the maximum). */
const FORGIVEN_AFTER_MS = 10 * MINUTE;
/** Attempts to pull a missing image are this far apart at most; the first retry shows as back-off. */
const PULL_BACK_OFF_MS = 10 * SECOND;

/** One second of the kubelets: ends, starts, readiness, crash loops. Call it with `nowMs` at the second's end. */
export function stepKubelets(core: ClusterCore): void {
  for (let i = core.pods.length - 1; i >= 0; i--) {
    const runtime = core.pods[i];
    if (runtime?.goneAtMs !== undefined && core.state.nowMs >= runtime.goneAtMs) remove(core, runtime, i);
  }
}

/** Starts, restarts and readiness of containers whose time has come. */
export function stepContainers(core: ClusterCore): void {
  for (const runtime of core.pods) {
    if (runtime.pod.terminating) continue;
    if (runtime.process.ending !== undefined) exit(core, runtime, runtime.process.ending);
    else if (runtime.startAtMs !== undefined) tryStart(core, runtime);
    else if (runtime.readyAtMs !== undefined && core.state.nowMs >= runtime.readyAtMs)
      becomeReady(core, runtime);
  }
}

/** Begins a graceful end: out of the router at once, requests in flight are answered, then the process ends. */
export function terminate(core: ClusterCore, runtime: PodRuntime): void {
  const { pod } = runtime;
  if (pod.terminating) return;
  pod.terminating = true;
  pod.ready = false;
  const running = pod.container.kind === "running";
  runtime.goneAtMs = core.state.nowMs + (running ? core.spec.service.drainSeconds : 1) * SECOND;
  if (running) emit(core, `pod/${pod.name}`, eventText.killing());
}

/** The process in a container has ended by itself or was killed by the kernel. */
function exit(
  core: ClusterCore,
  runtime: PodRuntime,
  { exitCode, reason }: NonNullable<PodRuntime["process"]["ending"]>,
): void {
  const { pod, backOff, process } = runtime;
  const { nowMs } = core.state;
  const wasReady = pod.ready;
  pod.container = { kind: "terminated", reason, exitCode, finishedMs: nowMs };
  pod.lastTerminated = { reason, exitCode, finishedMs: nowMs };
  pod.ready = false;
  pod.readyMs = undefined;
  process.release();
  if (runtime.gpu !== undefined) runtime.gpu.fbUsedMiB = 0;
  runtime.readyAtMs = undefined;
  const { lastRestartMs } = backOff;
  if (lastRestartMs === undefined || nowMs - lastRestartMs > FORGIVEN_AFTER_MS) backOff.delayMs = 0;
  // The kubelet needs a moment to see the end of a container even when nothing holds it back.
  runtime.startAtMs = nowMs + Math.max(SECOND, backOff.delayMs);
  const record = { pod: pod.name, version: pod.version, exitCode, reason };
  core.ledger.pod(nowMs, { ...record, event: reason === "OOMKilled" ? "oom-killed" : "exited" });
  if (wasReady)
    core.ledger.pod(nowMs, { ...record, event: "unready", exitCode: undefined, reason: undefined });
}

function tryStart(core: ClusterCore, runtime: PodRuntime): void {
  const { pod, backOff } = runtime;
  const { nowMs } = core.state;
  const { startAtMs } = runtime;
  if (startAtMs === undefined || pod.node === undefined) return;
  if (!core.registry.has(pod.version)) {
    waitForImage(core, runtime);
    return;
  }
  if (nowMs < startAtMs) {
    if (pod.container.kind === "terminated") {
      pod.container = { kind: "waiting", reason: "CrashLoopBackOff" };
      emit(core, `pod/${pod.name}`, eventText.crashBackOff(pod.name, pod.namespace, pod.uid));
    }
    return;
  }
  const again = pod.lastTerminated !== undefined;
  if (again) {
    pod.restarts++;
    backOff.delayMs =
      backOff.delayMs === 0 ? FIRST_BACK_OFF_MS : Math.min(LONGEST_BACK_OFF_MS, backOff.delayMs * 2);
    backOff.lastRestartMs = nowMs;
  }
  start(core, runtime);
}

/** A new process in the container. */
function start(core: ClusterCore, runtime: PodRuntime): void {
  const { pod, process } = runtime;
  const { nowMs } = core.state;
  pod.phase = "Running";
  pod.container = { kind: "running", sinceMs: nowMs };
  runtime.startAtMs = undefined;
  // One second of the start has gone into scheduling and creating the container.
  runtime.readyAtMs = nowMs + (core.spec.service.startSeconds - 1) * SECOND;
  process.restart(nowMs);
  if (runtime.gpu?.lost === true) {
    // "No CUDA GPUs are available": the server ends as soon as it looks for its device.
    process.ending = { exitCode: 1, reason: "Error" };
    runtime.readyAtMs = undefined;
  }
  runtime.marks.above95 = false;
  runtime.marks.saturated = false;
  runtime.marks.oom = false;
  const object = `pod/${pod.name}`;
  emit(core, object, eventText.pulled(runtime.replicaSet.revision.image));
  emit(core, object, eventText.created());
  emit(core, object, eventText.started());
  record(core, runtime, "started");
}

/**
 * The model is loaded and the first readiness probe is due. A version that has no such route never becomes
 * Ready; the kubelet asks again every 10 s and counts its refusals in one event.
 */
function becomeReady(core: ClusterCore, runtime: PodRuntime): void {
  if (runtime.replicaSet.behaviour.failsReadiness) {
    runtime.readyAtMs = undefined;
    emit(core, `pod/${runtime.pod.name}`, eventText.unhealthy());
    return;
  }
  runtime.pod.ready = true;
  runtime.pod.readyMs = core.state.nowMs;
  runtime.readyAtMs = undefined;
  core.lastProgressMs = core.state.nowMs;
  record(core, runtime, "ready");
}

function waitForImage(core: ClusterCore, runtime: PodRuntime): void {
  const { pod } = runtime;
  const { nowMs } = core.state;
  const { image } = runtime.replicaSet.revision;
  const object = `pod/${pod.name}`;
  if (pod.container.kind !== "waiting" || nowMs < (runtime.startAtMs ?? 0)) return;
  if (pod.container.reason === "ContainerCreating") {
    pod.container = { kind: "waiting", reason: "ImagePullBackOff" };
    emit(core, object, eventText.pullFailed(image));
    emit(core, object, eventText.pullError());
  }
  emit(core, object, eventText.pullBackOff(image));
  const { backOff } = runtime;
  backOff.delayMs =
    backOff.delayMs === 0 ? PULL_BACK_OFF_MS : Math.min(LONGEST_BACK_OFF_MS, backOff.delayMs * 2);
  runtime.startAtMs = nowMs + backOff.delayMs;
}

function remove(core: ClusterCore, runtime: PodRuntime, index: number): void {
  if (runtime.gpu !== undefined) {
    runtime.gpu.pod = undefined;
    runtime.gpu.fbUsedMiB = 0;
  }
  runtime.process.release();
  core.pods.splice(index, 1);
  core.state.pods.splice(core.state.pods.indexOf(runtime.pod), 1);
  record(core, runtime, "removed");
}

function record(core: ClusterCore, runtime: PodRuntime, event: "started" | "ready" | "removed"): void {
  const { name, version } = runtime.pod;
  core.ledger.pod(core.state.nowMs, { pod: name, event, version, exitCode: undefined, reason: undefined });
}
