import { nvidiaSmiUsage } from "../nvidia/nvidia-smi.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand } from "../shell-types.ts";

/** `nvidia-smi` on the operator's own machine, which has no GPU: it says so, as the real tool does. */
export const nvidiaSmiCommand: ShellCommand = {
  name: "nvidia-smi",
  summary: "GPUs of the machine it runs on: ssh gpu-node-1 nvidia-smi",
  usage: nvidiaSmiUsage,
  run(argv, host) {
    if (argv.includes("-h") || argv.includes("--help")) return done(nvidiaSmiUsage, 0);
    const node = host.cluster.nodes.find(({ gpus }) => gpus.length > 0)?.name ?? "gpu-node-1";
    const why =
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.";
    return failed(`${why}\n\nThis machine has no GPU; try: ssh ${node} nvidia-smi`, 9, 0.1);
  },
};
