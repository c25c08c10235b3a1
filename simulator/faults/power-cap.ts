import { defineFault } from "./fault.ts";
import { SlowNode } from "./slow-node.ts";

/**
 * Somebody lowers the power limit of a node's GPUs, to fit more machines into a rack's budget. The driver
 * lowers the clock until the draw fits; temperatures fall. The limit of 350 W of 02 section 10 would bind
 * only far above this cluster's traffic, so the default is the lowest the device accepts.
 */
export const powerCap = defineFault({
  id: "power-cap",
  title: "Power limit of a node's GPUs set too low",
  visibleIn: [
    "DCGM_FI_DEV_POWER_USAGE",
    "DCGM_FI_DEV_SM_CLOCK",
    "DCGM_FI_DEV_GPU_TEMP",
    "DCGM_FI_DEV_GPU_UTIL",
    "DCGM_FI_DEV_POWER_VIOLATION",
    "http_request_duration_seconds_bucket",
  ],
  defaults: { node: "gpu-node-2", watts: 200 },
  rules: {
    node: { kind: "text", pattern: /^[a-z0-9-]+$/, expected: "a node such as gpu-node-2" },
    watts: { kind: "number", min: 200, max: 700 },
  },
  start(target, { node, watts }, changeId) {
    const before = target.gpusOf(node).map((gpu) => ({ gpu, watts: gpu.powerLimitWatts }));
    const arrivedBy = target.changed(
      { service: node, from: `${before[0]?.watts} W`, to: `${watts} W` },
      `power limit of the GPUs of ${node}: ${watts} W each, for the rack's budget`,
      changeId,
    );
    for (const { gpu } of before) gpu.powerLimitWatts = watts;
    return new SlowNode(target, node, arrivedBy, {
      apply() {},
      // Raising the limit of every GPU undoes it, whoever does it.
      present: (gpus) => gpus.some(({ powerLimitWatts }) => powerLimitWatts <= watts),
      undo() {
        for (const each of before) each.gpu.powerLimitWatts = Math.max(each.gpu.powerLimitWatts, each.watts);
      },
    });
  },
});
