import type { PlannedFault } from "./planned-fault.ts";

/**
 * What a scenario says about the machines, the served model and its clients before anything happens.
 * Every number of the physics that is not a law of nature is here, so a small world runs on the same code.
 */
export interface ClusterSpec {
  readonly id: string;
  /** First simulated instant with telemetry, milliseconds since the epoch. */
  readonly startMs: number;
  readonly nodes: readonly NodeSpec[];
  readonly service: ServiceSpec;
  readonly traffic: TrafficSpec;
  readonly users: UserSpec;
  /** Scripted deploys and configuration changes, oldest first. */
  readonly changes: readonly PlannedChange[];
  /** Faults that begin by themselves, oldest first. */
  readonly faults: readonly PlannedFault[];
}

/** A node and the number of GPUs in it. */
export interface NodeSpec {
  readonly name: string;
  readonly region: string;
  readonly internalIp: string;
  readonly bootMs: number;
  readonly gpus: number;
}

/** The model server: its Deployment, its memory on the device, and how fast it answers. */
export interface ServiceSpec {
  readonly deployment: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Repository of the image; the version is its tag. */
  readonly imageRepository: string;
  /** Tags that exist in the registry. Any other tag ends in ImagePullBackOff. */
  readonly versions: readonly string[];
  /** Revisions before the scenario starts, oldest first; the last one is running. */
  readonly history: readonly {
    readonly version: string;
    readonly changeCause: string;
    readonly createdMs: number;
  }[];
  readonly replicas: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly minReadySeconds: number;
  /** From the creation of a pod with a free GPU to Ready: container start, model load, first good probe. */
  readonly startSeconds: number;
  /** From SIGTERM to the end of the process: requests in flight are answered first. */
  readonly drainSeconds: number;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  readonly memory: MemorySpec;
  /** Share of requests with a long document, 0..1. */
  readonly longShare: number;
  /** Latency of a request that fails for want of device memory, at quantiles 0, .25, .5, .75, .9, .99, 1. */
  readonly failedLatencySeconds: readonly number[];
  /** A request that waited longer in the batcher's queue is rejected with 503. */
  readonly queueTimeoutSeconds: number;
  /** Share of requests that fail for reasons nobody changed, 0..1. */
  readonly backgroundErrorRatio: number;
  /** Route of the one endpoint. */
  readonly endpoint: string;
}

/** Device and host memory of one server process; MiB are NVIDIA's, 2^20 bytes. */
export interface MemorySpec {
  readonly deviceMiB: number;
  /** CUDA context, outside the framework's allocator. */
  readonly contextMiB: number;
  readonly weightsMiB: number;
  /** Allocated once at start for batches of short requests. */
  readonly workspaceMiB: number;
  /** What a long document needs beside it for the time of its batch. */
  readonly longWorkspaceMiB: number;
  /** The activation cache stores nothing more at this much free memory or less. */
  readonly cacheReserveMiB: number;
  readonly hostBytes: number;
}

/** Requests per second over time. */
export interface TrafficSpec {
  /** `double` is flat and twice as much from `doubleFromMs` on. */
  readonly profile: "flat" | "diurnal" | "double";
  /** Mean over a day; the base rate of `double`. */
  readonly requestsPerSecond: number;
  readonly doubleFromMs?: number;
  /** Poisson arrivals and a slow wander of 2 % around the profile, instead of an even stream. */
  readonly noise: boolean;
}

export interface UserSpec {
  readonly total: number;
  /** Users who send the long documents; they are the first of the numbering. */
  readonly longDocumentSenders: number;
}

/** A scripted entry of the change log, with what it does to the cluster. */
export type PlannedChange = {
  /** Change ticket, for example `CHG-1043`. */
  readonly id: string;
  readonly atMs: number;
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
} & (
  | { readonly effect: "deploy"; readonly version: string; readonly harmless: boolean }
  /** Every running replica loads another model of this size, evenly over `seconds`, and keeps it. */
  | {
      readonly effect: "load-model";
      readonly mebibytes: number;
      readonly seconds: number;
      readonly harmless: true;
    }
  | { readonly effect: "none"; readonly harmless: true }
);
