import type { Change } from "./state.ts";
import type { VersionBehaviour } from "./version-behaviour.ts";

/** A fault with its parameters, ready to begin; the cluster knows no more about faults than this. */
export interface PlannedFault {
  readonly id: string;
  readonly atMs: number;
  readonly params: Readonly<Record<string, string | number>>;
  /** Ticket under which it arrives, when a change brings it. */
  readonly changeId?: string;
  begin(target: FaultTarget, changeId: string | undefined): RunningFault;
}

/** A fault at work. Symptoms and recovery are read from the cluster, never set by hand. */
export interface RunningFault {
  /** What it acts on: names of deployments, versions, nodes. */
  readonly targets: readonly string[];
  /** Change that brought it; undefined for an event of the environment. */
  readonly arrivedBy: string | undefined;
  /** When its cause was gone; undefined while it lasts. */
  readonly endMs: number | undefined;
  /** Start of the first second in which a user was hurt by it. */
  readonly firstSymptomMs: number | undefined;
  /** End of the last second in which a user was hurt by it, once its cause is gone. */
  readonly recoveredMs: number | undefined;
  /** Called once per simulated second. */
  tick(dtSeconds: number): void;
  /** Undoes the cause; symptoms fade as fast as the cluster recovers. False when there was nothing left to undo. */
  recover(): boolean;
}

/** What a fault may change about one GPU, and what it needs to see of it. */
export interface GpuParts {
  readonly uuid: string;
  powerLimitWatts: number;
  /** What carries its heat away: air at the inlet, and how far a watt warms the die above it. */
  cooling: { readonly inletCelsius: number; readonly celsiusPerWatt: number };
  /** Whether requests of the last second took longer for want of clock. */
  readonly slowed: boolean;
  /** Whether the driver cannot reach it any more. */
  lost: boolean;
  /** Whether the next batch meets a memory error that ECC cannot correct. */
  uncorrectableError: boolean;
  uncorrectableRemappedRows: number;
  /** Use of the tensor cores in the last second, as a share of peak. */
  readonly tensorActive: number;
  /** Name of the pod that holds it. */
  readonly pod: string | undefined;
}

/** What a fault may change: parameters of the state equations and Kubernetes objects. Never telemetry. */
export interface FaultTarget {
  readonly nowMs: number;
  /** Name of the served Deployment. */
  readonly deployment: string;
  readonly endpoint: string;
  /** Version of the current template. */
  readonly currentVersion: string;
  behaviour(version: string): VersionBehaviour;
  /** The GPUs of a node, in order. Throws for a node that does not exist. */
  gpusOf(node: string): readonly GpuParts[];
  /** The driver reports an XID: the last one of the GPU, and a line of its node's kernel log. */
  xid(gpuUuid: string, number: number, text: string): void;
  /** Whether pods may be placed on a node. */
  schedulable(node: string): boolean;
  /** Adds a configuration change to the log and returns its ticket. */
  changed(what: Pick<Change, "service" | "from" | "to">, text: string, changeId: string | undefined): string;
  /** Keeps the monitoring server from running, or lets it start again. */
  stopPrometheus(stopped: boolean): void;
  /** Multiplies arrivals while set; 1 takes it away. */
  setDemandFactor(source: string, factor: number): void;
  /** Publishes and rolls out a version; the id of its change, or undefined when it was held back before the rollout. */
  release(version: string, changeCause: string, changeId: string | undefined): string | undefined;
  rollback(): void;
  /** Pods of a version that still exist. */
  podsOf(version: string): number;
  /** Seconds with failures by a version, or by the hardware of the GPU with this UUID, as start of the first and end of the last; undefined when none. */
  failuresOf(versionOrGpu: string): { readonly firstMs: number; readonly lastMs: number } | undefined;
  /** The same for requests turned away for want of capacity. */
  rejections(): { readonly firstMs: number; readonly lastMs: number } | undefined;
}
