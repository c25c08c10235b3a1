import { defineFault } from "./fault.ts";
import { GpuTrouble } from "./gpu-trouble.ts";

/**
 * Memory of one GPU goes bad: again and again a double-bit error that ECC cannot correct. The row is marked
 * for remapping (XID 63) and the error stays contained (XID 94): only the process that met it dies, and it
 * works again after its restart until the next one. Rows wait for a reset of the GPU to be remapped, and
 * nobody resets a GPU in use.
 */
export const eccErrors = defineFault({
  id: "ecc-errors",
  title: "Uncorrectable memory errors on a GPU",
  visibleIn: [
    "DCGM_FI_DEV_XID_ERRORS",
    "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
    "kube_pod_container_status_restarts_total",
    "http_requests_total",
  ],
  defaults: { node: "gpu-node-2", gpu: 0, minutesBetween: 5 },
  rules: {
    node: { kind: "text", pattern: /^[a-z0-9-]+$/, expected: "a node such as gpu-node-2" },
    gpu: { kind: "number", min: 0, max: 7, whole: true },
    minutesBetween: { kind: "number", min: 1, max: 240 },
  },
  start(target, { node, gpu: index, minutesBetween }) {
    const everySeconds = Math.round(minutesBetween * 60);
    let nextSecond = 0;
    return new GpuTrouble(target, node, index, {
      apply(gpu, seconds) {
        // A bad row is met by the kernels that read it: an idle GPU has no errors.
        if (seconds < nextSecond || gpu.tensorActive === 0) return;
        nextSecond = seconds + everySeconds;
        gpu.uncorrectableError = true;
        gpu.uncorrectableRemappedRows++;
        target.xid(gpu.uuid, 63, "Row Remapper: New row marked for remapping, reset gpu to activate.");
        target.xid(gpu.uuid, 94, "Contained: SM (0x1). RST: No, D-RST: No");
      },
      undo(gpu) {
        gpu.uncorrectableError = false;
      },
    });
  },
});
