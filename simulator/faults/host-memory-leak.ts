import { defineFault } from "./fault.ts";
import { RunningRelease } from "./running-release.ts";

/**
 * A release that keeps some bytes of every answered request in the memory of the host. The container's
 * working set climbs to its limit, the kernel kills the process (OOMKilled, exit code 137), and the kubelet
 * starts it again, empty. Memory of the GPU stays flat.
 */
export const hostMemoryLeak = defineFault({
  id: "host-memory-leak",
  title: "Host memory leak in a release",
  visibleIn: [
    "container_memory_working_set_bytes",
    "container_oom_events_total",
    "kube_pod_container_status_restarts_total",
    "kube_pod_container_status_last_terminated_reason",
    "kube_pod_container_status_last_terminated_exitcode",
  ],
  defaults: { version: "v2.1", bytesPerRequest: 262_144 },
  rules: {
    version: { kind: "text", pattern: /^v\d+(\.\d+)*$/, expected: "a version such as v2.1" },
    bytesPerRequest: { kind: "number", min: 1, max: 268_435_456, whole: true },
  },
  start: (target, { version, bytesPerRequest }, changeId) =>
    new RunningRelease(target, version, changeId, (behaviour) => {
      behaviour.hostLeakBytesPerRequest = bytesPerRequest;
    }),
});
