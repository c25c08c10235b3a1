import type { ClusterCore } from "./cluster-core.ts";
import { terminate } from "./kubelet.ts";
import type { PodRuntime } from "./pod-runtime.ts";

/** Seconds of traffic kept in hand, because another replica may be between its end and Ready. */
const HEADROOM_SECONDS = 75;

/**
 * The counter-measure "restart before full": a replica that will soon have served its number of requests
 * is replaced while it is still healthy, one at a time.
 */
export function restartBeforeFull(core: ClusterCore, rate: number): void {
  const limit = core.effects.restartBeforeRequests;
  if (limit === Number.POSITIVE_INFINITY) return;
  let most: PodRuntime | undefined;
  let ready = 0;
  for (const runtime of core.pods) {
    if (runtime.pod.terminating) return;
    if (!runtime.pod.ready) return;
    ready++;
    if (most === undefined || runtime.process.served > most.process.served) most = runtime;
  }
  if (most === undefined) return;
  const headroom = (HEADROOM_SECONDS * rate) / ready;
  if (most.process.served >= limit - headroom) terminate(core, most);
}
