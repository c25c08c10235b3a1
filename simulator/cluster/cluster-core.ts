import type { LedgerWriter } from "../ledger/ledger-writer.ts";
import type { ClusterSpec } from "./cluster-spec.ts";
import type { Device } from "./device.ts";
import type { PodRuntime } from "./pod-runtime.ts";
import type { ReplicaSet } from "./replica-set.ts";
import type { ServingConditions } from "./server-process.ts";
import { capacityAt } from "./service-curve.ts";
import type { Change, ClusterState, Deployment, KubeEvent } from "./state.ts";
import type { VersionBehaviour } from "./version-behaviour.ts";
import type { WorldEffects } from "./world-effects.ts";

/** Everything the parts of the cluster share: API objects, their runtime side, and the rules of this world. */
export interface ClusterCore {
  readonly spec: ClusterSpec;
  readonly seed: number;
  readonly effects: WorldEffects;
  readonly ledger: LedgerWriter;
  readonly state: ClusterState;
  readonly deployment: Deployment;
  /** In order of creation, like `state.pods`. */
  readonly pods: PodRuntime[];
  readonly replicaSets: ReplicaSet[];
  /** The GPUs of all nodes, in order. */
  readonly devices: readonly Device[];
  /** Tags of the image that can be pulled. */
  readonly registry: Set<string>;
  readonly behaviours: Map<string, VersionBehaviour>;
  /** Loads of further models into running servers, oldest first. */
  readonly modelLoads: { readonly startMs: number; readonly mebibytes: number; readonly seconds: number }[];
  /** Pods created so far; the key of a pod's random draws, so that renaming pods changes nothing. */
  podsCreated: number;
  /** When the rollout in progress last got a step further. */
  lastProgressMs: number;
  /** What the rollout in progress, or the last one, is about. */
  rollout: {
    readonly from: string;
    readonly to: string;
    readonly cause: "deploy" | "rollback" | "restart" | "config";
  };
  /** minReadySeconds of the spec; a rollback may run with another. */
  minReadySeconds: number;
  canary: CanaryHold | undefined;
}

/** A rollout that waits at its first pods. */
export interface CanaryHold {
  readonly replicaSet: ReplicaSet;
  readonly replicas: number;
  /** Set when the first pods are Ready. */
  untilMs: number | undefined;
  /** First failed request of the new version. */
  failedMs: number | undefined;
}

/** Adds a Kubernetes event at the state's time. */
export function emit(
  core: ClusterCore,
  object: string,
  text: Pick<KubeEvent, "type" | "reason" | "message" | "source">,
): void {
  const { state, deployment } = core;
  const namespace = object.startsWith("node/") ? "default" : deployment.namespace;
  state.events.push({ atMs: state.nowMs, object, namespace, ...text });
}

/** Adds a row to the change log and to the ledger. */
export function recordChange(core: ClusterCore, change: Change, harmless: boolean): void {
  const { atMs, ...fields } = change;
  core.state.changes.push(change);
  core.ledger.change(atMs, { ...fields, harmless });
}

/** The next free ticket number after those in the log and in the scenario's plan. */
export function nextChangeId(core: ClusterCore): string {
  let highest = 1000;
  for (const { id } of [...core.state.changes, ...core.spec.changes]) {
    highest = Math.max(highest, Number(id.slice("CHG-".length)));
  }
  for (const { changeId } of core.spec.faults) {
    if (changeId !== undefined) highest = Math.max(highest, Number(changeId.slice("CHG-".length)));
  }
  return `CHG-${highest + 1}`;
}

/** Device memory of further models in a process that started at `processStartMs`, MiB. */
export function extraModelMiB(core: ClusterCore, processStartMs: number): number {
  let sum = 0;
  for (const load of core.modelLoads) {
    const from = Math.max(load.startMs, processStartMs);
    const share = Math.min(1, Math.max(0, (core.state.nowMs - from) / (load.seconds * 1000)));
    sum += load.mebibytes * share;
  }
  return sum;
}

export function conditionsOf(core: ClusterCore, runtime: PodRuntime): ServingConditions {
  return {
    seed: core.seed,
    service: core.spec.service,
    replicaSet: runtime.replicaSet,
    extraModelMiB: core.modelLoads.length === 0 ? 0 : extraModelMiB(core, runtime.process.processStartMs),
    observeFailures: core.effects.observeFailures,
    capacity: capacityAt(runtime.gpu?.clockFactor ?? 1),
    deviceError: runtime.gpu?.error,
  };
}
