import type { ModelReport } from "../world-types.ts";
import type { Predictor } from "./predictor.ts";
import { transactions } from "./transactions.ts";

/** The stream of requests a process serves, and the limit it lives under. Times are simulated milliseconds. */
export interface ProcessOptions {
  /** When this process is up; requests that arrived earlier went to the process before, or failed. */
  readonly startMs: number;
  /** Restarts before this process, for its reports. */
  readonly restarts: number;
  /** Arrival of the stream's request 0; requests then come evenly spaced. */
  readonly trafficStartMs: number;
  readonly requestsPerSecond: number;
  readonly batchSize: number;
  /** Seed of the payments. */
  readonly seed: number;
  /** Input shift at an instant, in standard deviations. */
  readonly driftAt: (atMs: number) => number;
  /**
   * Bytes of live tensors at which the container is killed. A cgroup counts the runtime's own memory
   * too; it is left out here so that the count is exact.
   */
  readonly memoryLimitBytes: number;
}

/** Why a container ended, as the kubelet records it: the kernel killed it at its memory limit. */
export interface ProcessExit {
  readonly atMs: number;
  readonly reason: "OOMKilled";
  readonly exitCode: 137;
}

/** A report and the instant it is for. */
export interface TimedReport {
  readonly atMs: number;
  readonly report: ModelReport;
}

/** Memory limit of the fraud detector's container: 256 MiB. */
export const containerMemoryLimitBytes = 268_435_456;

/** Reports are due at whole multiples of this, like scrapes. */
const reportEveryMs = 15_000;

/** One life of the serving process, from its start to its end at the memory limit, in simulated time. */
export class ModelProcess {
  private readonly predictor: Predictor;
  private readonly options: ProcessOptions;
  private nextRequest: number;
  private reportDueMs: number;
  private tally = { batches: 0, correct: 0, labelled: 0 };
  private ended: ProcessExit | undefined;

  constructor(predictor: Predictor, options: ProcessOptions) {
    this.predictor = predictor;
    this.options = options;
    this.nextRequest = this.requestAt(options.startMs);
    this.reportDueMs = (Math.floor(options.startMs / reportEveryMs) + 1) * reportEveryMs;
  }

  /** Set once the process was killed; it serves nothing afterwards. */
  get exit(): ProcessExit | undefined {
    return this.ended;
  }

  /** Serves every batch that fills up by `toMs` and returns the reports that fell due, oldest first. */
  advance(toMs: number): TimedReport[] {
    const reports: TimedReport[] = [];
    for (;;) {
      const fullMs = this.batchFullMs();
      if (this.ended !== undefined) return reports;
      if (this.reportDueMs < fullMs) {
        if (this.reportDueMs > toMs) return reports;
        reports.push(this.report());
      } else {
        if (fullMs > toMs) return reports;
        this.serveBatch(fullMs);
      }
    }
  }

  /**
   * Lets every waiting request that arrived before `atMs` go by unserved, as a server sheds load it cannot
   * carry. Returns how many that were. Reports still fall due.
   */
  skipTo(atMs: number): number {
    const skipped = Math.max(0, this.requestAt(atMs) - this.nextRequest);
    this.nextRequest += skipped;
    return skipped;
  }

  /** The first request that arrives at an instant or later. */
  private requestAt(atMs: number): number {
    const { trafficStartMs, requestsPerSecond } = this.options;
    return Math.max(0, Math.ceil(((atMs - trafficStartMs) / 1000) * requestsPerSecond));
  }

  private batchFullMs(): number {
    const { trafficStartMs, requestsPerSecond, batchSize } = this.options;
    return trafficStartMs + ((this.nextRequest + batchSize - 1) / requestsPerSecond) * 1000;
  }

  private serveBatch(atMs: number): void {
    const { batchSize, seed, driftAt, memoryLimitBytes } = this.options;
    const drift = driftAt(atMs);
    const batch = transactions(seed, this.nextRequest, batchSize, drift);
    const { correct } = this.predictor.serve(batch, drift);
    this.nextRequest += batchSize;
    this.tally.batches++;
    this.tally.correct += correct;
    this.tally.labelled += batchSize;
    if (this.predictor.memory().numBytes >= memoryLimitBytes) {
      this.ended = { atMs, reason: "OOMKilled", exitCode: 137 };
    }
  }

  private report(): TimedReport {
    const atMs = this.reportDueMs;
    const report = { ...this.predictor.memory(), ...this.tally, restarts: this.options.restarts };
    this.tally = { batches: 0, correct: 0, labelled: 0 };
    this.reportDueMs += reportEveryMs;
    return { atMs, report };
  }
}
