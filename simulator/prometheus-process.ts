import { MINUTE, SECOND } from "./kernel/units.ts";
import type { HeadSize } from "./tsdb/head-memory.ts";

/** Memory of a server that has no series yet: binary, runtime and pages. Assumed; of the size an idle one shows. */
const IDLE_BYTES = 64 * 1_048_576;
/** The kubelet's `initialCrashLoopBackOff`, `MaxContainerBackOff`, and the time after which it forgives. */
const FIRST_BACK_OFF_MS = 10 * SECOND;
const LONGEST_BACK_OFF_MS = 5 * MINUTE;
const FORGIVEN_AFTER_MS = 10 * MINUTE;
/** Start of the binary up to the first record of the log, and records a second after that; both assumed. */
const START_MS = 2 * SECOND;
const REPLAYED_SERIES_PER_SECOND = 20_000;

/**
 * The process of a Prometheus server in its container. Memory follows the head. At its limit the kernel kills it; the
 * kubelet starts it again after a back-off, and it reads its write-ahead log before it answers anybody. The log
 * brings back the very series that were too many, so it is killed again (prometheus/prometheus issues 5560 and 6934)
 * until somebody raises the limit or deletes the log. A real replay may need even more memory than the head did.
 */
export class PrometheusProcess {
  /** Start of the running process, or of the one that ran last. */
  startMs: number;
  private readonly limitBytes: number;
  private readonly head: () => HeadSize;
  /** When its log is read; undefined while it runs, +Infinity while something keeps it from starting. */
  private readyMs: number | undefined;
  private backOffMs = 0;
  private killedMs = Number.NEGATIVE_INFINITY;
  private created = 0;

  constructor(startMs: number, limitBytes: number, head: () => HeadSize) {
    this.startMs = startMs;
    this.limitBytes = limitBytes;
    this.head = head;
  }

  /** Whether it scrapes, evaluates rules and answers. */
  get running(): boolean {
    return this.readyMs === undefined;
  }

  /** When it will have read its log; +Infinity while it runs. */
  get nextMs(): number {
    return this.readyMs ?? Number.POSITIVE_INFINITY;
  }

  /** Series that the store had created before this process began to count; those it replayed count anew. */
  get createdBefore(): number {
    return this.created;
  }

  get residentBytes(): number {
    return IDLE_BYTES + this.head().bytes;
  }

  /** Kills the process when it holds more than its limit; true when it did. */
  killIfFull(nowMs: number): boolean {
    if (!this.running || this.residentBytes <= this.limitBytes) return false;
    this.restartAfterKill(nowMs);
    return true;
  }

  /** Follows what the cluster does to its container: stops it, or starts it again. */
  follow(stopped: boolean, nowMs: number): void {
    const isStopped = this.readyMs === Number.POSITIVE_INFINITY;
    if (stopped) this.readyMs = Number.POSITIVE_INFINITY;
    else if (isStopped) this.start(nowMs);
  }

  /** The log is read, at `nextMs`: true when it runs now, false when that killed it again. */
  replayed(nowMs: number, seriesCreated: number): boolean {
    this.readyMs = undefined;
    if (this.residentBytes > this.limitBytes) {
      this.restartAfterKill(nowMs);
      return false;
    }
    this.created = seriesCreated - this.head().series;
    return true;
  }

  private restartAfterKill(nowMs: number): void {
    if (nowMs - this.killedMs > FORGIVEN_AFTER_MS) this.backOffMs = 0;
    this.killedMs = nowMs;
    this.start(nowMs + Math.max(SECOND, this.backOffMs));
    this.backOffMs =
      this.backOffMs === 0 ? FIRST_BACK_OFF_MS : Math.min(LONGEST_BACK_OFF_MS, 2 * this.backOffMs);
  }

  private start(atMs: number): void {
    const replayMs = Math.ceil(this.head().series / REPLAYED_SERIES_PER_SECOND) * SECOND;
    this.startMs = atMs;
    this.readyMs = atMs + START_MS + replayMs;
  }
}
