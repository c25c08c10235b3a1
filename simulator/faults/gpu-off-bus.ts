import { defineFault } from "./fault.ts";
import { GpuTrouble } from "./gpu-trouble.ts";

/**
 * A GPU falls off the PCIe bus (XID 79). The driver cannot reach it until the machine boots again, so every
 * request of the server on it fails, the server gives up and finds no device when it is started again, and
 * the exporter has nothing left to say about it but the XID. The node stays Ready.
 */
export const gpuOffBus = defineFault({
  id: "gpu-off-bus",
  title: "A GPU falls off the bus",
  visibleIn: [
    "DCGM_FI_DEV_XID_ERRORS",
    "DCGM_FI_DEV_GPU_UTIL",
    "kube_node_status_allocatable",
    "kube_pod_container_status_restarts_total",
    "http_requests_total",
  ],
  defaults: { node: "gpu-node-2", gpu: 0 },
  rules: {
    node: { kind: "text", pattern: /^[a-z0-9-]+$/, expected: "a node such as gpu-node-2" },
    gpu: { kind: "number", min: 0, max: 7, whole: true },
  },
  start(target, { node, gpu: index }) {
    return new GpuTrouble(target, node, index, {
      apply(gpu) {
        if (gpu.lost) return;
        gpu.lost = true;
        target.xid(gpu.uuid, 79, "GPU has fallen off the bus.");
      },
      undo(gpu) {
        gpu.lost = false;
      },
    });
  },
});
