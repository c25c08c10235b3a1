import type { WorldChange, WorldOptions } from "../world-options.ts";

/** A page of `alert` starts `kubectl rollout undo` by itself after a delay. */
export interface AutoRollback {
  readonly alert: string;
  readonly delayMs: number;
}

/** What the changes of a world come to. Fields for the pipeline are read by the world, the others by the cluster. */
export interface WorldEffects {
  /** Environment of the container template, as an operator would set it. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  readonly restartBeforeRequests: number;
  readonly minReadySeconds: number | undefined;
  /** For `kubectl rollout undo` only. */
  readonly rollbackMinReadySeconds: number | undefined;
  readonly canary: { readonly replicas: number; readonly holdSeconds: number } | undefined;
  readonly soakTest: { readonly requestsPerSecond: number; readonly minutes: number } | undefined;
  /** Whether failed requests are observed in the latency histogram. */
  readonly observeFailures: boolean;
  /** Rule texts to load beside the scenario's own; read by the world. */
  readonly addedRules: readonly string[];
  /** Read by the world, which knows about pages. */
  readonly autoRollbacks: readonly AutoRollback[];
}

/** Environment variable of the server: share of the device's memory the process may take. */
export const MEMORY_FRACTION_ENV = "GPU_MEMORY_FRACTION";
/** Environment variable of the server: size at which the activation cache evicts, MiB. */
export const CACHE_BOUND_ENV = "ACTIVATION_CACHE_MAX_MIB";

/** Adds up the changes of a world; of two of one kind the later one counts. */
export function effectsOf(options: WorldOptions): WorldEffects {
  const changes = options.changes ?? [];
  const last = <Kind extends WorldChange["kind"]>(kind: Kind) =>
    changes.findLast((change): change is Extract<WorldChange, { kind: Kind }> => change.kind === kind);
  const memoryLimit = last("container-memory-limit");
  const share = last("gpu-memory-cap");
  const bound = last("cache-bound");
  const pace = last("rollout-pace");
  return {
    env: {
      ...(share && { [MEMORY_FRACTION_ENV]: String(share.share) }),
      ...(bound && { [CACHE_BOUND_ENV]: String(bound.mebibytes) }),
    },
    limits: memoryLimit === undefined ? {} : { memory: String(memoryLimit.bytes) },
    restartBeforeRequests: last("restart-before")?.requests ?? Number.POSITIVE_INFINITY,
    minReadySeconds: pace?.only === "rollback" ? undefined : pace?.minReadySeconds,
    rollbackMinReadySeconds: pace?.minReadySeconds,
    canary: last("canary"),
    soakTest: last("soak-test"),
    observeFailures: last("observe-latency")?.outcomes !== "success",
    addedRules: changes.flatMap((change) => (change.kind === "add-rules" ? [change.text] : [])),
    autoRollbacks: changes.flatMap((change) =>
      change.kind === "auto-rollback" ? [{ alert: change.alert, delayMs: change.delaySeconds * 1000 }] : [],
    ),
  };
}
