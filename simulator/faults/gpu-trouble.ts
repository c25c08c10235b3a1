import type { FaultTarget, GpuParts, RunningFault } from "../cluster/planned-fault.ts";

/** What is wrong with one GPU. */
interface Trouble {
  /** Called once per simulated second while it lasts, with the seconds since it began. */
  apply(gpu: GpuParts, seconds: number): void;
  undo(gpu: GpuParts): void;
}

/**
 * A fault of one GPU: requests on it fail. Its cause counts as gone once it is undone, or while no pod
 * holds the GPU: a node drained for repair is out of it, and so is a pod that moved to another GPU.
 */
export class GpuTrouble implements RunningFault {
  readonly targets: readonly string[];
  readonly arrivedBy = undefined;
  endMs: number | undefined;
  firstSymptomMs: number | undefined;
  recoveredMs: number | undefined;
  private readonly target: FaultTarget;
  private readonly gpu: GpuParts;
  private readonly trouble: Trouble;
  private readonly startMs: number;
  private undone = false;

  /** Throws for a node or a GPU that does not exist. */
  constructor(target: FaultTarget, node: string, index: number, trouble: Trouble) {
    const gpus = target.gpusOf(node);
    const gpu = gpus[index];
    if (gpu === undefined) throw new Error(`${node} has no GPU ${index}; it has 0 to ${gpus.length - 1}.`);
    this.target = target;
    this.gpu = gpu;
    this.trouble = trouble;
    this.targets = [node, gpu.uuid];
    this.startMs = target.nowMs;
    trouble.apply(gpu, 0);
  }

  tick(): void {
    const { target, gpu } = this;
    const { nowMs } = target;
    if (!this.undone) this.trouble.apply(gpu, (nowMs - this.startMs) / 1000);
    const failures = target.failuresOf(gpu.uuid);
    if (failures !== undefined && failures.firstMs >= this.startMs) this.firstSymptomMs ??= failures.firstMs;
    if (!this.undone && gpu.pod !== undefined) this.endMs = undefined;
    else this.endMs ??= nowMs;
    this.recoveredMs = this.endMs === undefined ? undefined : (failures?.lastMs ?? this.endMs);
  }

  recover(): boolean {
    if (this.undone) return false;
    this.undone = true;
    this.trouble.undo(this.gpu);
    return true;
  }
}
