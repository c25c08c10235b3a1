import type { ClusterSpec } from "./cluster-spec.ts";
import type { SecondOutcome } from "./state.ts";

const ZEROS = [0, 0, 0, 0, 0, 0, 0] as const;

/** A second in which a server had nothing to do. */
export function idleSecond(
  core: { readonly spec: ClusterSpec; readonly seed: number },
  fromMs: number,
): SecondOutcome {
  return {
    fromMs,
    ok: 0,
    failed: 0,
    failedLong: 0,
    rejected: 0,
    lost: 0,
    meanBatch: 0,
    latencyQuantilesSeconds: ZEROS,
    failedQuantilesSeconds: ZEROS,
    queueShare: 0,
    rejectedAfterSeconds: core.spec.service.queueTimeoutSeconds,
    failure: undefined,
    freeMiBAtFailure: 0,
    batch: {
      seed: core.seed,
      key: 0,
      second: Math.floor(fromMs / 1000),
      count: 0,
      oomFrom: 0,
      lostFrom: 0,
      longShare: 0,
      errorRatio: 0,
      backgroundRatio: 0,
    },
  };
}
