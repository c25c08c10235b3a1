import type { ClusterOperations } from "../../cluster/operations.ts";
import type { ClusterState, Gpu, Node } from "../../cluster/state.ts";
import { processIdOf } from "../../traces/request-errors.ts";

/** A process with a CUDA context on a device. */
export interface GpuProcess {
  readonly gpuIndex: number;
  readonly gpuUuid: string;
  readonly pid: number;
  readonly name: string;
  readonly usedMiB: number;
}

/** What the driver shows to who asks: all devices of a node, or those of one container. */
export interface GpuView {
  readonly gpus: readonly Gpu[];
  readonly processes: readonly GpuProcess[];
  readonly nowMs: number;
  /** Sets a power limit; absent where the user may not. */
  readonly setPowerLimit?: ClusterOperations["setPowerLimit"];
}

/** Driver and CUDA version of every node; the exporter's `DCGM_FI_DRIVER_VERSION` says the same. */
export const driverVersion = "550.90.07";
export const cudaVersion = "12.4";

/** The devices of a node and the server processes on them. */
export function nodeView(cluster: Readonly<ClusterState>, node: Node): GpuView {
  const gpus = [...node.gpus].sort((a, b) => a.index - b.index);
  const processes = gpus.flatMap((gpu): GpuProcess[] => {
    const pod = cluster.pods.find(({ gpuUuid }) => gpuUuid === gpu.uuid);
    if (pod === undefined || pod.container.kind !== "running" || pod.serving.gpuMemoryMiB <= 0) return [];
    const pid = processIdOf(pod.uid, pod.serving.processStartMs);
    const usedMiB = Math.round(pod.serving.gpuMemoryMiB);
    return [{ gpuIndex: gpu.index, gpuUuid: gpu.uuid, pid, name: "python3", usedMiB }];
  });
  return { gpus, processes, nowMs: cluster.nowMs };
}

/** Whole MiB as NVML gives them: total, reserved, used, free. */
export function memoryOf(gpu: Gpu): { total: number; reserved: number; used: number; free: number } {
  const total = Math.round(gpu.fbTotalMiB);
  const reserved = Math.round(gpu.fbReservedMiB);
  const used = Math.round(gpu.fbUsedMiB);
  return { total, reserved, used, free: Math.max(0, total - reserved - used) };
}
