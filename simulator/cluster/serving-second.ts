import { hashUnit, keyOf } from "../kernel/hash.ts";
import { type ClusterCore, conditionsOf } from "./cluster-core.ts";
import type { PodRuntime } from "./pod-runtime.ts";
import { type CurveRow, curveAtClock } from "./service-curve.ts";
import type { SecondOutcome } from "./state.ts";

const ROUTER = keyOf("router/unrouted");
const HOST_NOISE = keyOf("pod/host-memory");
/** Share of device memory above which the ledger notes a pod. */
const NEARLY_FULL = 0.95;

/** How all requests of one second ended. */
export interface SecondTotals {
  requests: number;
  failed: number;
  /** Whether failures other than the background's were among them. */
  hurt: boolean;
}

/** The service curves of the last rate asked for: all replicas with the same clock see the same one. */
class CurveCache {
  private rate = -1;
  private readonly rows = new Map<number, CurveRow>();

  at(rate: number, clockFactor: number): CurveRow {
    if (rate !== this.rate) this.rows.clear();
    this.rate = rate;
    const known = this.rows.get(clockFactor);
    if (known !== undefined) return known;
    const row = curveAtClock(rate, clockFactor);
    this.rows.set(clockFactor, row);
    return row;
  }
}

/** Routes one second's requests to the Ready replicas in turn and serves them. */
export class Router {
  private readonly core: ClusterCore;
  private readonly curve = new CurveCache();
  /** Requests routed so far; the next one goes to the replica after the last one's. */
  private turn = 0;
  /** First and last second with failures, by version, by GPU whose hardware caused them, and for rejections. */
  readonly failures = new Map<string, { firstMs: number; lastMs: number }>();

  constructor(core: ClusterCore) {
    this.core = core;
  }

  /** Serves `arrivals` requests of the second that starts at the state's time, at an expected total `rate`. */
  serve(arrivals: number, rate: number): SecondTotals {
    const { core } = this;
    const totals: SecondTotals = { requests: arrivals, failed: 0, hurt: false };
    const ready = core.pods.filter(({ pod }) => pod.ready);
    core.state.routerRequestsPerSecond = arrivals;
    if (ready.length === 0) this.unrouted(arrivals, totals);
    const first = this.turn;
    this.turn += arrivals;
    let next = 0;
    for (const runtime of core.pods) {
      if (!runtime.pod.ready) {
        this.rest(runtime);
        continue;
      }
      const row = this.curve.at(rate / ready.length, runtime.gpu?.clockFactor ?? 1);
      this.serveOne(runtime, share(first, this.turn, next++, ready.length), row, totals);
    }
    return totals;
  }

  private serveOne(runtime: PodRuntime, offered: number, row: CurveRow, totals: SecondTotals): void {
    const { core } = this;
    const { process, pod } = runtime;
    const fromMs = core.state.nowMs;
    const conditions = conditionsOf(core, runtime);
    const outcome = process.serve(fromMs, offered, row, conditions);
    const unanswered = outcome.rejected + outcome.lost;
    if (outcome.failed + unanswered > 0) {
      totals.failed += outcome.failed + unanswered;
      core.ledger.failed(outcome.batch);
      const caused = outcome.failedLong + unanswered + (outcome.batch.errorRatio > 0 ? outcome.failed : 0);
      if (caused > 0) {
        totals.hurt = true;
        this.note(pod.version, fromMs);
      }
      if (unanswered > 0) this.note("", fromMs);
      if (conditions.deviceError !== undefined && runtime.gpu !== undefined) {
        this.note(runtime.gpu.uuid, fromMs);
        runtime.gpu.uncorrectableError = false;
      }
    }
    process.holdMemory(conditions, 1, row.busy);
    this.holdHost(runtime, 1);
    this.mark(runtime, outcome, conditions.replicaSet.usableMiB);
    if (runtime.gpu !== undefined) {
      runtime.gpu.fbUsedMiB = process.gpuMemoryMiB;
      const load = { busy: row.busy, requestsPerSecond: outcome.batch.count };
      runtime.gpu.step(load, core.seed, outcome.batch.second);
    }
  }

  /** A pod that serves nobody: loading, draining, between restarts or without a node. */
  private rest(runtime: PodRuntime): void {
    const { core } = this;
    const { pod, process, gpu } = runtime;
    if (pod.terminating) process.backlog = 0;
    if (process.lastSecond.batch.count > 0)
      process.lastSecond = { ...idleOf(process.lastSecond, core.state.nowMs) };
    process.inFlight = 0;
    if (pod.container.kind === "running") {
      const span = runtime.readyAtMs === undefined ? 0 : runtime.readyAtMs - process.processStartMs;
      const passed = core.state.nowMs + 1000 - process.processStartMs;
      const loaded = span === 0 ? 1 : Math.min(1, passed / span);
      process.holdMemory(conditionsOf(core, runtime), loaded, 0);
      this.holdHost(runtime, loaded);
    }
    if (gpu === undefined) return;
    gpu.fbUsedMiB = process.gpuMemoryMiB;
    const inUse = pod.container.kind === "running";
    gpu.step(inUse ? { busy: 0, requestsPerSecond: 0 } : undefined, core.seed, core.state.nowMs / 1000);
  }

  private holdHost(runtime: PodRuntime, loaded: number): void {
    const { core } = this;
    const { process, replicaSet } = runtime;
    const quarterMinute = Math.floor(core.state.nowMs / 15_000);
    const noise = hashUnit(core.seed, process.key ^ HOST_NOISE, quarterMinute);
    const bytes = core.spec.service.memory.hostBytes * (0.15 + 0.85 * loaded);
    process.hostMemoryBytes = Math.floor(bytes + noise * 25_165_824);
    const leak = replicaSet.behaviour.hostLeakBytesPerRequest;
    if (leak > 0 && process.served > 0) {
      // Such a process ends at the request that fills it, see `ServerProcess`; the cgroup never holds more.
      const held = process.hostMemoryBytes + leak * process.served;
      process.hostMemoryBytes = Math.min(replicaSet.memoryLimitBytes, held);
      return;
    }
    if (process.hostMemoryBytes < replicaSet.memoryLimitBytes) return;
    process.ending = { exitCode: 137, reason: "OOMKilled" };
  }

  private mark(runtime: PodRuntime, outcome: SecondOutcome, usableMiB: number): void {
    const { pod, process, marks } = runtime;
    const { service } = this.core.spec;
    if (!marks.above95 && process.gpuMemoryMiB >= NEARLY_FULL * service.memory.deviceMiB) {
      marks.above95 = true;
      this.record(pod.name, pod.version, "above-95-percent", undefined);
    }
    const free = usableMiB - process.gpuMemoryMiB;
    if (!marks.saturated && free < service.memory.longWorkspaceMiB) {
      marks.saturated = true;
      this.record(pod.name, pod.version, "saturated", undefined);
    }
    if (
      !marks.oom &&
      (outcome.failedLong > 0 ||
        (outcome.lost > 0 && outcome.failure === undefined && process.ending?.reason === "Error"))
    ) {
      marks.oom = true;
      this.record(pod.name, pod.version, "gpu-oom", "CUDA out of memory");
    }
  }

  private record(
    pod: string,
    version: string,
    event: "above-95-percent" | "saturated" | "gpu-oom",
    reason: string | undefined,
  ): void {
    this.core.ledger.pod(this.core.state.nowMs, { pod, event, version, exitCode: undefined, reason });
  }

  private unrouted(arrivals: number, totals: SecondTotals): void {
    if (arrivals === 0) return;
    const { core } = this;
    totals.failed = arrivals;
    totals.hurt = true;
    this.note("", core.state.nowMs);
    core.ledger.failed({
      seed: core.seed,
      key: ROUTER,
      second: Math.floor(core.state.nowMs / 1000),
      count: arrivals,
      oomFrom: 0,
      lostFrom: 0,
      longShare: core.spec.service.longShare,
      errorRatio: 0,
      backgroundRatio: 0,
    });
  }

  private note(version: string, fromMs: number): void {
    const known = this.failures.get(version);
    if (known === undefined) this.failures.set(version, { firstMs: fromMs, lastMs: fromMs + 1000 });
    else known.lastMs = fromMs + 1000;
  }
}

/** How many of the requests numbered `from` to `to - 1` fall to replica `index` of `count` when they go round. */
function share(from: number, to: number, index: number, count: number): number {
  const upTo = (end: number): number => Math.floor((end - index + count - 1) / count);
  return upTo(to) - upTo(from);
}

function idleOf(last: SecondOutcome, fromMs: number): SecondOutcome {
  const batch = { ...last.batch, second: Math.floor(fromMs / 1000), count: 0, oomFrom: 0, lostFrom: 0 };
  return {
    ...last,
    fromMs,
    ok: 0,
    failed: 0,
    failedLong: 0,
    rejected: 0,
    lost: 0,
    failure: undefined,
    batch,
  };
}
