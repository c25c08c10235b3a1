import { keyOf } from "../kernel/hash.ts";
import { safeSuffix, uuidOf } from "../kernel/ids.ts";
import { SECOND } from "../kernel/units.ts";
import { type ClusterCore, emit } from "./cluster-core.ts";
import { idleSecond } from "./idle-second.ts";
import { eventText } from "./kube-events.ts";
import { terminate } from "./kubelet.ts";
import type { PodRuntime } from "./pod-runtime.ts";
import type { ReplicaSet } from "./replica-set.ts";
import { ServerProcess } from "./server-process.ts";
import type { Pod } from "./state.ts";

/** `progressDeadlineSeconds` of a Deployment, the default. */
const PROGRESS_DEADLINE_MS = 600 * SECOND;
const NAME_KEY = keyOf("pod/name");
const UID_KEY = keyOf("pod/uid");

/**
 * The Deployment and ReplicaSet controllers: moves the numbers of pods of each revision towards the
 * spec, never more than `maxSurge` above it nor fewer available than `maxUnavailable` allows.
 */
export function reconcile(core: ClusterCore): void {
  const { deployment } = core;
  deployment.observedGeneration = deployment.generation;
  for (let i = 0; i < 32; i++) {
    const moved = deployment.paused ? keepScale(core) : roll(core);
    syncPods(core);
    if (!moved) break;
  }
  updateStatus(core);
}

/** The ReplicaSet of the current template. */
export function currentReplicaSet(core: ClusterCore): ReplicaSet {
  const { currentRevision } = core.deployment;
  const found = core.replicaSets.find(({ revision }) => revision.number === currentRevision);
  if (found === undefined)
    throw new Error(`simulator invariant: revision ${currentRevision} has no ReplicaSet`);
  return found;
}

/** A pod of the Deployment that is Ready for `minReadySeconds`. */
export function isAvailable(core: ClusterCore, runtime: PodRuntime): boolean {
  const { pod } = runtime;
  if (!pod.ready || pod.terminating || pod.readyMs === undefined) return false;
  return core.state.nowMs - pod.readyMs >= core.deployment.minReadySeconds * SECOND;
}

/** One step of a rolling update (`rolloutRolling` of the controller); false when nothing is left to do. */
function roll(core: ClusterCore): boolean {
  const { deployment, replicaSets, canary } = core;
  const current = currentReplicaSet(core);
  let total = 0;
  for (const each of replicaSets) total += each.desired;
  const held = canary !== undefined && canary.replicaSet === current;
  const target = held ? Math.min(deployment.replicas, canary.replicas) : deployment.replicas;
  if (current.desired > deployment.replicas) return scaleTo(core, current, deployment.replicas);
  if (current.desired < target) {
    const room = deployment.replicas + deployment.maxSurge - total;
    if (room > 0) return scaleTo(core, current, current.desired + Math.min(room, target - current.desired));
  }
  // A held rollout keeps its surge: the old pods that stay are those the new ones may not replace yet.
  const keep = held ? deployment.replicas + deployment.maxSurge - target : 0;
  return scaleDownOld(core, current, total, keep);
}

function scaleDownOld(core: ClusterCore, current: ReplicaSet, total: number, keep: number): boolean {
  const { deployment, replicaSets } = core;
  const available = new Map<ReplicaSet, number>();
  let allAvailable = 0;
  for (const runtime of core.pods) {
    if (!isAvailable(core, runtime)) continue;
    allAvailable++;
    available.set(runtime.replicaSet, (available.get(runtime.replicaSet) ?? 0) + 1);
  }
  const minAvailable = deployment.replicas - deployment.maxUnavailable;
  const newUnavailable = current.desired - Math.min(current.desired, available.get(current) ?? 0);
  let room = total - minAvailable - newUnavailable;
  let oldTotal = total - current.desired;
  for (const old of replicaSets) {
    if (old === current || old.desired === 0) continue;
    // Unhealthy old pods go first and for free (`cleanupUnhealthyReplicas`).
    const unhealthy = Math.min(room, old.desired - Math.min(old.desired, available.get(old) ?? 0));
    if (unhealthy > 0 && oldTotal - unhealthy >= keep) return scaleTo(core, old, old.desired - unhealthy);
    room = Math.min(room, allAvailable - minAvailable, oldTotal - keep);
    const surplus = Math.min(room, old.desired);
    if (surplus > 0) return scaleTo(core, old, old.desired - surplus);
    oldTotal = total - current.desired;
  }
  return false;
}

/** A paused Deployment still follows `kubectl scale`: its newest ReplicaSet takes the difference. */
function keepScale(core: ClusterCore): boolean {
  const { deployment, replicaSets } = core;
  let total = 0;
  for (const each of replicaSets) total += each.desired;
  const surge = core.deployment.rolloutStartedMs === undefined ? 0 : deployment.maxSurge;
  const active = replicaSets.findLast(({ desired }) => desired > 0) ?? currentReplicaSet(core);
  const wanted = deployment.replicas + Math.min(surge, Math.max(0, total - deployment.replicas));
  return total === wanted ? false : scaleTo(core, active, Math.max(0, active.desired + wanted - total));
}

function scaleTo(core: ClusterCore, replicaSet: ReplicaSet, desired: number): boolean {
  if (replicaSet.desired === desired) return false;
  const text = eventText.scaled(replicaSet.name, replicaSet.desired, desired);
  emit(core, `deployment/${core.deployment.name}`, text);
  replicaSet.desired = desired;
  core.lastProgressMs = core.state.nowMs;
  return true;
}

/** Creates missing pods and deletes surplus ones. */
function syncPods(core: ClusterCore): void {
  for (const replicaSet of core.replicaSets) {
    const owned = core.pods.filter((each) => each.replicaSet === replicaSet && !each.pod.terminating);
    for (let i = owned.length; i < replicaSet.desired; i++) {
      const { pod } = createPod(core, replicaSet);
      emit(core, `replicaset/${replicaSet.name}`, eventText.podCreated(pod.name));
    }
    if (owned.length <= replicaSet.desired) continue;
    for (const runtime of inOrderOfDeletion(owned).slice(0, owned.length - replicaSet.desired)) {
      emit(core, `replicaset/${replicaSet.name}`, eventText.podDeleted(runtime.pod.name));
      terminate(core, runtime);
    }
  }
}

/**
 * Pods without a node first, then those not Ready, then by age. Kubernetes compares ages by powers of two
 * and breaks ties by UID, so pods of one rollout go in any order; here the oldest goes first.
 */
function inOrderOfDeletion(pods: readonly PodRuntime[]): PodRuntime[] {
  const rank = ({ pod }: PodRuntime): number => (pod.node === undefined ? 0 : pod.ready ? 2 : 1);
  return [...pods].sort((a, b) => rank(a) - rank(b) || a.pod.createdMs - b.pod.createdMs);
}

/** Adds a Pending pod of a ReplicaSet. */
export function createPod(core: ClusterCore, replicaSet: ReplicaSet): PodRuntime {
  const { state, seed, deployment } = core;
  const sequence = core.podsCreated++;
  const process = new ServerProcess(
    keyOf(`${deployment.name}/pod/${sequence}`),
    idleSecond(core, state.nowMs),
  );
  const { revision } = replicaSet;
  const pod: Pod = {
    name: `${replicaSet.name}-${safeSuffix(seed, NAME_KEY, sequence, 5)}`,
    uid: uuidOf(seed, UID_KEY, sequence),
    namespace: deployment.namespace,
    deployment: deployment.name,
    revision: revision.number,
    version: revision.version,
    ip: `10.244.${1 + Math.floor(sequence / 200)}.${10 + (sequence % 200)}`,
    createdMs: state.nowMs,
    node: undefined,
    gpuUuid: undefined,
    phase: "Pending",
    terminating: false,
    container: { kind: "waiting", reason: "ContainerCreating" },
    lastTerminated: undefined,
    restarts: 0,
    ready: false,
    readyMs: undefined,
    serving: process,
  };
  const runtime: PodRuntime = {
    pod,
    process,
    replicaSet,
    gpu: undefined,
    startAtMs: undefined,
    readyAtMs: undefined,
    goneAtMs: undefined,
    backOff: { delayMs: 0, lastRestartMs: undefined },
    lastFailedSchedulingMs: undefined,
    marks: { above95: false, saturated: false, oom: false },
  };
  core.pods.push(runtime);
  state.pods.push(pod);
  return runtime;
}

function updateStatus(core: ClusterCore): void {
  const { deployment, state } = core;
  const current = currentReplicaSet(core);
  let updated = 0;
  let ready = 0;
  let available = 0;
  let all = 0;
  for (const runtime of core.pods) {
    if (runtime.pod.terminating) continue;
    all++;
    if (runtime.replicaSet === current) updated++;
    if (runtime.pod.ready) ready++;
    if (isAvailable(core, runtime)) available++;
  }
  deployment.updatedReplicas = updated;
  deployment.readyReplicas = ready;
  deployment.availableReplicas = available;
  deployment.statusReplicas = all;
  if (deployment.rolloutStartedMs === undefined) return;
  const wanted = deployment.replicas;
  if (updated === wanted && all === wanted && available === wanted) finishRollout(core, "complete");
  else if (!deployment.paused && !deployment.progressDeadlineExceeded && core.canary === undefined) {
    if (state.nowMs - core.lastProgressMs >= PROGRESS_DEADLINE_MS) {
      deployment.progressDeadlineExceeded = true;
      finishRollout(core, "failed");
    }
  }
}

function finishRollout(core: ClusterCore, event: "complete" | "failed"): void {
  const { deployment, rollout, state } = core;
  if (event === "complete") {
    deployment.rolloutStartedMs = undefined;
    deployment.progressDeadlineExceeded = false;
    deployment.minReadySeconds = core.minReadySeconds;
  }
  core.ledger.rollout(state.nowMs, { deployment: deployment.name, event, ...rollout });
}
