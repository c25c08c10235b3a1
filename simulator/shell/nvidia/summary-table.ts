import type { Gpu } from "../../cluster/state.ts";
import { formatDate } from "../times.ts";
import { cudaVersion, driverVersion, type GpuProcess, type GpuView, memoryOf } from "./gpu-view.ts";

const edge = `+${"-".repeat(89)}+`;
const columnEdge = `+${"-".repeat(41)}+${"-".repeat(24)}+${"-".repeat(22)}+`;

/** The table `nvidia-smi` prints without options, in the layout of driver branch 550. */
export function summaryTable({ gpus, processes, nowMs }: GpuView): string {
  const version = `| NVIDIA-SMI ${driverVersion.padEnd(22)} Driver Version: ${driverVersion.padEnd(14)} CUDA Version: ${cudaVersion.padEnd(8)} |`;
  const lines = [
    `${formatDate("%a %b %e %H:%M:%S %Y", nowMs)}       `,
    edge,
    version,
    `|${columnEdge.slice(1, -1)}|`,
    "| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |",
    "| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |",
    "|                                         |                        |               MIG M. |",
    `|${columnEdge.slice(1, -1).replaceAll("-", "=")}|`,
    ...gpus.flatMap(gpuLines),
    " ".repeat(89),
    edge,
    "| Processes:                                                                              |",
    "|  GPU   GI   CI        PID   Type   Process name                              GPU Memory |",
    "|        ID   ID                                                               Usage      |",
    `|${"=".repeat(89)}|`,
    ...(processes.length === 0
      ? ["|  No running processes found                                                             |"]
      : processes.map(processLine)),
    edge,
  ];
  return `${lines.join("\n")}\n`;
}

function gpuLines(gpu: Gpu): string[] {
  const memory = memoryOf(gpu);
  const temperature = String(Math.round(gpu.temperatureC)).padStart(3);
  const power = `${Math.round(gpu.powerWatts)}W`.padStart(16);
  const limit = `${Math.round(gpu.powerLimitWatts)}W`.padStart(5);
  const used = `${memory.used}MiB`.padStart(11);
  const total = `${memory.total}MiB`.padStart(9);
  const util = `${Math.round(gpu.utilPercent)}%`.padStart(8);
  return [
    `|${String(gpu.index).padStart(4)}  ${gpu.modelName.padEnd(31)}On  |   ${gpu.pciBusId} Off |                    0 |`,
    `| N/A  ${temperature}C    P0${power} / ${limit} |${used} / ${total} |${util}      Default |`,
    "|                                         |                        |             Disabled |",
    columnEdge,
  ];
}

function processLine({ gpuIndex, pid, name, usedMiB }: GpuProcess): string {
  const usage = `${usedMiB}MiB`;
  return `|${String(gpuIndex).padStart(5)}   N/A  N/A${String(pid).padStart(10)}      C   ${name.padEnd(52 - usage.length)}${usage} |`;
}
