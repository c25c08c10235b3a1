import type { RequestBatch } from "./requests.ts";

/**
 * What exists in the simulated cluster at one instant. Everything telemetry shows (metrics, logs,
 * traces, kubectl) is read from these objects; nothing here is telemetry and nothing reads it back.
 * Memory of devices is in MiB as NVIDIA counts it, times are milliseconds since the Unix epoch.
 */
export interface ClusterState {
  nowMs: number;
  readonly nodes: Node[];
  readonly deployments: Deployment[];
  /** Existing pods, terminating ones included; a deleted pod leaves the list. */
  readonly pods: Pod[];
  /** Kubernetes events, oldest first, as `kubectl get events` would list them. */
  readonly events: KubeEvent[];
  /** Deploys and config changes, oldest first: the rows of a change log and the annotations of a graph. */
  readonly changes: Change[];
  /** Requests the router accepted in the last simulated second. */
  routerRequestsPerSecond: number;
  /** Whether something keeps the monitoring server from running. */
  prometheusStopped: boolean;
}

/** A Kubernetes node with its GPUs. */
export interface Node {
  readonly name: string;
  readonly region: string;
  readonly internalIp: string;
  readonly bootMs: number;
  ready: boolean;
  cordoned: boolean;
  readonly gpus: Gpu[];
  /** What the driver wrote into the ring buffer of the kernel, oldest first. */
  readonly kernelLog: { readonly atMs: number; readonly text: string }[];
}

/** One GPU as NVML and DCGM see it. */
export interface Gpu {
  readonly uuid: string;
  /** Index on its node; the device file is `nvidia<index>`. */
  readonly index: number;
  readonly pciBusId: string;
  readonly modelName: string;
  readonly node: string;
  readonly fbTotalMiB: number;
  fbUsedMiB: number;
  fbReservedMiB: number;
  /** 100 times the share of the last second in which a kernel ran. */
  utilPercent: number;
  memCopyUtilPercent: number;
  /** Share of peak, 0..1. */
  tensorActive: number;
  dramActive: number;
  smClockMHz: number;
  /** Bits of `clockEventReasons`. */
  clockEventReasons: number;
  /** Time spent below the highest clock for want of power and for heat since boot, ns. */
  powerViolationNs: number;
  thermalViolationNs: number;
  memClockMHz: number;
  powerWatts: number;
  powerLimitWatts: number;
  temperatureC: number;
  memoryTemperatureC: number;
  energyMillijoules: number;
  lastXid: number;
  /** Whether the driver cannot reach the device any more, until the node boots again. */
  lost: boolean;
  /** Rows marked for remapping after errors that ECC could not correct. */
  uncorrectableRemappedRows: number;
  /** Name of the pod that holds the device, if any. */
  pod: string | undefined;
}

/** A Deployment of the apps/v1 API with its revision history. */
export interface Deployment {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdMs: number;
  replicas: number;
  /** Revision numbers rise for ever; a rollback re-uses an older template under a new number. */
  readonly revisions: Revision[];
  currentRevision: number;
  generation: number;
  observedGeneration: number;
  paused: boolean;
  /** Seconds a new pod must be Ready before the rollout goes on. */
  minReadySeconds: number;
  maxSurge: number;
  maxUnavailable: number;
  updatedReplicas: number;
  readyReplicas: number;
  availableReplicas: number;
  /** No progress for 600 s: `kubectl rollout status` gives up. */
  progressDeadlineExceeded: boolean;
  /** Pods that exist and are not terminating. */
  statusReplicas: number;
  /** When the rollout in progress began; undefined when none is. */
  rolloutStartedMs: number | undefined;
}

/** One revision of a Deployment: its ReplicaSet's hash and pod template. */
export interface Revision {
  number: number;
  readonly templateHash: string;
  readonly version: string;
  readonly image: string;
  readonly changeCause: string;
  readonly createdMs: number;
  /** Environment of the container; a resource limit or GPU memory cap of the template is here too. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

export type ContainerState =
  | {
      readonly kind: "waiting";
      readonly reason: "ContainerCreating" | "CrashLoopBackOff" | "ImagePullBackOff";
    }
  | { readonly kind: "running"; readonly sinceMs: number }
  | {
      readonly kind: "terminated";
      readonly reason: "Error" | "OOMKilled" | "Completed";
      readonly exitCode: number;
      readonly finishedMs: number;
    };

/** A pod of a serving deployment; it has one container named `server`. */
export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly namespace: string;
  /** Name of its Deployment. */
  readonly deployment: string;
  readonly revision: number;
  readonly version: string;
  readonly ip: string;
  readonly createdMs: number;
  /** Undefined while Pending for want of a node. */
  node: string | undefined;
  gpuUuid: string | undefined;
  phase: "Pending" | "Running" | "Failed" | "Succeeded";
  terminating: boolean;
  container: ContainerState;
  lastTerminated:
    | { reason: "Error" | "OOMKilled" | "Completed"; exitCode: number; finishedMs: number }
    | undefined;
  restarts: number;
  ready: boolean;
  readyMs: number | undefined;
  readonly serving: ServingState;
}

/** What the server process in a pod counts; everything but the totals resets with the process. */
export interface ServingState {
  /** Rises by one at each start of the process; counters of an older one are gone. */
  processStartMs: number;
  /** Device memory held by this process, MiB: context, weights, workspace, and the allocator's reserve. */
  gpuMemoryMiB: number;
  /** Live tensors as the allocator counts them, MiB (never more than `reservedMiB`). */
  allocatedMiB: number;
  reservedMiB: number;
  hostMemoryBytes: number;
  cpuSeconds: number;
  /** Cumulative requests of this process by HTTP status code. */
  readonly requestsByStatus: Map<string, number>;
  /** Whether this release writes `request_id` as a label of its latency histogram. */
  readonly requestIdLabel: boolean;
  /** Cumulative counts per bucket of `latencyBucketsSeconds`, `+Inf` last; not cumulative over buckets. */
  readonly latencyCounts: number[];
  latencySumSeconds: number;
  /** Batches launched and requests in them, cumulative. */
  batches: number;
  queueSeconds: number;
  computeSeconds: number;
  inFlight: number;
  /** Outcome of the last simulated second, from which logs and traces of single requests are drawn. */
  readonly lastSecond: SecondOutcome;
}

/** What the hardware did to every request of a second: the GPU was gone, or its memory returned wrong bits. */
export type DeviceError = "gpu-lost" | "uncorrectable-ecc";

/** How the requests of one pod ended in one second; the source of sampled logs, spans and exemplars. */
export interface SecondOutcome {
  readonly fromMs: number;
  ok: number;
  failed: number;
  /** Long documents among the failed ones; equal to `failed` when memory is the cause. */
  failedLong: number;
  meanBatch: number;
  /** Requests that nobody answered in time: rejected with 503 after the queue timeout. */
  rejected: number;
  /** Requests whose connection broke because the process exited; no server counts them. */
  lost: number;
  /** Quantiles of latency in seconds at 0, .25, .5, .75, .9, .99, 1, without the requests that ran out of memory. */
  readonly latencyQuantilesSeconds: readonly number[];
  /** The same for the requests that failed for want of device memory. */
  readonly failedQuantilesSeconds: readonly number[];
  /** Share of a request's latency spent in the batcher's queue. */
  readonly queueShare: number;
  readonly rejectedAfterSeconds: number;
  /** Key of this second's requests; `requestsOf` (`cluster/requests.ts`) lists them one by one. */
  readonly batch: RequestBatch;
  /** Why requests failed, for the log line: CUDA out of memory, an exception in the handler, or a `DeviceError`. */
  failure: "cuda-oom" | "handler-exception" | DeviceError | undefined;
  freeMiBAtFailure: number;
}

/** Upper bounds of the latency histogram in seconds (02 section 6), `+Inf` excluded. */
export const latencyBucketsSeconds = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5] as const;

export interface KubeEvent {
  readonly atMs: number;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  /** Kind and name as kubectl prints them: `pod/NAME`, `deployment/NAME`, `node/NAME`. */
  readonly object: string;
  readonly namespace: string;
  readonly message: string;
  readonly source: string;
}

/** A deploy or a configuration change as a change log has it. */
export interface Change {
  /** Change ticket, for example `CHG-1043`. */
  readonly id: string;
  readonly atMs: number;
  readonly channel: "deploy" | "config";
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}
