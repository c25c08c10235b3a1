import type { Device } from "./device.ts";
import type { ReplicaSet } from "./replica-set.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Pod } from "./state.ts";

/** A pod with what the kubelet and the physics remember about it beside its API object. */
export interface PodRuntime {
  readonly pod: Pod;
  readonly process: ServerProcess;
  readonly replicaSet: ReplicaSet;
  gpu: Device | undefined;
  /** When the container may start, after creation or a back-off; undefined while it runs or has no node. */
  startAtMs: number | undefined;
  /** When the model is loaded and the readiness probe passes. */
  readyAtMs: number | undefined;
  /** When a terminating process is gone. */
  goneAtMs: number | undefined;
  /** Back-off of the kubelet for this container. */
  readonly backOff: { delayMs: number; lastRestartMs: number | undefined };
  lastFailedSchedulingMs: number | undefined;
  /** Marks of this process that the ledger has already. */
  readonly marks: { above95: boolean; saturated: boolean; oom: boolean };
}
