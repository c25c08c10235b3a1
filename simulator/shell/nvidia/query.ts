import { clockEventReasons } from "../../cluster/clock-event-reasons.ts";
import { gpuSku } from "../../cluster/gpu-sku.ts";
import type { Gpu } from "../../cluster/state.ts";
import { formatDate } from "../times.ts";
import { driverVersion, type GpuProcess, type GpuView, memoryOf } from "./gpu-view.ts";

/** A queryable field: its unit, if any, and its value without it. */
interface Field<T> {
  readonly unit?: "MiB" | "%" | "W" | "MHz";
  readonly value: (item: T, view: GpuView) => string;
}

const memory = (part: "total" | "used" | "free" | "reserved"): Field<Gpu> => ({
  unit: "MiB",
  value: (gpu) => String(memoryOf(gpu)[part]),
});
const text = <T>(value: Field<T>["value"]): Field<T> => ({ value });
const whole = <T>(unit: NonNullable<Field<T>["unit"]>, read: (item: T) => number): Field<T> => ({
  unit,
  value: (item) => String(Math.round(read(item))),
});
const watts = (read: (gpu: Gpu) => number): Field<Gpu> => ({
  unit: "W",
  value: (gpu) => read(gpu).toFixed(2),
});

const reason = (bit: number): Field<Gpu> =>
  text(({ clockEventReasons: bits }) => ((bits & bit) === 0 ? "Not Active" : "Active"));

/** Reasons for a clock below the highest, by the part of the field's name behind the dot. */
const reasonFields: ReadonlyMap<string, Field<Gpu>> = new Map([
  ["active", text((gpu) => `0x${gpu.clockEventReasons.toString(16).toUpperCase().padStart(16, "0")}`)],
  ["gpu_idle", reason(clockEventReasons.gpuIdle)],
  ["sw_power_cap", reason(clockEventReasons.swPowerCap)],
  ["hw_slowdown", reason(clockEventReasons.hwSlowdown)],
  ["hw_thermal_slowdown", reason(clockEventReasons.hwThermalSlowdown)],
  ["sw_thermal_slowdown", reason(clockEventReasons.swThermalSlowdown)],
]);

const timestamp = (view: GpuView) =>
  `${formatDate("%Y/%m/%d %H:%M:%S", view.nowMs)}.${formatDate("%N", view.nowMs).slice(0, 3)}`;

const gpuFields: ReadonlyMap<string, Field<Gpu>> = new Map<string, Field<Gpu>>([
  ["timestamp", text((_, view) => timestamp(view))],
  ["driver_version", text(() => driverVersion)],
  ["count", text((_, view) => String(view.gpus.length))],
  ["name", text((gpu) => gpu.modelName)],
  ["gpu_name", text((gpu) => gpu.modelName)],
  ["index", text((gpu) => String(gpu.index))],
  ["uuid", text((gpu) => gpu.uuid)],
  ["gpu_uuid", text((gpu) => gpu.uuid)],
  ["pci.bus_id", text((gpu) => gpu.pciBusId)],
  ["gpu_bus_id", text((gpu) => gpu.pciBusId)],
  ["persistence_mode", text(() => "Enabled")],
  ["pstate", text(() => "P0")],
  ["memory.total", memory("total")],
  ["memory.used", memory("used")],
  ["memory.free", memory("free")],
  ["memory.reserved", memory("reserved")],
  ["utilization.gpu", whole("%", (gpu) => gpu.utilPercent)],
  ["utilization.memory", whole("%", (gpu) => gpu.memCopyUtilPercent)],
  ["temperature.gpu", text((gpu) => String(Math.round(gpu.temperatureC)))],
  ["temperature.memory", text((gpu) => String(Math.round(gpu.memoryTemperatureC)))],
  ["power.draw", watts((gpu) => gpu.powerWatts)],
  ["power.limit", watts((gpu) => gpu.powerLimitWatts)],
  ["enforced.power.limit", watts((gpu) => gpu.powerLimitWatts)],
  ["power.default_limit", watts(() => gpuSku.defaultPowerLimitWatts)],
  ["power.min_limit", watts(() => gpuSku.minPowerLimitWatts)],
  ["power.max_limit", watts(() => gpuSku.maxPowerLimitWatts)],
  ["clocks.max.sm", whole("MHz", () => gpuSku.maxSmClockMHz)],
  ["clocks.sm", whole("MHz", (gpu) => gpu.smClockMHz)],
  ["clocks.current.sm", whole("MHz", (gpu) => gpu.smClockMHz)],
  ["clocks.gr", whole("MHz", (gpu) => gpu.smClockMHz)],
  ["clocks.mem", whole("MHz", (gpu) => gpu.memClockMHz)],
  ["clocks.current.memory", whole("MHz", (gpu) => gpu.memClockMHz)],
  ["ecc.errors.uncorrected.volatile.total", text(() => "0")],
  // The older name still works in this branch.
  ...["clocks_event_reasons", "clocks_throttle_reasons"].flatMap((group) =>
    [...reasonFields].map(([name, field]): [string, Field<Gpu>] => [`${group}.${name}`, field]),
  ),
]);

const processFields: ReadonlyMap<string, Field<GpuProcess>> = new Map<string, Field<GpuProcess>>([
  ["timestamp", text((_, view) => timestamp(view))],
  ["gpu_name", text(({ gpuUuid }, view) => view.gpus.find(({ uuid }) => uuid === gpuUuid)?.modelName ?? "")],
  ["gpu_bus_id", text(({ gpuUuid }, view) => view.gpus.find(({ uuid }) => uuid === gpuUuid)?.pciBusId ?? "")],
  ["gpu_uuid", text(({ gpuUuid }) => gpuUuid)],
  ["pid", text(({ pid }) => String(pid))],
  ["process_name", text(({ name }) => name)],
  ["name", text(({ name }) => name)],
  ["used_memory", whole("MiB", ({ usedMiB }) => usedMiB)],
  ["used_gpu_memory", whole("MiB", ({ usedMiB }) => usedMiB)],
]);

/** Text of a CSV query, or the name of the first field that does not exist. */
export type QueryText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly unknown: string };

/** `--query-gpu=FIELDS --format=csv[,noheader][,nounits]`. */
export function queryGpus(view: GpuView, fields: string, format: readonly string[]): QueryText {
  return csv(gpuFields, view.gpus, view, fields, format);
}

/** `--query-compute-apps=FIELDS --format=csv[,noheader][,nounits]`. */
export function queryProcesses(view: GpuView, fields: string, format: readonly string[]): QueryText {
  return csv(processFields, view.processes, view, fields, format);
}

function csv<T>(
  known: ReadonlyMap<string, Field<T>>,
  items: readonly T[],
  view: GpuView,
  list: string,
  format: readonly string[],
): QueryText {
  const chosen: (readonly [string, Field<T>])[] = [];
  for (const name of list.split(",").map((part) => part.trim())) {
    const field = known.get(name);
    if (field === undefined) return { ok: false, unknown: name };
    chosen.push([name, field]);
  }
  const header = chosen
    .map(([name, { unit }]) => (unit === undefined ? name : `${name} [${unit}]`))
    .join(", ");
  const bare = format.includes("nounits");
  const rows = items.map((item) =>
    chosen
      .map(([, { unit, value }]) =>
        unit === undefined || bare ? value(item, view) : `${value(item, view)} ${unit}`,
      )
      .join(", "),
  );
  const lines = format.includes("noheader") ? rows : [header, ...rows];
  return { ok: true, text: lines.map((line) => `${line}\n`).join("") };
}
