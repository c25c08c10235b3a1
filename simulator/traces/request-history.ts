import type { RequestBatch } from "../cluster/requests.ts";
import type { ClusterState, Gpu, Pod, SecondOutcome } from "../cluster/state.ts";

/**
 * What every pod did in every past second, in compact columns. Single requests are not kept: logs, traces
 * and exemplars draw them again from these rows, so any window can be asked for in any order. A real
 * system ships each line and span when it happens and forgets the rest.
 */

const ROWS_PER_CHUNK = 512;
const COUNTS = 8;
const MEASURES = 6;
const NO_INDEX = 65_535;
const QUANTILES = 7;
/** Latency quantiles and the queue's share of them, kept exactly: single requests are drawn from them. */
const EXACT = QUANTILES + 1;

/** The parameters of a pod's requests that hardly ever change, kept once for many seconds. */
interface Regime {
  readonly longShare: number;
  readonly errorRatio: number;
  readonly backgroundRatio: number;
  readonly failedQuantilesSeconds: readonly number[];
  readonly failure: SecondOutcome["failure"];
}

/** Something that happened to the server process of a pod. */
export interface LifecycleEntry {
  readonly atMs: number;
  readonly kind: "started" | "ready" | "draining" | "exited";
  readonly exitCode: number;
  /** Seconds since the process started. */
  readonly uptimeSeconds: number;
}

/** Device memory of a pod at the end of a second, MiB. */
export interface MemoryMoment {
  readonly usedMiB: number;
  readonly allocatedMiB: number;
  readonly reservedMiB: number;
}

/** Rows of one pod from its first recorded second on. */
export class PodHistory {
  readonly pod: Pod;
  readonly region: string;
  /** The device the pod holds. */
  readonly gpu: Gpu | undefined;
  readonly lifecycle: LifecycleEntry[] = [];
  private first = 0;
  private rows = 0;
  private seed = 0;
  private key = 0;
  private readonly counts: Uint16Array[] = [];
  private readonly measures: Float32Array[] = [];
  private readonly exact: Float64Array[] = [];
  private readonly regimeRows: Uint8Array[] = [];
  private readonly regimes: Regime[] = [];

  constructor(pod: Pod, region: string, gpu: Gpu | undefined) {
    this.pod = pod;
    this.region = region;
    this.gpu = gpu;
  }

  /** Adds the pod's last second; seconds that were left out hold no requests. */
  push(outcome: SecondOutcome): void {
    const { batch } = outcome;
    if (this.rows === 0) {
      this.first = batch.second;
      this.seed = batch.seed;
      this.key = batch.key;
    }
    while (this.first + this.rows <= batch.second) {
      if (this.rows % ROWS_PER_CHUNK === 0) {
        this.counts.push(new Uint16Array(ROWS_PER_CHUNK * COUNTS));
        this.measures.push(new Float32Array(ROWS_PER_CHUNK * MEASURES));
        this.exact.push(new Float64Array(ROWS_PER_CHUNK * EXACT));
        this.regimeRows.push(new Uint8Array(ROWS_PER_CHUNK));
      }
      this.rows++;
    }
    const at = (this.rows - 1) % ROWS_PER_CHUNK;
    const counts = this.counts.at(-1);
    const measures = this.measures.at(-1);
    const regimeRows = this.regimeRows.at(-1);
    if (counts === undefined || measures === undefined || regimeRows === undefined) return;
    const c = at * COUNTS;
    counts[c] = outcome.ok;
    counts[c + 1] = outcome.failed;
    counts[c + 2] = outcome.failedLong;
    counts[c + 3] = outcome.rejected;
    counts[c + 4] = outcome.lost;
    counts[c + 5] = batch.count;
    counts[c + 6] = Math.min(batch.oomFrom, NO_INDEX);
    counts[c + 7] = Math.min(batch.lostFrom, NO_INDEX);
    const m = at * MEASURES;
    const { serving } = this.pod;
    measures[m] = outcome.meanBatch;
    measures[m + 1] = outcome.rejectedAfterSeconds;
    measures[m + 2] = outcome.freeMiBAtFailure;
    measures[m + 3] = serving.gpuMemoryMiB;
    measures[m + 4] = serving.allocatedMiB;
    measures[m + 5] = serving.reservedMiB;
    this.exact.at(-1)?.set(outcome.latencyQuantilesSeconds, at * EXACT);
    this.exact.at(-1)?.set([outcome.queueShare], at * EXACT + QUANTILES);
    regimeRows[at] = this.regimeOf(outcome);
  }

  /** How the requests of the second that starts at `second` ended; undefined where nothing was recorded. */
  outcomeAt(second: number): SecondOutcome | undefined {
    const row = second - this.first;
    if (row < 0 || row >= this.rows) return undefined;
    const chunk = Math.floor(row / ROWS_PER_CHUNK);
    const at = row % ROWS_PER_CHUNK;
    const counts = this.counts[chunk];
    const measures = this.measures[chunk];
    const exact = this.exact[chunk]?.subarray(at * EXACT, (at + 1) * EXACT);
    const regime = this.regimes[this.regimeRows[chunk]?.[at] ?? 0];
    if (counts === undefined || measures === undefined || exact === undefined || regime === undefined)
      return undefined;
    const c = at * COUNTS;
    const m = at * MEASURES;
    return {
      fromMs: second * 1000,
      ok: counts[c] ?? 0,
      failed: counts[c + 1] ?? 0,
      failedLong: counts[c + 2] ?? 0,
      rejected: counts[c + 3] ?? 0,
      lost: counts[c + 4] ?? 0,
      meanBatch: measures[m] ?? 0,
      queueShare: exact[QUANTILES] ?? 0,
      rejectedAfterSeconds: measures[m + 1] ?? 0,
      freeMiBAtFailure: measures[m + 2] ?? 0,
      latencyQuantilesSeconds: Array.from(exact.subarray(0, QUANTILES)),
      failedQuantilesSeconds: regime.failedQuantilesSeconds,
      failure: regime.failure,
      batch: this.batchAt(second, counts.subarray(c, c + COUNTS), regime),
    };
  }

  /** Whether any request failed in that second; far cheaper than `outcomeAt`. */
  failedAt(second: number): boolean {
    const row = second - this.first;
    if (row < 0 || row >= this.rows) return false;
    const c = (row % ROWS_PER_CHUNK) * COUNTS;
    const counts = this.counts[Math.floor(row / ROWS_PER_CHUNK)];
    return (counts?.[c + 1] ?? 0) + (counts?.[c + 3] ?? 0) > 0;
  }

  /** Device memory at the end of that second. */
  memoryAt(second: number): MemoryMoment {
    const row = second - this.first;
    const m = (row % ROWS_PER_CHUNK) * MEASURES;
    const measures = this.measures[Math.floor(row / ROWS_PER_CHUNK)];
    return {
      usedMiB: measures?.[m + 3] ?? 0,
      allocatedMiB: measures?.[m + 4] ?? 0,
      reservedMiB: measures?.[m + 5] ?? 0,
    };
  }

  private batchAt(second: number, counts: Uint16Array, regime: Regime): RequestBatch {
    const index = (value: number | undefined) =>
      value === undefined || value === NO_INDEX ? Number.POSITIVE_INFINITY : value;
    return {
      seed: this.seed,
      key: this.key,
      second,
      count: counts[5] ?? 0,
      oomFrom: index(counts[6]),
      lostFrom: index(counts[7]),
      longShare: regime.longShare,
      errorRatio: regime.errorRatio,
      backgroundRatio: regime.backgroundRatio,
    };
  }

  private regimeOf(outcome: SecondOutcome): number {
    const { longShare, errorRatio, backgroundRatio } = outcome.batch;
    const { failedQuantilesSeconds, failure } = outcome;
    const found = this.regimes.findIndex(
      (regime) =>
        regime.longShare === longShare &&
        regime.errorRatio === errorRatio &&
        regime.backgroundRatio === backgroundRatio &&
        regime.failure === failure &&
        sameNumbers(regime.failedQuantilesSeconds, failedQuantilesSeconds),
    );
    if (found >= 0) return found;
    if (this.regimes.length === 256)
      throw new Error(`pod ${this.pod.name} changed its error parameters 256 times`);
    this.regimes.push({ longShare, errorRatio, backgroundRatio, failure, failedQuantilesSeconds });
    return this.regimes.length - 1;
  }
}

/** The histories of all pods that ever served, in order of their first second. */
export class RequestHistory {
  readonly pods: PodHistory[] = [];
  private readonly byUid = new Map<string, PodHistory>();
  private readonly processes = new Map<string, ProcessWatch>();

  /** The history of a pod; undefined before it was given a node. */
  of(pod: Pod): PodHistory | undefined {
    return this.byUid.get(pod.uid);
  }

  /** Takes up the second that ended at `state.nowMs`. */
  record(state: Readonly<ClusterState>): void {
    for (const pod of state.pods) {
      let history = this.byUid.get(pod.uid);
      if (history === undefined) {
        if (pod.node === undefined) continue;
        const node = state.nodes.find(({ name }) => name === pod.node);
        const gpu = node?.gpus.find(({ uuid }) => uuid === pod.gpuUuid);
        history = new PodHistory(pod, node?.region ?? "", gpu);
        this.byUid.set(pod.uid, history);
        this.pods.push(history);
        this.processes.set(pod.uid, { startMs: 0, ready: false, terminating: false, running: false });
      }
      const outcome = pod.serving.lastSecond;
      if (outcome.batch.count > 0 && outcome.fromMs === state.nowMs - 1000) history.push(outcome);
      this.watch(pod, history, state.nowMs);
    }
  }

  private watch(pod: Pod, history: PodHistory, nowMs: number): void {
    const before = this.processes.get(pod.uid);
    if (before === undefined) return;
    const running = pod.container.kind === "running";
    const startMs = pod.serving.processStartMs;
    const uptimeSeconds = (nowMs - (running ? startMs : before.startMs)) / 1000;
    const note = (kind: LifecycleEntry["kind"], atMs: number, exitCode = 0) =>
      history.lifecycle.push({ atMs, kind, exitCode, uptimeSeconds });
    if (before.running && !running && pod.lastTerminated !== undefined) {
      note("exited", pod.lastTerminated.finishedMs, pod.lastTerminated.exitCode);
    }
    if (running && startMs !== before.startMs) note("started", startMs);
    if (pod.ready && !before.ready) note("ready", nowMs);
    if (pod.terminating && !before.terminating) note("draining", nowMs);
    before.running = running;
    before.startMs = running ? startMs : before.startMs;
    before.ready = pod.ready;
    before.terminating = pod.terminating;
  }
}

/** What was seen of a pod's process in the second before. */
interface ProcessWatch {
  startMs: number;
  ready: boolean;
  terminating: boolean;
  running: boolean;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}
