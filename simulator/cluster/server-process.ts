import type { ServiceSpec } from "./cluster-spec.ts";
import { observe } from "./latency-histogram.ts";
import type { ReplicaSet } from "./replica-set.ts";
import { isLong, latencyOffset, longPrefix, type RequestBatch, raises, wordsBelow } from "./requests.ts";
import { type CurveRow, delayedBy } from "./service-curve.ts";
import { type DeviceError, latencyBucketsSeconds, type SecondOutcome, type ServingState } from "./state.ts";

/** The server's watchdog ends it after this long without one success on a device that is gone (02 section 2.4). */
const WATCHDOG_SECONDS = 60;

/** What a server works with that may change from second to second. */
export interface ServingConditions {
  readonly seed: number;
  readonly service: ServiceSpec;
  readonly replicaSet: ReplicaSet;
  /** Device memory of further models the process holds, MiB. */
  readonly extraModelMiB: number;
  readonly observeFailures: boolean;
  /** Requests the GPU completes in a second at most, at its present clock. */
  readonly capacity: number;
  /** Fails every request of the second. */
  readonly deviceError: DeviceError | undefined;
}

/**
 * One run of the server in a container. Requests are batched on the GPU; after each success the release
 * with the leak keeps an activation in device memory; a long document needs a workspace that must be free
 * at that moment. Everything counted here is gone when the process ends.
 */
export class ServerProcess implements ServingState {
  processStartMs = 0;
  gpuMemoryMiB = 0;
  allocatedMiB = 0;
  reservedMiB = 0;
  hostMemoryBytes = 0;
  cpuSeconds = 0;
  readonly requestsByStatus = new Map<string, number>();
  requestIdLabel = false;
  readonly latencyCounts: number[] = new Array(latencyBucketsSeconds.length + 1).fill(0);
  latencySumSeconds = 0;
  batches = 0;
  queueSeconds = 0;
  computeSeconds = 0;
  inFlight = 0;
  lastSecond: SecondOutcome;

  /** Key of this pod's random draws. */
  readonly key: number;
  /** Activations kept on the device, MiB. */
  cacheMiB = 0;
  /** Requests waiting behind a saturated GPU. */
  backlog = 0;
  /** Requests answered since the process started. */
  served = 0;
  /** Set when this second ended the process, until the kubelet has seen it. */
  ending: { readonly exitCode: number; readonly reason: "Error" | "OOMKilled" } | undefined;
  private batchCarry = 0;
  /** Seconds on end in which requests came and the device was gone. */
  private fruitlessSeconds = 0;

  constructor(key: number, idle: SecondOutcome) {
    this.key = key;
    this.lastSecond = idle;
  }

  /** A new process in the same container: counters begin at zero, memory is empty. */
  restart(nowMs: number): void {
    this.processStartMs = nowMs;
    this.requestsByStatus.clear();
    this.latencyCounts.fill(0);
    this.latencySumSeconds = 0;
    this.batches = 0;
    this.queueSeconds = 0;
    this.computeSeconds = 0;
    this.cpuSeconds = 0;
    this.batchCarry = 0;
    this.fruitlessSeconds = 0;
    this.served = 0;
    this.release();
  }

  /** What the end of the process gives back. */
  release(): void {
    this.gpuMemoryMiB = 0;
    this.allocatedMiB = 0;
    this.reservedMiB = 0;
    this.hostMemoryBytes = 0;
    this.cacheMiB = 0;
    this.backlog = 0;
    this.inFlight = 0;
    this.ending = undefined;
  }

  /** Serves `offered` requests in the second that starts at `fromMs` and returns how they ended. */
  serve(fromMs: number, offered: number, steady: CurveRow, conditions: ServingConditions): SecondOutcome {
    const { service, capacity } = conditions;
    const waiting = this.backlog + offered;
    const completed = Math.min(waiting, Math.floor(capacity));
    const queued = waiting - completed;
    const rejected = Math.max(0, queued - Math.floor(service.queueTimeoutSeconds * capacity));
    const wait = (this.backlog + queued - rejected) / (2 * capacity);
    const row = wait > 0 ? delayedBy(steady, wait) : steady;
    this.backlog = queued - rejected;
    const ended = this.answer(fromMs, completed, rejected, conditions);
    const failed = ended.oom + ended.raised;
    this.lastSecond = {
      fromMs,
      ok: ended.ok,
      failed,
      failedLong: ended.oom,
      rejected,
      lost: ended.lost,
      meanBatch: row.meanBatch,
      latencyQuantilesSeconds: row.quantilesSeconds,
      failedQuantilesSeconds: service.failedLatencySeconds,
      queueShare: row.queueShare,
      rejectedAfterSeconds: service.queueTimeoutSeconds,
      failure:
        ended.oom > 0
          ? "cuda-oom"
          : ended.raised > 0
            ? (conditions.deviceError ?? "handler-exception")
            : undefined,
      freeMiBAtFailure: ended.freeAtOomMiB,
      batch: ended.batch,
    };
    this.count(this.lastSecond, row, conditions);
    if (ended.killed) this.ending = { exitCode: 137, reason: "OOMKilled" };
    else if (ended.lost > 0 || this.givesUp(failed, conditions.deviceError))
      this.ending = { exitCode: 1, reason: "Error" };
    return this.lastSecond;
  }

  /** A memory error ends the CUDA context and the process with it; a device that is gone, only in the end. */
  private givesUp(failed: number, deviceError: DeviceError | undefined): boolean {
    if (deviceError === undefined || failed === 0) return false;
    return deviceError === "uncorrectable-ecc" || ++this.fruitlessSeconds >= WATCHDOG_SECONDS;
  }

  /** Free device memory as this process may use it, MiB. */
  freeMiB(conditions: ServingConditions): number {
    const { memory } = conditions.service;
    const base = memory.contextMiB + memory.weightsMiB + memory.workspaceMiB + conditions.extraModelMiB;
    return conditions.replicaSet.usableMiB - base - this.cacheMiB;
  }

  /** Sets the device memory figures from what the process holds while `loaded` (0..1) of its model is in place. */
  holdMemory(conditions: ServingConditions, loaded: number, busy: number): void {
    const { memory } = conditions.service;
    this.requestIdLabel = conditions.replicaSet.behaviour.requestIdLabel;
    const weights = memory.weightsMiB + conditions.extraModelMiB;
    const footprint = (memory.contextMiB + weights + memory.workspaceMiB) * loaded;
    const segments = Math.ceil(this.cacheMiB / 2) * 2;
    this.gpuMemoryMiB = footprint + segments;
    this.reservedMiB = Math.max(0, this.gpuMemoryMiB - memory.contextMiB);
    // The workspace is the allocator's own cache between batches: reserved, and allocated while one runs.
    const allocated = weights * loaded + this.cacheMiB + memory.workspaceMiB * loaded * busy;
    this.allocatedMiB = Math.min(this.reservedMiB, allocated);
  }

  /** Requests the process can still answer before the kernel kills it at the container's memory limit. */
  private hostRoom({ service, replicaSet }: ServingConditions): number {
    const leak = replicaSet.behaviour.hostLeakBytesPerRequest;
    if (leak === 0) return Number.POSITIVE_INFINITY;
    const held = service.memory.hostBytes + leak * this.served;
    return Math.max(0, Math.floor((replicaSet.memoryLimitBytes - held) / leak));
  }

  /** How the requests of a second end; those behind the one at which the kernel kills the process are lost. */
  private answer(fromMs: number, taken: number, rejected: number, conditions: ServingConditions) {
    const room = this.hostRoom(conditions);
    const ended = this.answerAll(fromMs, Math.min(taken, room), rejected, conditions);
    const killed = room < taken;
    const { batch } = ended;
    if (!killed) return { ...ended, killed };
    return {
      ...ended,
      killed,
      lost: ended.lost + taken - room,
      batch: { ...batch, count: taken + rejected },
    };
  }

  private answerAll(fromMs: number, completed: number, rejected: number, conditions: ServingConditions) {
    const { seed, service, replicaSet } = conditions;
    const batch = {
      seed,
      key: this.key,
      second: Math.floor(fromMs / 1000),
      count: completed + rejected,
      oomFrom: completed,
      lostFrom: completed,
      longShare: service.longShare,
      errorRatio: conditions.deviceError === undefined ? replicaSet.behaviour.errorRatio : 1,
      backgroundRatio: service.backgroundErrorRatio,
    };
    const leakMiB = replicaSet.behaviour.leakBytesPerRequest / 1_048_576;
    const free = this.freeMiB(conditions);
    const calm = batch.errorRatio === 0 && batch.backgroundRatio === 0;
    if (calm && free - completed * leakMiB >= service.memory.longWorkspaceMiB) {
      this.cacheMiB = Math.min(replicaSet.cacheBoundMiB, this.cacheMiB + completed * leakMiB);
      return { ok: completed, oom: 0, raised: 0, lost: 0, freeAtOomMiB: 0, batch };
    }
    return this.answerOneByOne(batch, leakMiB, free, conditions);
  }

  private answerOneByOne(
    batch: { -readonly [K in keyof RequestBatch]: RequestBatch[K] },
    leakMiB: number,
    freeAtStart: number,
    conditions: ServingConditions,
  ) {
    const { service, replicaSet } = conditions;
    const { longWorkspaceMiB, cacheReserveMiB } = service.memory;
    const completed = batch.lostFrom;
    const prefix = longPrefix(batch.seed, batch.key, batch.second);
    const threshold = wordsBelow(batch.longShare);
    const sound = batch.errorRatio === 0 && batch.backgroundRatio === 0;
    let free = freeAtStart;
    let ok = 0;
    let oom = 0;
    let raised = 0;
    let freeAtOomMiB = 0;
    for (let index = 0; index < completed; index++) {
      if (free < longWorkspaceMiB && isLong(prefix, index, threshold)) {
        if (oom === 0) {
          batch.oomFrom = index;
          freeAtOomMiB = free;
        }
        if (replicaSet.behaviour.onFull === "exit") {
          batch.lostFrom = index;
          return { ok, oom, raised, lost: completed - index, freeAtOomMiB, batch };
        }
        oom++;
      } else if (!sound && raises(batch, index) !== undefined) raised++;
      else {
        ok++;
        if (leakMiB > 0 && free > cacheReserveMiB && this.cacheMiB < replicaSet.cacheBoundMiB) {
          this.cacheMiB += leakMiB;
          free -= leakMiB;
        }
      }
    }
    return { ok, oom, raised, lost: 0, freeAtOomMiB, batch };
  }

  private count(outcome: SecondOutcome, row: CurveRow, conditions: ServingConditions): void {
    const { ok, failed, failedLong, rejected, batch } = outcome;
    const answered = ok + failed;
    this.served += answered;
    this.addStatus("200", ok);
    this.addStatus("500", failed);
    this.addStatus("503", rejected);
    const offset = latencyOffset(batch.seed, batch.key, batch.second);
    const normal = conditions.observeFailures ? answered - failedLong : ok;
    const sum = observe(this.latencyCounts, row.quantilesSeconds, normal, offset);
    this.latencySumSeconds += sum;
    this.queueSeconds += sum * row.queueShare;
    this.computeSeconds += sum * (1 - row.queueShare);
    if (conditions.observeFailures && failedLong > 0) {
      const failedSum = observe(this.latencyCounts, outcome.failedQuantilesSeconds, failedLong, offset);
      this.latencySumSeconds += failedSum;
      this.computeSeconds += failedSum;
    }
    if (conditions.observeFailures && rejected > 0) {
      const waited = outcome.rejectedAfterSeconds;
      this.latencySumSeconds += observe(this.latencyCounts, new Array(7).fill(waited), rejected, offset);
      this.queueSeconds += rejected * waited;
    }
    this.batchCarry += answered / row.meanBatch;
    const batches = Math.floor(this.batchCarry);
    this.batchCarry -= batches;
    this.batches += batches;
    this.inFlight = Math.floor(answered * row.meanLatencySeconds + offset) + this.backlog;
    // Tokenising, HTTP and metrics of one request take 12 ms of a host core here; the event loop idles at 3 %.
    this.cpuSeconds += 0.03 + 0.012 * answered;
  }

  private addStatus(status: string, count: number): void {
    if (count > 0) this.requestsByStatus.set(status, (this.requestsByStatus.get(status) ?? 0) + count);
  }
}
