import type { Action } from "../../simulator/index.ts";

/** Tensors of the process at one simulated instant; NaN where nobody looked. */
export interface ModelPoint {
  readonly atMs: number;
  readonly tensors: number;
  readonly bytes: number;
}

/** Points kept for the charts; twice what a wide chart can show. */
const mostPoints = 1000;

/**
 * Appends a point. A full history is thinned to about half, but the points around a fall stay: the peak
 * before a kill is what one wants to read.
 */
export function addPoint(points: readonly ModelPoint[], point: ModelPoint): readonly ModelPoint[] {
  const all = [...points, point];
  if (all.length <= mostPoints) return all;
  return all.filter((one, i) => i % 2 === 0 || i === all.length - 1 || isTurn(one, all[i - 1], all[i + 1]));
}

function isTurn(one: ModelPoint, before: ModelPoint | undefined, after: ModelPoint | undefined): boolean {
  const falls = (a: ModelPoint | undefined, b: ModelPoint | undefined): boolean =>
    a !== undefined && b !== undefined && !(b.bytes >= a.bytes);
  return falls(before, one) || falls(one, after);
}

/** What a run's log remembers of earlier processes, so that the charts go on after a reload. */
export function recordedPoints(actions: readonly Action[]): readonly ModelPoint[] {
  return actions.flatMap((action) =>
    action.kind === "model-report"
      ? [{ atMs: action.atMs, tensors: action.report.numTensors, bytes: action.report.numBytes }]
      : [],
  );
}

/** Work between two looks at the process; `atMs` is the later one. */
export interface ServedSpan {
  readonly atMs: number;
  readonly batches: number;
  readonly labelled: number;
  readonly correct: number;
  readonly skipped: number;
  readonly busyMs: number;
}

/** Labelled requests the live figures look back on: 30 batches of 32, a standard error of 0.7 points. */
const windowRequests = 960;

/** Appends a span and forgets those that are no longer needed to fill the window. */
export function addSpan(spans: readonly ServedSpan[], span: ServedSpan): readonly ServedSpan[] {
  const all = [...spans, span];
  let labelled = 0;
  for (let i = all.length - 1; i >= 0; i--) {
    labelled += all[i]?.labelled ?? 0;
    if (labelled >= windowRequests) return all.slice(i);
  }
  return all;
}

/** The newest served requests in figures; undefined while too little was served to tell. */
export interface ServedFigures {
  readonly labelled: number;
  readonly accuracy: number | undefined;
  /** Requests per simulated second. */
  readonly perSecond: number | undefined;
  /** Share of the arriving requests that are served, 0 to 1. */
  readonly sampled: number;
  /** Wall milliseconds of one batch on this machine. */
  readonly batchMs: number | undefined;
}

export function figuresOf(spans: readonly ServedSpan[]): ServedFigures {
  const total = { batches: 0, labelled: 0, correct: 0, skipped: 0, busyMs: 0 };
  for (const span of spans) {
    total.batches += span.batches;
    total.labelled += span.labelled;
    total.correct += span.correct;
    total.skipped += span.skipped;
    total.busyMs += span.busyMs;
  }
  const { batches, labelled, correct, skipped, busyMs } = total;
  return {
    labelled,
    accuracy: labelled === 0 ? undefined : correct / labelled,
    perSecond: ratePerSecond(spans),
    sampled: labelled + skipped === 0 ? 1 : labelled / (labelled + skipped),
    batchMs: batches === 0 ? undefined : busyMs / batches,
  };
}

/** Shortest time a rate is told of, simulated. */
const shortestRateMs = 30_000;

/** From one span in which a batch was full to another such: whole batches over the time they took. */
function ratePerSecond(spans: readonly ServedSpan[]): number | undefined {
  const full = spans.filter(({ batches }) => batches > 0);
  const first = full[0];
  const last = full.at(-1);
  if (first === undefined || last === undefined || last.atMs - first.atMs < shortestRateMs) return undefined;
  const requests = full.slice(1).reduce((sum, span) => sum + span.labelled, 0);
  return requests / ((last.atMs - first.atMs) / 1000);
}
