import { SECOND } from "../kernel/units.ts";
import type { LedgerWriter } from "../ledger/ledger-writer.ts";
import type { WorldOptions } from "../world-options.ts";
import { type ClusterCore, conditionsOf } from "./cluster-core.ts";
import type { ClusterSpec } from "./cluster-spec.ts";
import { createPod } from "./deployment-controller.ts";
import { Device } from "./device.ts";
import type { PodRuntime } from "./pod-runtime.ts";
import { latencyAt } from "./requests.ts";
import { addRevision } from "./rollouts.ts";
import { bestDevice, place } from "./scheduler.ts";
import { type CurveRow, curveAt } from "./service-curve.ts";
import { type ClusterState, type Deployment, latencyBucketsSeconds } from "./state.ts";
import { effectsOf } from "./world-effects.ts";

/**
 * The cluster as it stands when telemetry begins: the last release has been running for days, every
 * replica is Ready, counters and meters show that past.
 */
export function initialCore(
  spec: ClusterSpec,
  seed: number,
  options: WorldOptions,
  ledger: LedgerWriter,
  rate: number,
): ClusterCore {
  const effects = effectsOf(options);
  const minReadySeconds = effects.minReadySeconds ?? spec.service.minReadySeconds;
  const deployment = initialDeployment(spec, minReadySeconds);
  const devices = spec.nodes.flatMap(({ name, gpus }) =>
    Array.from({ length: gpus }, (_, index) => new Device(name, index, spec.service.memory.deviceMiB)),
  );
  const core: ClusterCore = {
    spec,
    seed,
    effects,
    ledger,
    state: initialState(spec, deployment, devices, rate),
    deployment,
    pods: [],
    replicaSets: [],
    devices,
    registry: new Set(spec.service.versions),
    behaviours: new Map(),
    modelLoads: [],
    podsCreated: 0,
    lastProgressMs: spec.startMs,
    rollout: { from: "", to: "", cause: "deploy" },
    minReadySeconds,
    canary: undefined,
  };
  const env = { ...spec.service.env, ...effects.env };
  const limits = { ...spec.service.limits, ...effects.limits };
  for (const { version, changeCause, createdMs } of spec.service.history) {
    addRevision(core, { version, env, limits, restartedAt: "" }, changeCause, createdMs);
  }
  deployment.generation = spec.service.history.length;
  deployment.observedGeneration = deployment.generation;
  startReplicas(core, rate);
  return core;
}

function initialState(
  spec: ClusterSpec,
  deployment: Deployment,
  devices: readonly Device[],
  rate: number,
): ClusterState {
  return {
    nowMs: spec.startMs,
    nodes: spec.nodes.map((node) => ({
      name: node.name,
      region: node.region,
      internalIp: node.internalIp,
      bootMs: node.bootMs,
      ready: true,
      cordoned: false,
      gpus: devices.filter((device) => device.node === node.name),
      kernelLog: [],
    })),
    deployments: [deployment],
    pods: [],
    events: [],
    changes: [],
    routerRequestsPerSecond: Math.round(rate),
    prometheusStopped: false,
  };
}

function initialDeployment(spec: ClusterSpec, minReadySeconds: number): Deployment {
  const { service } = spec;
  return {
    name: service.deployment,
    namespace: service.namespace,
    labels: service.labels,
    createdMs: service.history[0]?.createdMs ?? spec.startMs,
    replicas: service.replicas,
    revisions: [],
    currentRevision: 0,
    generation: 0,
    observedGeneration: 0,
    paused: false,
    minReadySeconds,
    maxSurge: service.maxSurge,
    maxUnavailable: service.maxUnavailable,
    updatedReplicas: service.replicas,
    readyReplicas: service.replicas,
    availableReplicas: service.replicas,
    progressDeadlineExceeded: false,
    statusReplicas: service.replicas,
    rolloutStartedMs: undefined,
  };
}

/** Replicas that became Ready one after the other when the running revision was rolled out. */
function startReplicas(core: ClusterCore, rate: number): void {
  const { spec, state, deployment } = core;
  const { service } = spec;
  const current = core.replicaSets.at(-1);
  if (current === undefined)
    throw new Error(`scenario ${spec.id}: service.history is empty; name the running version`);
  const { createdMs } = current.revision;
  const paceMs = (service.startSeconds + core.minReadySeconds) * SECOND;
  current.desired = deployment.replicas;
  for (let i = 0; i < deployment.replicas; i++) {
    state.nowMs = createdMs + i * paceMs;
    const runtime = createPod(core, current);
    placeOrThrow(core, runtime);
    state.nowMs = spec.startMs;
    runningSince(core, runtime, createdMs + i * paceMs, rate / deployment.replicas, i);
  }
  // Events of that day have expired; the API server keeps them for an hour.
  state.events.length = 0;
  const settled = {
    busy: curveAt(rate / deployment.replicas).busy,
    requestsPerSecond: rate / deployment.replicas,
  };
  for (const device of core.devices) {
    const bootMs = state.nodes.find(({ name }) => name === device.node)?.bootMs ?? spec.startMs;
    const load = device.pod === undefined ? undefined : settled;
    device.settle(load, core.seed, spec.startMs / SECOND - 1, (spec.startMs - bootMs) / SECOND);
  }
}

function placeOrThrow(core: ClusterCore, runtime: PodRuntime): void {
  const device = bestDevice(core);
  if (device === undefined)
    throw new Error(
      `scenario ${core.spec.id}: nodes[] has fewer GPUs than service.replicas ${core.deployment.replicas}`,
    );
  place(runtime, device);
}

function runningSince(
  core: ClusterCore,
  runtime: PodRuntime,
  createdMs: number,
  rate: number,
  index: number,
): void {
  const { pod, process } = runtime;
  const { service } = core.spec;
  process.restart(createdMs + SECOND);
  pod.phase = "Running";
  pod.container = { kind: "running", sinceMs: createdMs + SECOND };
  pod.ready = true;
  pod.readyMs = createdMs + service.startSeconds * SECOND;
  const row = curveAt(rate);
  countPast(runtime, row, Math.floor((rate * (core.state.nowMs - pod.readyMs)) / SECOND));
  if (core.effects.restartBeforeRequests !== Number.POSITIVE_INFINITY)
    // With such a rule the replicas of a calm day are at different points of their run.
    process.served = Math.floor(
      (core.effects.restartBeforeRequests * index) / (core.deployment.replicas + 1),
    );
  process.holdMemory(conditionsOf(core, runtime), 1, row.busy);
  process.hostMemoryBytes = service.memory.hostBytes;
  if (runtime.gpu !== undefined) runtime.gpu.fbUsedMiB = process.gpuMemoryMiB;
}

/** Counters after `requests` answered in calm traffic. */
function countPast(runtime: PodRuntime, row: CurveRow, requests: number): void {
  const { process } = runtime;
  process.requestsByStatus.set("200", requests);
  let below = 0;
  for (let i = 0; i < latencyBucketsSeconds.length; i++) {
    const upTo = Math.round(requests * shareBelow(row.quantilesSeconds, latencyBucketsSeconds[i] ?? 0));
    process.latencyCounts[i] = upTo - below;
    below = upTo;
  }
  process.latencyCounts[latencyBucketsSeconds.length] = requests - below;
  process.latencySumSeconds = requests * row.meanLatencySeconds;
  process.queueSeconds = process.latencySumSeconds * row.queueShare;
  process.computeSeconds = process.latencySumSeconds - process.queueSeconds;
  process.batches = Math.floor(requests / row.meanBatch);
  process.served = requests;
}

/** Share of requests no slower than `seconds`, by bisection of the quantile function. */
function shareBelow(quantilesSeconds: readonly number[], seconds: number): number {
  if (seconds >= latencyAt(quantilesSeconds, 1)) return 1;
  let low = 0;
  let high = 1;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (latencyAt(quantilesSeconds, middle) <= seconds) low = middle;
    else high = middle;
  }
  return low;
}
