import type { Action, ModelReport } from "../../simulator/index.ts";

/**
 * Which of the model's reports become part of the run. The process reports every 15 simulated seconds, as
 * an exporter is scraped; a report that is written down is an action of the run, so that a replay, a shared
 * link and the command line show the same lines without a model. A day of them would be 5,760 actions, more
 * than a run may hold, and no link could carry them. So the first 30 reports are written one by one, and
 * the distance grows by 15 seconds after every 30 more; what falls due in between is added up, so counters
 * lose nothing. 240 are the most: four and a half hours of serving, and some 3,600 characters of the 8,192
 * a link may have. The end of a process is written at once. Undo passes over reports (`isOwnAction`); going
 * back in time drops those of the future.
 */
export interface PendingReport {
  readonly atMs: number;
  readonly report: ModelReport;
}

/** Most reports one run holds. */
export const mostReports = 240;
const scrapeMs = 15_000;
const reportsPerStep = 30;

/** Simulated milliseconds between two reports that are written down, after so many have been. */
export function reportEveryMs(recorded: number): number {
  return scrapeMs * (1 + Math.floor(recorded / reportsPerStep));
}

/** Adds a newer report to what waits: its gauges replace the older ones, its counts are added. */
export function addReport(pending: PendingReport | undefined, next: PendingReport): PendingReport {
  if (pending === undefined) return next;
  const { batches, correct, labelled } = pending.report;
  const { report } = next;
  return {
    atMs: next.atMs,
    report: {
      ...report,
      batches: report.batches + batches,
      correct: report.correct + correct,
      labelled: report.labelled + labelled,
    },
  };
}

/** What a run's log says about the model: how many reports, and the newest of them. */
export interface RecordedReports {
  readonly count: number;
  readonly lastMs: number;
  readonly restarts: number;
}

export function recordedReports(actions: readonly Action[]): RecordedReports {
  let count = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let restarts = 0;
  for (const action of actions) {
    if (action.kind !== "model-report") continue;
    count++;
    lastMs = action.atMs;
    restarts = action.report.restarts;
  }
  return { count, lastMs, restarts };
}

/** Whether a waiting report is written down now; `lastMs` is when the newest one fell due. */
export function reportIsDue(pending: PendingReport, lastMs: number, recorded: number): boolean {
  return recorded < mostReports && pending.atMs - lastMs >= reportEveryMs(recorded);
}
