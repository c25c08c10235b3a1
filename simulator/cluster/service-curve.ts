import table from "./tables/bert-service-curve.json" with { type: "json" };

/** How one GPU answers at a steady request rate. */
export interface CurveRow {
  /** Latency in seconds at quantiles 0, .25, .5, .75, .9, .99, 1. */
  readonly quantilesSeconds: readonly number[];
  readonly meanLatencySeconds: number;
  readonly meanBatch: number;
  /** Share of time in which a kernel runs, 0..1. */
  readonly busy: number;
  /** Share of the latency spent in the batcher's queue. */
  readonly queueShare: number;
}

/**
 * Requests per second one GPU can complete: batches of the largest size back to back,
 * `maxBatch / (tau0 + alpha * maxBatch)` (02 section 2.1). About 155 for bert.
 */
export const GPU_CAPACITY = table.maxBatch / (table.tau0Seconds + table.alphaSeconds * table.maxBatch);

/** Part of `tau0` that the host spends on a batch whatever the GPU's clock (02 section 2.1). */
const HOST_SECONDS = 0.005;

/** `GPU_CAPACITY` at a share of the highest clock. */
export function capacityAt(clockFactor: number): number {
  if (clockFactor === 1) return GPU_CAPACITY;
  const onGpu = table.tau0Seconds + table.alphaSeconds * table.maxBatch - HOST_SECONDS;
  return table.maxBatch / (onGpu / clockFactor + HOST_SECONDS);
}

const PROBABILITIES = [0, 0.25, 0.5, 0.75, 0.9, 0.99, 1] as const;
const BUSY_COLUMN = 9;

/**
 * Latency, batch size and busy share at a request rate, by straight lines between the rows of a
 * request-level simulation of greedy dynamic batching (`scripts/build-tables.mjs`). Above the last row
 * the waiting is the backlog's, which the server keeps by itself.
 */
export function curveAt(rate: number): CurveRow {
  const rows = table.rows;
  let high = 1;
  while (high < rows.length - 1 && rate > (rows[high]?.[0] ?? 0)) high++;
  const a = rows[high - 1] ?? [];
  const b = rows[high] ?? [];
  const from = a[0] ?? 0;
  const to = b[0] ?? 1;
  const share = Math.min(1, Math.max(0, (rate - from) / (to - from)));
  const at = (column: number): number => {
    const low = a[column] ?? 0;
    return low + ((b[column] ?? 0) - low) * share;
  };
  const quantilesSeconds = [at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
  const meanLatencySeconds = meanOf(quantilesSeconds);
  // Below the first row a nearly idle server is busy in proportion to what it gets.
  const busy = rate < from ? ((a[BUSY_COLUMN] ?? 0) * rate) / from : at(BUSY_COLUMN);
  return {
    quantilesSeconds,
    meanLatencySeconds,
    meanBatch: at(8),
    busy,
    queueShare: at(10) / meanLatencySeconds,
  };
}

/**
 * The row at a share of the highest clock, by scaling time: at rate r and clock factor f a server does what
 * it does at full clock and rate r/f, only 1/f as fast, but for the host's part (02 section 2.1). The host
 * spends its part once a batch; here every request has it once, also what it waits behind another batch.
 */
export function curveAtClock(rate: number, clockFactor: number): CurveRow {
  const row = curveAt(rate / clockFactor);
  if (clockFactor === 1) return row;
  const slower = (seconds: number) => (seconds - HOST_SECONDS) / clockFactor + HOST_SECONDS;
  const quantilesSeconds = row.quantilesSeconds.map(slower);
  const meanLatencySeconds = meanOf(quantilesSeconds);
  const queueSeconds = (row.queueShare * row.meanLatencySeconds) / clockFactor;
  return { ...row, quantilesSeconds, meanLatencySeconds, queueShare: queueSeconds / meanLatencySeconds };
}

/** Mean of the distribution whose quantile function is straight between the given points. */
export function meanOf(quantilesSeconds: readonly number[]): number {
  let mean = 0;
  for (let i = 1; i < PROBABILITIES.length; i++) {
    const width = (PROBABILITIES[i] ?? 1) - (PROBABILITIES[i - 1] ?? 0);
    mean += (width * ((quantilesSeconds[i] ?? 0) + (quantilesSeconds[i - 1] ?? 0))) / 2;
  }
  return mean;
}

/** The row of a server whose requests first wait `seconds` behind a backlog. */
export function delayedBy(row: CurveRow, seconds: number): CurveRow {
  const quantilesSeconds = row.quantilesSeconds.map((each) => each + seconds);
  const meanLatencySeconds = row.meanLatencySeconds + seconds;
  const queueShare = (row.queueShare * row.meanLatencySeconds + seconds) / meanLatencySeconds;
  return { quantilesSeconds, meanLatencySeconds, meanBatch: row.meanBatch, busy: row.busy, queueShare };
}
