import { defineFault } from "./fault.ts";
import { RunningRelease } from "./running-release.ts";

/**
 * A release without the route that the readiness probe asks for. Its first pod runs and never becomes
 * Ready, so the rollout waits for it until the progress deadline. The old pods go on serving: nobody is
 * hurt, and the next release does not get out.
 */
export const stuckRollout = defineFault({
  id: "stuck-rollout",
  title: "A release that never becomes Ready",
  visibleIn: [
    "kube_deployment_status_replicas",
    "kube_deployment_status_replicas_updated",
    "kube_deployment_status_replicas_ready",
    "kube_deployment_status_replicas_available",
    "kube_pod_status_ready",
  ],
  defaults: { version: "v2.1" },
  rules: { version: { kind: "text", pattern: /^v\d+(\.\d+)*$/, expected: "a version such as v2.1" } },
  start: (target, { version }, changeId) =>
    new RunningRelease(target, version, changeId, (behaviour) => {
      behaviour.failsReadiness = true;
    }),
});
