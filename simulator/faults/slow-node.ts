import type { FaultTarget, GpuParts, RunningFault } from "../cluster/planned-fault.ts";

/** Nothing slowed for this long: the node has recovered. */
const CALM_MS = 60_000;

/** What makes the GPUs of a node slow. */
interface Cause {
  /** Called once per simulated second while it lasts, with the seconds since it began. */
  apply(gpus: readonly GpuParts[], seconds: number): void;
  /** Whether it is still at work, undone by nobody. */
  present(gpus: readonly GpuParts[]): boolean;
  undo(gpus: readonly GpuParts[]): void;
}

/**
 * A fault of a node whose GPUs then run below their highest clock. Users are hurt in the seconds in which
 * requests there take longer for it. Its cause counts as gone once it is undone, or while the node is out
 * of service: cordoned and empty. A node that is given back with its fault hurts again.
 */
export class SlowNode implements RunningFault {
  readonly targets: readonly string[];
  readonly arrivedBy: string | undefined;
  endMs: number | undefined;
  firstSymptomMs: number | undefined;
  recoveredMs: number | undefined;
  private readonly target: FaultTarget;
  private readonly node: string;
  private readonly gpus: readonly GpuParts[];
  private readonly cause: Cause;
  private readonly startMs: number;
  private lastSlowedMs: number | undefined;

  /** Throws for a node that does not exist. */
  constructor(target: FaultTarget, node: string, arrivedBy: string | undefined, cause: Cause) {
    this.target = target;
    this.node = node;
    this.targets = [node];
    this.arrivedBy = arrivedBy;
    this.gpus = target.gpusOf(node);
    this.cause = cause;
    this.startMs = target.nowMs;
    cause.apply(this.gpus, 0);
  }

  tick(): void {
    const { target, gpus, cause, node } = this;
    const { nowMs } = target;
    if (nowMs > this.startMs && gpus.some(({ slowed }) => slowed)) {
      this.firstSymptomMs ??= nowMs - 1000;
      this.lastSlowedMs = nowMs;
    }
    const present = cause.present(gpus);
    if (present) cause.apply(gpus, (nowMs - this.startMs) / 1000);
    const serves = target.schedulable(node) || gpus.some(({ pod }) => pod !== undefined);
    if (present && serves) this.endMs = undefined;
    else this.endMs ??= nowMs;
    this.recoveredMs = this.recoveredSince(nowMs);
  }

  recover(): boolean {
    const present = this.cause.present(this.gpus);
    this.cause.undo(this.gpus);
    this.endMs ??= this.target.nowMs;
    return present;
  }

  private recoveredSince(nowMs: number): number | undefined {
    const { endMs, lastSlowedMs = endMs } = this;
    if (endMs === undefined || lastSlowedMs === undefined) return undefined;
    return nowMs - Math.max(endMs, lastSlowedMs) >= CALM_MS ? lastSlowedMs : undefined;
  }
}
