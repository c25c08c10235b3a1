import type { ServiceSpec } from "./cluster-spec.ts";
import type { Revision } from "./state.ts";
import type { VersionBehaviour } from "./version-behaviour.ts";
import { CACHE_BOUND_ENV, MEMORY_FRACTION_ENV } from "./world-effects.ts";

/** The pods of one revision: how many there should be and what their template means for the server. */
export interface ReplicaSet {
  readonly name: string;
  readonly revision: Revision;
  readonly behaviour: VersionBehaviour;
  /** Annotation `kubectl.kubernetes.io/restartedAt` of the template; empty when it has none. */
  readonly restartedAt: string;
  desired: number;
  /** Device memory the process may take, MiB: the device, or the framework's cap on it. */
  readonly usableMiB: number;
  /** Size at which the activation cache evicts, MiB; infinite unless the template bounds it. */
  readonly cacheBoundMiB: number;
  /** Container memory limit in bytes; host memory only. */
  readonly memoryLimitBytes: number;
}

/** Reads a revision's template. Values the server cannot read count as unset, as its own start-up log says. */
export function replicaSetOf(
  service: ServiceSpec,
  revision: Revision,
  behaviour: VersionBehaviour,
  restartedAt: string,
): ReplicaSet {
  const share = Number(revision.env[MEMORY_FRACTION_ENV] ?? "1");
  const bound = Number(revision.env[CACHE_BOUND_ENV] ?? "Infinity");
  return {
    name: `${service.deployment}-${revision.templateHash}`,
    revision,
    behaviour,
    restartedAt,
    desired: 0,
    usableMiB: service.memory.deviceMiB * (share > 0 && share <= 1 ? share : 1),
    cacheBoundMiB: bound >= 0 ? bound : Number.POSITIVE_INFINITY,
    memoryLimitBytes: quantityBytes(revision.limits.memory) ?? Number.POSITIVE_INFINITY,
  };
}

const suffixes: Readonly<Record<string, number>> = {
  "": 1,
  k: 1000,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1_048_576,
  Gi: 1_073_741_824,
  Ti: 1_099_511_627_776,
};

/** A Kubernetes quantity such as `16Gi` in bytes; undefined when it is missing or malformed. */
export function quantityBytes(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kMGT]|[KMGT]i)?$/.exec(text ?? "");
  const factor = suffixes[match?.[2] ?? ""];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
