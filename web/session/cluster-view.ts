import type { ClusterState } from "../../simulator/index.ts";

/**
 * What an API server would tell about the cluster: objects and their status. Figures such as used
 * memory are left out on purpose: the page shows them from telemetry, as a real operator must.
 */
export interface ClusterView {
  readonly nodes: readonly {
    readonly name: string;
    readonly region: string;
    readonly internalIp: string;
    readonly ready: boolean;
    readonly cordoned: boolean;
    readonly gpus: readonly {
      readonly uuid: string;
      readonly index: number;
      readonly modelName: string;
      readonly fbTotalMiB: number;
      readonly pod: string | undefined;
    }[];
  }[];
  readonly deployments: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly replicas: number;
    readonly statusReplicas: number;
    readonly updatedReplicas: number;
    readonly readyReplicas: number;
    readonly availableReplicas: number;
    readonly paused: boolean;
    readonly rolloutStartedMs: number | undefined;
    readonly currentRevision: number;
    readonly revisions: readonly {
      readonly number: number;
      readonly version: string;
      readonly image: string;
      readonly changeCause: string;
      readonly createdMs: number;
    }[];
  }[];
  readonly pods: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly deployment: string;
    readonly version: string;
    readonly revision: number;
    readonly ip: string;
    readonly node: string | undefined;
    readonly gpuUuid: string | undefined;
    readonly phase: "Pending" | "Running" | "Failed" | "Succeeded";
    readonly terminating: boolean;
    /** `Running`, `ContainerCreating`, `CrashLoopBackOff`, `Error`, `OOMKilled`, `Completed`. */
    readonly status: string;
    readonly ready: boolean;
    readonly restarts: number;
    readonly createdMs: number;
    readonly readyMs: number | undefined;
    readonly lastTerminated:
      | { readonly reason: string; readonly exitCode: number; readonly finishedMs: number }
      | undefined;
  }[];
  /** Newest 200, oldest first. */
  readonly events: readonly {
    readonly atMs: number;
    readonly type: "Normal" | "Warning";
    readonly reason: string;
    readonly object: string;
    readonly message: string;
  }[];
}

/** Copies the observable part of the state; the server processes' own counts stay behind. */
export function viewCluster(state: Readonly<ClusterState>): ClusterView {
  return {
    nodes: state.nodes.map(({ name, region, internalIp, ready, cordoned, gpus }) => ({
      name,
      region,
      internalIp,
      ready,
      cordoned,
      gpus: gpus.map(({ uuid, index, modelName, fbTotalMiB, pod }) => ({
        uuid,
        index,
        modelName,
        fbTotalMiB,
        pod,
      })),
    })),
    deployments: state.deployments.map((d) => ({
      name: d.name,
      namespace: d.namespace,
      replicas: d.replicas,
      statusReplicas: d.statusReplicas,
      updatedReplicas: d.updatedReplicas,
      readyReplicas: d.readyReplicas,
      availableReplicas: d.availableReplicas,
      paused: d.paused,
      rolloutStartedMs: d.rolloutStartedMs,
      currentRevision: d.currentRevision,
      revisions: d.revisions.map(({ number, version, image, changeCause, createdMs }) => ({
        number,
        version,
        image,
        changeCause,
        createdMs,
      })),
    })),
    pods: state.pods.map((p) => ({
      name: p.name,
      namespace: p.namespace,
      deployment: p.deployment,
      version: p.version,
      revision: p.revision,
      ip: p.ip,
      node: p.node,
      gpuUuid: p.gpuUuid,
      phase: p.phase,
      terminating: p.terminating,
      status: podStatus(p),
      ready: p.ready,
      restarts: p.restarts,
      createdMs: p.createdMs,
      readyMs: p.readyMs,
      lastTerminated: p.lastTerminated === undefined ? undefined : { ...p.lastTerminated },
    })),
    events: state.events
      .slice(-200)
      .map(({ atMs, type, reason, object, message }) => ({ atMs, type, reason, object, message })),
  };
}

/** The STATUS column of `kubectl get pods`. */
function podStatus(pod: ClusterState["pods"][number]): string {
  if (pod.terminating) return "Terminating";
  if (pod.node === undefined) return "Pending";
  return pod.container.kind === "running" ? "Running" : pod.container.reason;
}
