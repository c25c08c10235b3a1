import { BLOCK_MS, headStartMs } from "./head-start.ts";

/** How long samples are kept; what is left out sets no limit. The first limit that is reached counts. */
export interface RetentionPolicy {
  /** `--storage.tsdb.retention.time` in milliseconds. */
  readonly timeMs?: number;
  /** `--storage.tsdb.retention.size` in bytes of the simulated server's disk. */
  readonly sizeBytes?: number;
  /** Bytes a sample takes on that disk; Prometheus's documentation says one to two. */
  readonly bytesPerSample?: number;
}

const BYTES_PER_SAMPLE = 1.5;

/** What retention looks at. */
export interface RetainedSamples {
  /** Time of the oldest and the newest sample, milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Number of samples at or after a time. */
  countFrom(timeMs: number): number;
}

/**
 * The time before which a server deletes everything: the end of the newest block that must go. Only whole blocks
 * go and the head never does, so samples outlive their limit by up to two hours, and the disk's limit holds
 * for blocks alone. A real server also merges blocks, up to a tenth of the retention, and so keeps some longer.
 */
export function retentionCutMs(samples: RetainedSamples, policy: RetentionPolicy): number {
  const { firstMs, lastMs, countFrom } = samples;
  const headMs = headStartMs(firstMs, lastMs);
  const newestEnd = Math.floor(headMs / BLOCK_MS) * BLOCK_MS;
  let cut = Number.NEGATIVE_INFINITY;
  if (policy.timeMs !== undefined) {
    cut = Math.floor((newestEnd - policy.timeMs) / BLOCK_MS) * BLOCK_MS;
  }
  if (policy.sizeBytes !== undefined) {
    const most = policy.sizeBytes / (policy.bytesPerSample ?? BYTES_PER_SAMPLE);
    const inHead = countFrom(newestEnd);
    let end = Math.floor(firstMs / BLOCK_MS) * BLOCK_MS;
    while (end < newestEnd && countFrom(end) - inHead > most) end += BLOCK_MS;
    cut = Math.max(cut, end);
  }
  return Math.min(cut, newestEnd);
}
