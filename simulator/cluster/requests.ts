import { extendHash, hashPrefix, hashUnit, keyOf } from "../kernel/hash.ts";
import type { SecondOutcome } from "./state.ts";

/**
 * Single requests of a pod. A request is `(pod, second, index)`; whether its document is long, whether it
 * fails, how long it takes and whose it is are functions of that key, so the state equations that count
 * requests and the logs and traces that name them can never disagree.
 */

const LONG = keyOf("request/long-input");
const ERROR = keyOf("request/handler-exception");
const BACKGROUND = keyOf("request/background-error");
const USER = keyOf("request/user");
const LATENCY = keyOf("request/latency");

/** Probabilities at which `SecondOutcome.latencyQuantilesSeconds` are given. */
const QUANTILES = [0, 0.25, 0.5, 0.75, 0.9, 0.99, 1] as const;

/** Which of the requests that reached one pod in one second failed. */
export interface RequestBatch {
  readonly seed: number;
  /** Key of the pod's draws. */
  readonly key: number;
  /** Start of the second, in seconds since the epoch. */
  readonly second: number;
  /** Requests that ended in this second, lost and rejected ones included; indices are 0 to count - 1. */
  readonly count: number;
  /** From this index on there was no workspace left for long documents. */
  readonly oomFrom: number;
  /** From this index on nobody answered: the process had exited, or the queue timed out. */
  readonly lostFrom: number;
  readonly longShare: number;
  readonly errorRatio: number;
  readonly backgroundRatio: number;
}

/** Words below this are within `share` of all 32-bit words. */
export function wordsBelow(share: number): number {
  return share * 4294967296;
}

/** Prefix for `isLong` over many indices of one pod and second. */
export function longPrefix(seed: number, key: number, second: number): number {
  return hashPrefix(seed, key ^ LONG, second);
}

/** Whether the request of this index carries a long document; `threshold` is `wordsBelow(longShare)`. */
export function isLong(prefix: number, index: number, threshold: number): boolean {
  return extendHash(prefix, index) < threshold;
}

/** Whether the handler raises for this request, by the version's error ratio or the background's. */
export function raises(batch: RequestBatch, index: number): "version" | "background" | undefined {
  const { seed, key, second } = batch;
  if (batch.errorRatio > 0 && hashUnit(seed, key ^ ERROR, second, index) < batch.errorRatio) return "version";
  if (batch.backgroundRatio > 0 && hashUnit(seed, key ^ BACKGROUND, second, index) < batch.backgroundRatio)
    return "background";
  return undefined;
}

/** How the request of this index ended. */
export function outcomeOf(
  batch: RequestBatch,
  index: number,
): "ok" | "cuda-oom" | "version" | "background" | "lost" {
  if (index >= batch.lostFrom) return "lost";
  const prefix = longPrefix(batch.seed, batch.key, batch.second);
  if (index >= batch.oomFrom && isLong(prefix, index, wordsBelow(batch.longShare))) return "cuda-oom";
  return raises(batch, index) ?? "ok";
}

/** Number of the user who sent a request, 0 to total - 1; the long-document senders are the first ones. */
export function userOf(
  batch: RequestBatch,
  index: number,
  users: { readonly total: number; readonly longDocumentSenders: number },
): number {
  const prefix = longPrefix(batch.seed, batch.key, batch.second);
  const long = isLong(prefix, index, wordsBelow(batch.longShare));
  const among = long ? users.longDocumentSenders : users.total;
  return Math.floor(hashUnit(batch.seed, batch.key ^ USER, batch.second, index) * among);
}

/** Offset in [0, 1) that places the latencies of one pod and second between the ranks of their distribution. */
export function latencyOffset(seed: number, key: number, second: number): number {
  return hashUnit(seed, key ^ LATENCY, second);
}

/** Latency at rank `position` (0..1) of a distribution given at `QUANTILES`, by straight lines between them. */
export function latencyAt(quantilesSeconds: readonly number[], position: number): number {
  let i = 0;
  while (i < 5 && position > (QUANTILES[i + 1] ?? 1)) i++;
  const from = QUANTILES[i] ?? 0;
  const to = QUANTILES[i + 1] ?? 1;
  const low = quantilesSeconds[i] ?? 0;
  const high = quantilesSeconds[i + 1] ?? low;
  return low + ((high - low) * (position - from)) / (to - from);
}

/**
 * Rank of the `j`-th of `count` requests in the order of latency: a fixed shuffle, so that neighbours in
 * time are not neighbours in latency.
 */
export function latencyRank(j: number, count: number): number {
  return (j * 7919 + 3) % count;
}

/** One request as logs and traces tell it. */
export interface RequestFact {
  readonly index: number;
  readonly outcome: "ok" | "cuda-oom" | "version" | "background" | "lost";
  readonly long: boolean;
  readonly user: number;
  readonly status: number;
  readonly latencySeconds: number;
  /** Time in the batcher's queue, part of the latency. */
  readonly queueSeconds: number;
}

/** Every request that ended in one second of one pod, in order of arrival. */
export function requestsOf(
  outcome: SecondOutcome,
  users: { readonly total: number; readonly longDocumentSenders: number },
): RequestFact[] {
  const { batch } = outcome;
  const facts: RequestFact[] = [];
  const offset = latencyOffset(batch.seed, batch.key, batch.second);
  const prefix = longPrefix(batch.seed, batch.key, batch.second);
  const counts = { normal: 0, oom: 0 };
  const failedOfMemory = outcome.failure === "cuda-oom" ? outcome.failedLong : 0;
  const normal = outcome.ok + outcome.failed - failedOfMemory;
  for (let index = 0; index < batch.count; index++) {
    const ended = outcomeOf(batch, index);
    let latencySeconds = outcome.rejectedAfterSeconds;
    let queueSeconds = latencySeconds;
    if (ended !== "lost") {
      const oom = ended === "cuda-oom";
      const total = oom ? failedOfMemory : normal;
      const rank = latencyRank(oom ? counts.oom++ : counts.normal++, total);
      const quantiles = oom ? outcome.failedQuantilesSeconds : outcome.latencyQuantilesSeconds;
      latencySeconds = latencyAt(quantiles, (rank + offset) / total);
      queueSeconds = latencySeconds * (oom ? 0 : outcome.queueShare);
    }
    facts.push({
      index,
      outcome: ended,
      long: isLong(prefix, index, wordsBelow(batch.longShare)),
      user: userOf(batch, index, users),
      status: ended === "ok" ? 200 : ended === "lost" ? 503 : 500,
      latencySeconds,
      queueSeconds,
    });
  }
  return facts;
}
