import { clockEventReasons } from "../../cluster/clock-event-reasons.ts";
import { gpuSku } from "../../cluster/gpu-sku.ts";
import type { Gpu } from "../../cluster/state.ts";
import { formatDate } from "../times.ts";
import { cudaVersion, driverVersion, type GpuView, memoryOf } from "./gpu-view.ts";

/** One line of a section: indentation depth, name, value; a heading has no value. */
type Field = readonly [depth: number, name: string, value?: string];

const yes = (value: boolean) => (value ? "Active" : "Not Active");
const watts = (value: number) => `${value.toFixed(2)} W`;

function memory(gpu: Gpu): Field[] {
  const { total, reserved, used, free } = memoryOf(gpu);
  return [
    [1, "FB Memory Usage"],
    [2, "Total", `${total} MiB`],
    [2, "Reserved", `${reserved} MiB`],
    [2, "Used", `${used} MiB`],
    [2, "Free", `${free} MiB`],
  ];
}

function utilization(gpu: Gpu): Field[] {
  return [
    [1, "Utilization"],
    [2, "Gpu", `${Math.round(gpu.utilPercent)} %`],
    [2, "Memory", `${Math.round(gpu.memCopyUtilPercent)} %`],
    [2, "Encoder", "0 %"],
    [2, "Decoder", "0 %"],
    [2, "JPEG", "0 %"],
    [2, "OFA", "0 %"],
  ];
}

/** Highest temperature of normal work, C; the driver gives its other limits as distances from it. */
const operatingCelsius = gpuSku.slowdownCelsius - 2;

function temperature(gpu: Gpu): Field[] {
  const margin = (celsius: number) => `${operatingCelsius - Math.round(celsius)} C`;
  return [
    [1, "Temperature"],
    [2, "GPU Current Temp", `${Math.round(gpu.temperatureC)} C`],
    [2, "GPU T.Limit Temp", margin(gpu.temperatureC)],
    [2, "GPU Shutdown T.Limit Temp", margin(gpuSku.shutdownCelsius)],
    [2, "GPU Slowdown T.Limit Temp", margin(gpuSku.slowdownCelsius)],
    [2, "GPU Max Operating T.Limit Temp", "0 C"],
    [2, "GPU Target Temperature", "N/A"],
    [2, "Memory Current Temp", `${Math.round(gpu.memoryTemperatureC)} C`],
    [2, "Memory Max Operating T.Limit Temp", "0 C"],
  ];
}

function power(gpu: Gpu): Field[] {
  return [
    [1, "GPU Power Readings"],
    [2, "Power Draw", watts(gpu.powerWatts)],
    [2, "Current Power Limit", watts(gpu.powerLimitWatts)],
    [2, "Requested Power Limit", watts(gpu.powerLimitWatts)],
    [2, "Default Power Limit", watts(gpuSku.defaultPowerLimitWatts)],
    [2, "Min Power Limit", watts(gpuSku.minPowerLimitWatts)],
    [2, "Max Power Limit", watts(gpuSku.maxPowerLimitWatts)],
  ];
}

function performance(gpu: Gpu): Field[] {
  const active = (bit: number) => yes((gpu.clockEventReasons & bit) !== 0);
  return [
    [1, "Performance State", "P0"],
    [1, "Clocks Event Reasons"],
    [2, "Idle", active(clockEventReasons.gpuIdle)],
    [2, "Applications Clocks Setting", yes(false)],
    [2, "SW Power Cap", active(clockEventReasons.swPowerCap)],
    [2, "HW Slowdown", active(clockEventReasons.hwSlowdown)],
    [3, "HW Thermal Slowdown", active(clockEventReasons.hwThermalSlowdown)],
    [3, "HW Power Brake Slowdown", yes(false)],
    [2, "Sync Boost", yes(false)],
    [2, "SW Thermal Slowdown", active(clockEventReasons.swThermalSlowdown)],
    [2, "Display Clock Setting", yes(false)],
    [1, "Sparse Operation Mode", "N/A"],
  ];
}

function clock(gpu: Gpu): Field[] {
  return [
    [1, "Clocks"],
    [2, "Graphics", `${Math.round(gpu.smClockMHz)} MHz`],
    [2, "SM", `${Math.round(gpu.smClockMHz)} MHz`],
    [2, "Memory", `${Math.round(gpu.memClockMHz)} MHz`],
  ];
}

const sections: ReadonlyMap<string, (gpu: Gpu) => Field[]> = new Map([
  ["MEMORY", memory],
  ["UTILIZATION", utilization],
  ["TEMPERATURE", temperature],
  ["POWER", power],
  ["CLOCK", clock],
  ["PERFORMANCE", performance],
]);

/** Section names `-d` takes here; the driver has a dozen more. */
export const sectionNames: readonly string[] = [...sections.keys()];

/**
 * `nvidia-smi -q -d A,B`: the named sections of every device. Statistics over the driver's sample buffers,
 * BAR1 and confidential computing are left out.
 */
export function details({ gpus, nowMs }: GpuView, wanted: readonly string[]): string {
  const lines = [
    "",
    "==============NVSMI LOG==============",
    "",
    ...format([
      [0, "Timestamp", formatDate("%a %b %e %H:%M:%S %Y", nowMs)],
      [0, "Driver Version", driverVersion],
      [0, "CUDA Version", cudaVersion],
    ]),
    "",
    ...format([[0, "Attached GPUs", String(gpus.length)]]),
  ];
  for (const gpu of gpus) {
    lines.push(`GPU ${gpu.pciBusId}`);
    if (wanted.length === 0) lines.push(...format(identity(gpu)));
    for (const [name, section] of sections) {
      if (wanted.length === 0 || wanted.includes(name)) lines.push(...format(section(gpu)));
    }
    lines.push("");
  }
  return `${lines.join("\n")}\n`;
}

function identity(gpu: Gpu): Field[] {
  return [
    [1, "Product Name", gpu.modelName],
    [1, "Product Brand", "NVIDIA"],
    [1, "Product Architecture", "Hopper"],
    [1, "Persistence Mode", "Enabled"],
    [1, "GPU UUID", gpu.uuid],
    [1, "Minor Number", String(gpu.index)],
  ];
}

function format(fields: readonly Field[]): string[] {
  return fields.map(([depth, name, value]) => {
    const label = `${"    ".repeat(depth)}${name}`;
    return value === undefined ? label : `${label.padEnd(42)}: ${value}`;
  });
}
