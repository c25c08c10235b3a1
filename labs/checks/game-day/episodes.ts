import type { IncidentFacts } from "../../grader/incident-facts.ts";

/** A stretch of time in which requests failed. */
export interface Episode {
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: number;
}

/** Failures further apart than this belong to different episodes, ms. */
const apartMs = 3 * 60_000;

/** When users were hurt, from the ledger's running totals; oldest first. */
export function episodesOf({ totals }: IncidentFacts): readonly Episode[] {
  const found: { startMs: number; endMs: number; failed: number }[] = [];
  totals.atMs.forEach((atMs, i) => {
    if (i === 0) return;
    const failed = (totals.failed[i] ?? 0) - (totals.failed[i - 1] ?? 0);
    if (failed <= 0) return;
    const startMs = totals.atMs[i - 1] ?? atMs;
    const last = found.at(-1);
    if (last !== undefined && startMs - last.endMs <= apartMs) {
      last.endMs = atMs;
      last.failed += failed;
    } else found.push({ startMs, endMs: atMs, failed });
  });
  return found;
}
