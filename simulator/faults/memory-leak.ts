import { defineFault } from "./fault.ts";
import { RunningRelease } from "./running-release.ts";

/**
 * A release that keeps a copy of the activations of every answered request on the GPU and never drops
 * one. Memory climbs with traffic until long documents find no room; with `onFull: exit` the server gives
 * up and the kubelet starts it again, empty.
 */
export const memoryLeak = defineFault({
  id: "memory-leak",
  title: "GPU memory leak in a release",
  visibleIn: [
    "DCGM_FI_DEV_FB_USED",
    "DCGM_FI_DEV_FB_FREE",
    "gpu_memory_used_bytes",
    "gpu_allocator_allocated_bytes",
    "http_requests_total",
    "http_request_duration_seconds_bucket",
  ],
  defaults: { version: "v2.1", bytesPerRequest: 1_572_864, onFull: "fail" },
  rules: {
    version: { kind: "text", pattern: /^v\d+(\.\d+)*$/, expected: "a version such as v2.1" },
    bytesPerRequest: { kind: "number", min: 1, max: 268_435_456, whole: true },
    onFull: { kind: "choice", of: ["fail", "exit"] },
  },
  start: (target, { version, bytesPerRequest, onFull }, changeId) =>
    new RunningRelease(target, version, changeId, (behaviour) => {
      behaviour.leakBytesPerRequest = bytesPerRequest;
      behaviour.onFull = onFull === "exit" ? "exit" : "fail";
    }),
});
