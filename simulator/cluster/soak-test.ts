import { keyOf } from "../kernel/hash.ts";
import { type ClusterCore, extraModelMiB } from "./cluster-core.ts";
import { idleSecond } from "./idle-second.ts";
import type { ReplicaSet } from "./replica-set.ts";
import { ServerProcess } from "./server-process.ts";
import { curveAt, GPU_CAPACITY } from "./service-curve.ts";

const STAGING = keyOf("staging/pod");

/**
 * Whether one replica of a release meets an error in staging, on the same GPU and physics as in
 * production, under a steady load of `requestsPerSecond` for `minutes`.
 */
export function soakFails(
  core: ClusterCore,
  replicaSet: ReplicaSet,
  test: { readonly requestsPerSecond: number; readonly minutes: number },
): boolean {
  const { service } = core.spec;
  const process = new ServerProcess(STAGING, idleSecond(core, core.state.nowMs));
  const conditions = {
    seed: core.seed,
    service,
    replicaSet,
    extraModelMiB: extraModelMiB(core, 0),
    observeFailures: true,
    capacity: GPU_CAPACITY,
    deviceError: undefined,
  };
  const row = curveAt(test.requestsPerSecond);
  let carry = 0;
  for (let second = 0; second < test.minutes * 60; second++) {
    carry += test.requestsPerSecond;
    const offered = Math.floor(carry);
    carry -= offered;
    const { failed, lost } = process.serve(core.state.nowMs + second * 1000, offered, row, conditions);
    if (failed + lost > 0) return true;
  }
  return false;
}
