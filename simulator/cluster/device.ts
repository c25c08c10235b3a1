import { hashUnit, keyOf } from "../kernel/hash.ts";
import { uuidOf } from "../kernel/ids.ts";
import { GPU_CAPACITY } from "./service-curve.ts";
import type { Gpu } from "./state.ts";

/** NVIDIA H100 SXM 80 GB: clocks, power and thermal constants of 02 sections 1 and 2.3. */
const SKU = {
  modelName: "NVIDIA H100 80GB HBM3",
  smClockMHz: 1980,
  idleSmClockMHz: 345,
  memClockMHz: 2619,
  powerLimitWatts: 700,
  idleWatts: 70,
} as const;
/** A CUDA context keeps the clocks up; about 650 W are drawn at full load. */
const CONTEXT_WATTS = 40;
const INLET_CELSIUS = 28;
const CELSIUS_PER_WATT = 0.075;
const GPU_TAU_SECONDS = 45;
const MEMORY_TAU_SECONDS = 90;
/** Bus addresses of the slots in a node, in order of device index. */
const BUSES = ["1B", "43", "52", "61", "9D", "C3", "D1", "DF"] as const;
/** A device id does not depend on the run's seed: the same machines are there in every run. */
const HARDWARE_SEED = 2025;
const NOISE = keyOf("gpu/utilization-noise");

/** What one GPU did in a second. */
export interface GpuLoad {
  /** Share of the second in which a kernel ran. */
  readonly busy: number;
  readonly requestsPerSecond: number;
}

const IDLE: GpuLoad = { busy: 0, requestsPerSecond: 0 };

/** A GPU with its physics; the rest of the world sees it as `Gpu`. */
export class Device implements Gpu {
  readonly uuid: string;
  readonly index: number;
  readonly pciBusId: string;
  readonly modelName = SKU.modelName;
  readonly node: string;
  readonly fbTotalMiB: number;
  fbUsedMiB = 0;
  fbReservedMiB = 0;
  utilPercent = 0;
  memCopyUtilPercent = 0;
  tensorActive = 0;
  dramActive = 0;
  smClockMHz: number = SKU.idleSmClockMHz;
  memClockMHz = SKU.memClockMHz;
  powerWatts: number = SKU.idleWatts;
  powerLimitWatts = SKU.powerLimitWatts;
  temperatureC = settledTemperature(SKU.idleWatts);
  memoryTemperatureC = settledMemoryTemperature(this.temperatureC, 0);
  energyMillijoules = 0;
  lastXid = 0;
  pod: string | undefined;
  /** Watts before noise. */
  private drawnWatts: number = SKU.idleWatts;
  private readonly noiseKey: number;

  constructor(node: string, index: number, fbTotalMiB: number) {
    const key = keyOf(`${node}/gpu/${index}`);
    this.uuid = `GPU-${uuidOf(HARDWARE_SEED, key, index)}`;
    this.index = index;
    this.pciBusId = `00000000:${BUSES[index % BUSES.length] ?? "1B"}:00.0`;
    this.node = node;
    this.fbTotalMiB = fbTotalMiB;
    this.noiseKey = key ^ NOISE;
  }

  /**
   * One second: activity from the batches it ran, power from activity, temperatures by a first order lag
   * (tau 45 s for the die, 90 s for the memory), energy as the integral of power. Shares of peak are
   * proportional to the request rate; a real profile would also depend on sequence lengths. `load` is
   * undefined while no process holds the device.
   */
  step(load: GpuLoad | undefined, seed: number, second: number): void {
    const { busy, requestsPerSecond } = load ?? IDLE;
    const intensity = Math.min(1, requestsPerSecond / GPU_CAPACITY);
    const noise = hashUnit(seed, this.noiseKey, second) - 0.5;
    this.tensorActive = 0.55 * intensity;
    this.dramActive = 0.12 * busy + 0.4 * intensity;
    this.utilPercent = busy === 0 ? 0 : Math.min(100, Math.max(0, 100 * busy + 3 * noise));
    this.memCopyUtilPercent = 90 * this.dramActive;
    this.smClockMHz = load === undefined ? SKU.idleSmClockMHz : SKU.smClockMHz;
    const dynamic = CONTEXT_WATTS * (load === undefined ? 0 : 1) + 90 * busy + 820 * this.tensorActive;
    this.drawnWatts = Math.min(this.powerLimitWatts, SKU.idleWatts + dynamic);
    this.powerWatts = Math.min(this.powerLimitWatts, this.drawnWatts * (1 + 0.02 * noise));
    this.temperatureC += (settledTemperature(this.drawnWatts) - this.temperatureC) / GPU_TAU_SECONDS;
    const memoryTarget = settledMemoryTemperature(this.temperatureC, this.dramActive);
    this.memoryTemperatureC += (memoryTarget - this.memoryTemperatureC) / MEMORY_TAU_SECONDS;
    this.energyMillijoules += this.powerWatts * 1000;
  }

  /** Puts the device where it would be after `upSeconds` of this load: warm, with the energy on its meter. */
  settle(load: GpuLoad | undefined, seed: number, second: number, upSeconds: number): void {
    this.step(load, seed, second);
    this.temperatureC = settledTemperature(this.drawnWatts);
    this.memoryTemperatureC = settledMemoryTemperature(this.temperatureC, this.dramActive);
    this.energyMillijoules = Math.floor(this.drawnWatts * 1000 * upSeconds);
  }
}

/** Temperature of the die after a long time at this power. */
export function settledTemperature(watts: number): number {
  return INLET_CELSIUS + CELSIUS_PER_WATT * watts;
}

function settledMemoryTemperature(dieCelsius: number, dramActive: number): number {
  return dieCelsius + 7 + 20 * dramActive;
}
