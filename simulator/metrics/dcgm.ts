import type { ClusterState, Gpu, Node, Pod } from "../cluster/state.ts";
import { define, definitionOf, type MetricDefinition, type MetricRow } from "./metric-definition.ts";
import type { Exporter, Sample, SampleFactory } from "./sample.ts";

/**
 * dcgm-exporter, one per GPU node: NVIDIA's exporter of device counters, with the counters of its default
 * file less the video engines and the vGPU licence.
 */

const SOURCE = "https://github.com/NVIDIA/dcgm-exporter/blob/main/etc/default-counters.csv";
const GPUS = 24;
const LABELS = [
  "gpu",
  "UUID",
  "pci_bus_id",
  "device",
  "modelName",
  "hostname",
  "DCGM_FI_DRIVER_VERSION",
  "container",
  "namespace",
  "pod",
];

const rows: readonly MetricRow[] = [
  ["DCGM_FI_DEV_SM_CLOCK", "gauge", "MHz", GPUS, "SM clock frequency (in MHz)."],
  ["DCGM_FI_DEV_MEM_CLOCK", "gauge", "MHz", GPUS, "Memory clock frequency (in MHz)."],
  ["DCGM_FI_DEV_MEMORY_TEMP", "gauge", "celsius", GPUS, "Memory temperature (in C)."],
  ["DCGM_FI_DEV_GPU_TEMP", "gauge", "celsius", GPUS, "GPU temperature (in C)."],
  ["DCGM_FI_DEV_POWER_USAGE", "gauge", "watts", GPUS, "Power draw (in W)."],
  [
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    "counter",
    "mJ",
    GPUS,
    "Total energy consumption since boot (in mJ).",
  ],
  ["DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "counter", "1", GPUS, "Total number of PCIe retries."],
  ["DCGM_FI_DEV_GPU_UTIL", "gauge", "percent", GPUS, "GPU utilization (in %)."],
  ["DCGM_FI_DEV_MEM_COPY_UTIL", "gauge", "percent", GPUS, "Memory utilization (in %)."],
  ["DCGM_FI_DEV_XID_ERRORS", "gauge", "1", GPUS, "Value of the last XID error encountered."],
  ["DCGM_FI_DEV_FB_FREE", "gauge", "MiB", GPUS, "Framebuffer memory free (in MiB)."],
  ["DCGM_FI_DEV_FB_USED", "gauge", "MiB", GPUS, "Framebuffer memory used (in MiB)."],
  ["DCGM_FI_DEV_FB_RESERVED", "gauge", "MiB", GPUS, "Framebuffer memory reserved (in MiB)."],
  [
    "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
    "counter",
    "1",
    GPUS,
    "Total number of NVLink bandwidth counters for all lanes.",
  ],
  [
    "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
    "counter",
    "1",
    GPUS,
    "Number of remapped rows for uncorrectable errors",
  ],
  [
    "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
    "counter",
    "1",
    GPUS,
    "Number of remapped rows for correctable errors",
  ],
  ["DCGM_FI_DEV_ROW_REMAP_FAILURE", "gauge", "1", GPUS, "Whether remapping of rows has failed"],
  ["DCGM_FI_PROF_GR_ENGINE_ACTIVE", "gauge", "ratio", GPUS, "Ratio of time the graphics engine is active."],
  [
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    "gauge",
    "ratio",
    GPUS,
    "Ratio of cycles the tensor (HMMA) pipe is active.",
  ],
  [
    "DCGM_FI_PROF_DRAM_ACTIVE",
    "gauge",
    "ratio",
    GPUS,
    "Ratio of cycles the device memory interface is active sending or receiving data.",
  ],
  [
    "DCGM_FI_PROF_PCIE_TX_BYTES",
    "gauge",
    "bytes per second",
    GPUS,
    "The rate of data transmitted over the PCIe bus - including both protocol headers and data payloads - in bytes per second",
  ],
  [
    "DCGM_FI_PROF_PCIE_RX_BYTES",
    "gauge",
    "bytes per second",
    GPUS,
    "The rate of data received over the PCIe bus - including both protocol headers and data payloads - in bytes per second.",
  ],
];

/**
 * Fields that the default file leaves out or has behind a `#`: the exporter has their series once its file
 * names them (`MonitoringSpec.dcgmCounters`). The help of the first is DCGM's own, as the file lacks it.
 */
const optionalRows: readonly MetricRow[] = [
  [
    "DCGM_FI_DEV_CLOCKS_EVENT_REASONS",
    "gauge",
    "bitmask",
    GPUS,
    "Current clock event reasons (bitmask of DCGM_CLOCKS_EVENT_REASON_*)",
  ],
  [
    "DCGM_FI_DEV_POWER_VIOLATION",
    "counter",
    "ns",
    GPUS,
    "Throttling duration due to power constraints (in us).",
  ],
  [
    "DCGM_FI_DEV_THERMAL_VIOLATION",
    "counter",
    "ns",
    GPUS,
    "Throttling duration due to thermal constraints (in us).",
  ],
];

const traps: ReadonlyMap<string, string> = new Map([
  [
    "DCGM_FI_DEV_FB_USED",
    "In MiB; the server's own gpu_memory_used_bytes is in bytes, 1,048,576 times as large.",
  ],
  ["DCGM_FI_DEV_GPU_UTIL", "Runs from 0 to 100 and is near 100 long before a server is saturated."],
  [
    "DCGM_FI_DEV_CLOCKS_EVENT_REASONS",
    "A sum of bits: compare single bits, and expect 1 (idle) on a GPU with nothing to do.",
  ],
  [
    "DCGM_FI_DEV_POWER_VIOLATION",
    "The help text says microseconds; DCGM counts nanoseconds (dcgm_fields.h).",
  ],
  [
    "DCGM_FI_DEV_THERMAL_VIOLATION",
    "The help text says microseconds; DCGM counts nanoseconds (dcgm_fields.h).",
  ],
  ["DCGM_FI_DEV_XID_ERRORS", "Holds the last XID for ever: rate() of it means nothing."],
]);

export const dcgmDefinitions: readonly MetricDefinition[] = define(
  { labels: LABELS, source: SOURCE, level: "gpu", job: "nvidia-gpu" },
  [...rows, ...optionalRows],
).map((definition) => {
  const trap = traps.get(definition.name);
  return trap === undefined ? definition : { ...definition, trap };
});

const XID = "DCGM_FI_DEV_XID_ERRORS";
/** Driver of every node: a branch that supports this GPU. */
const DRIVER_VERSION = "550.90.07";
/** Bytes of one request that cross the bus to the device and back: token ids in, class scores out. */
const REQUEST_BYTES_IN = 8192;
const REQUEST_BYTES_OUT = 2048;

/** Values of one GPU in the order of `rows`. Integer fields are whole numbers, as NVML gives them. */
function valuesOf(gpu: Gpu, requestsPerSecond: number): number[] {
  const used = Math.round(gpu.fbUsedMiB);
  const reserved = Math.round(gpu.fbReservedMiB);
  return [
    Math.round(gpu.smClockMHz),
    Math.round(gpu.memClockMHz),
    Math.round(gpu.memoryTemperatureC),
    Math.round(gpu.temperatureC),
    Math.round(gpu.powerWatts * 1000) / 1000,
    Math.floor(gpu.energyMillijoules),
    0,
    Math.round(gpu.utilPercent),
    Math.round(gpu.memCopyUtilPercent),
    gpu.lastXid,
    Math.max(0, Math.round(gpu.fbTotalMiB) - used - reserved),
    used,
    reserved,
    // One model fits one device here, so nothing crosses NVLink; rows of healthy memory are never remapped.
    ...[0, gpu.uncorrectableRemappedRows, 0, 0],
    ratio(gpu.utilPercent / 100),
    ratio(gpu.tensorActive),
    ratio(gpu.dramActive),
    Math.round(requestsPerSecond * REQUEST_BYTES_OUT),
    Math.round(requestsPerSecond * REQUEST_BYTES_IN),
  ];
}

/** Value of a field of `optionalRows`. */
function optionalValue(gpu: Gpu, name: string): number {
  if (name === "DCGM_FI_DEV_POWER_VIOLATION") return gpu.powerViolationNs;
  if (name === "DCGM_FI_DEV_THERMAL_VIOLATION") return gpu.thermalViolationNs;
  return gpu.clockEventReasons;
}

/** Six decimals, as the exporter prints floating-point fields. */
function ratio(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** One GPU: its last values, and its series while one pod holds it. */
interface Device {
  readonly gpu: Gpu;
  values: readonly number[];
  pod: string | undefined;
  /** Whether the last reading found it gone. */
  lost: boolean;
  /** Whether the samples are those of a lost device. */
  samplesLost: boolean;
  /** In the order of the names; a lost device has only its last XID, which the driver keeps. */
  samples: readonly (Sample | undefined)[];
}

/**
 * Reads a node's GPUs every 30 s; scrapes in between see the same values. Which pod holds a device is
 * looked up at the scrape, so for up to 30 s a new pod can show the last value of the one before it, as
 * releases from 4.0 on do.
 */
export class DcgmExporter implements Exporter {
  readonly definitions = dcgmDefinitions;
  private readonly factory: SampleFactory;
  private readonly node: Node;
  private readonly state: Readonly<ClusterState>;
  private readonly devices: readonly Device[];
  /** Optional fields that the file names. */
  private readonly optional: readonly string[];
  private readonly names: readonly string[];
  private all: readonly Sample[] = [];

  /** Throws for a name in `counters` that is no optional field. */
  constructor(
    factory: SampleFactory,
    node: Node,
    state: Readonly<ClusterState>,
    counters: readonly string[] = [],
  ) {
    const known = optionalRows.map(([name]) => name);
    const unknown = counters.find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new Error(`dcgmCounters: unknown counter "${unknown}"; there are ${known.join(", ")}.`);
    this.optional = known.filter((name) => counters.includes(name));
    this.names = [...rows.map(([name]) => name), ...this.optional];
    this.factory = factory;
    this.node = node;
    this.state = state;
    this.devices = node.gpus.map((gpu) => ({
      gpu,
      values: [],
      pod: "",
      lost: false,
      samplesLost: false,
      samples: [],
    }));
    this.refresh();
  }

  reachable(): boolean {
    return this.node.ready;
  }

  /** Takes new values from the devices; called at the collect interval (`--collect-interval`, default 30 s). */
  refresh(): void {
    for (const device of this.devices) {
      const { gpu } = device;
      device.lost = gpu.lost;
      const more = this.optional.map((name) => optionalValue(gpu, name));
      device.values = [...valuesOf(gpu, requestsOf(this.podOn(gpu))), ...more];
      show(device);
    }
  }

  collect(): readonly Sample[] {
    let remapped = false;
    for (const device of this.devices) {
      const pod = this.podOn(device.gpu);
      if (device.pod === pod?.name && device.samplesLost === device.lost) continue;
      device.pod = pod?.name;
      device.samplesLost = device.lost;
      const made = this.samplesOf(device.gpu, pod);
      device.samples = device.lost
        ? made.map((sample, i) => (this.names[i] === XID ? sample : undefined))
        : made;
      show(device);
      remapped = true;
    }
    if (remapped)
      this.all = this.names.flatMap((_, i) => this.devices.flatMap(({ samples }) => samples[i] ?? []));
    return this.all;
  }

  private podOn(gpu: Gpu): Pod | undefined {
    return this.state.pods.find(({ gpuUuid }) => gpuUuid === gpu.uuid);
  }

  private samplesOf(gpu: Gpu, pod: Pod | undefined): readonly Sample[] {
    const own = {
      gpu: String(gpu.index),
      UUID: gpu.uuid,
      pci_bus_id: gpu.pciBusId,
      device: `nvidia${gpu.index}`,
      modelName: gpu.modelName,
      hostname: gpu.node,
      DCGM_FI_DRIVER_VERSION: DRIVER_VERSION,
      ...(pod === undefined ? {} : { container: "server", namespace: pod.namespace, pod: pod.name }),
    };
    return this.names.map((name) => this.factory.make(definitionOf(dcgmDefinitions, name), own));
  }
}

function show({ samples, values }: Device): void {
  samples.forEach((sample, i) => {
    if (sample !== undefined) sample.value = values[i] ?? 0;
  });
}

function requestsOf(pod: Pod | undefined): number {
  if (pod === undefined) return 0;
  return pod.serving.lastSecond.ok + pod.serving.lastSecond.failed;
}
