import { soundCooling } from "../cluster/gpu-sku.ts";
import { defineFault } from "./fault.ts";
import { SlowNode } from "./slow-node.ts";

/**
 * The fans of one node fail: warm air comes back to the inlet and a watt heats the dies more. From 4 C
 * below the slowdown temperature the driver takes clock away, so the same requests keep each GPU busy for
 * longer. Nothing fails and nothing restarts; only that node's latency rises.
 */
export const thermalThrottle = defineFault({
  id: "thermal-throttle",
  title: "A node's fans fail and its GPUs throttle",
  visibleIn: [
    "DCGM_FI_DEV_GPU_TEMP",
    "DCGM_FI_DEV_SM_CLOCK",
    "DCGM_FI_DEV_POWER_USAGE",
    "DCGM_FI_DEV_GPU_UTIL",
    "DCGM_FI_DEV_THERMAL_VIOLATION",
    "http_request_duration_seconds_bucket",
  ],
  defaults: { node: "gpu-node-2", inletCelsius: 46, celsiusPerWatt: 0.25, rampSeconds: 300 },
  rules: {
    node: { kind: "text", pattern: /^[a-z0-9-]+$/, expected: "a node such as gpu-node-2" },
    inletCelsius: { kind: "number", min: 20, max: 60 },
    celsiusPerWatt: { kind: "number", min: 0.05, max: 0.25 },
    rampSeconds: { kind: "number", min: 0, max: 3600, whole: true },
  },
  start(target, { node, inletCelsius, celsiusPerWatt, rampSeconds }) {
    const { inletCelsius: inlet, celsiusPerWatt: perWatt } = soundCooling;
    let repaired = false;
    return new SlowNode(target, node, undefined, {
      apply(gpus, seconds) {
        const share = rampSeconds === 0 ? 1 : Math.min(1, seconds / rampSeconds);
        const cooling = {
          inletCelsius: inlet + (inletCelsius - inlet) * share,
          celsiusPerWatt: perWatt + (celsiusPerWatt - perWatt) * share,
        };
        for (const gpu of gpus) gpu.cooling = cooling;
      },
      present: () => !repaired,
      undo(gpus) {
        repaired = true;
        for (const gpu of gpus) gpu.cooling = soundCooling;
      },
    });
  },
});
