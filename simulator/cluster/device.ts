import { hashUnit, keyOf } from "../kernel/hash.ts";
import { uuidOf } from "../kernel/ids.ts";
import { clockEventReasons } from "./clock-event-reasons.ts";
import { gpuSku, soundCooling } from "./gpu-sku.ts";
import { clockWithin, dynamicPowerAt } from "./power-by-clock.ts";
import { GPU_CAPACITY } from "./service-curve.ts";
import type { DeviceError, Gpu } from "./state.ts";
import { ThermalGovernor } from "./thermal-governor.ts";

/** A CUDA context keeps the clocks up; about 650 W are drawn at full load. */
const CONTEXT_WATTS = 40;
const GPU_TAU_SECONDS = 45;
const MEMORY_TAU_SECONDS = 90;
const SECOND_NS = 1e9;
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

/** What carries the heat away. */
interface Cooling {
  readonly inletCelsius: number;
  readonly celsiusPerWatt: number;
}

const IDLE: GpuLoad = { busy: 0, requestsPerSecond: 0 };

/** A GPU with its physics; the rest of the world sees it as `Gpu`. */
export class Device implements Gpu {
  readonly uuid: string;
  readonly index: number;
  readonly pciBusId: string;
  readonly modelName = gpuSku.modelName;
  readonly node: string;
  readonly fbTotalMiB: number;
  fbUsedMiB = 0;
  fbReservedMiB = 0;
  utilPercent = 0;
  memCopyUtilPercent = 0;
  tensorActive = 0;
  dramActive = 0;
  smClockMHz: number = gpuSku.idleSmClockMHz;
  memClockMHz = gpuSku.memClockMHz;
  clockEventReasons = 0;
  powerViolationNs = 0;
  thermalViolationNs = 0;
  powerWatts: number = gpuSku.idleWatts;
  powerLimitWatts: number = gpuSku.defaultPowerLimitWatts;
  temperatureC = settledTemperature(gpuSku.idleWatts, soundCooling);
  memoryTemperatureC = settledMemoryTemperature(this.temperatureC, 0);
  energyMillijoules = 0;
  lastXid = 0;
  lost = false;
  uncorrectableRemappedRows = 0;
  /** Whether the next batch meets a memory error that ECC cannot correct. */
  uncorrectableError = false;
  pod: string | undefined;
  /** Air and heat sink; part of the state equations, so a fault may change it. */
  cooling: Cooling = soundCooling;
  /** Share of the highest clock at which the next second is served. */
  clockFactor = 1;
  /** Whether requests of the last second took longer for want of clock. */
  slowed = false;
  /** Watts before noise. */
  private drawnWatts: number = gpuSku.idleWatts;
  private readonly thermal = new ThermalGovernor();
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
   * One second: activity from the batches it ran, clock from power limit and temperature, power from clock
   * and activity, temperatures by a first order lag (tau 45 s for the die, 90 s for the memory), energy as
   * the integral of power. Shares of peak are proportional to the request rate; a real profile would also
   * depend on sequence lengths. A new clock serves from the next second on; a real one within
   * milliseconds. `load` is undefined while no process holds the device. A device off the bus keeps the
   * state it was last seen in, which nobody can read.
   */
  step(load: GpuLoad | undefined, seed: number, second: number): void {
    if (this.lost) return;
    const { busy, requestsPerSecond } = load ?? IDLE;
    const factor = this.clockFactor;
    const perCycle = Math.min(1, requestsPerSecond / (GPU_CAPACITY * factor));
    const noise = hashUnit(seed, this.noiseKey, second) - 0.5;
    this.slowed = factor < 1 && requestsPerSecond > 0;
    this.tensorActive = 0.55 * perCycle * factor;
    this.dramActive = 0.12 * busy + 0.4 * perCycle * factor;
    this.utilPercent = busy === 0 ? 0 : Math.min(100, Math.max(0, 100 * busy + 3 * noise));
    this.memCopyUtilPercent = 90 * this.dramActive;
    const dynamic = load === undefined ? 0 : CONTEXT_WATTS + 90 * busy + 820 * (0.55 * perCycle);
    this.setClock(load !== undefined, dynamic);
    const share = load === undefined ? 0 : dynamicPowerAt(this.smClockMHz);
    this.drawnWatts = Math.min(this.powerLimitWatts, gpuSku.idleWatts + dynamic * share);
    this.powerWatts = Math.min(this.powerLimitWatts, this.drawnWatts * (1 + 0.02 * noise));
    const target = settledTemperature(this.drawnWatts, this.cooling);
    this.temperatureC += (target - this.temperatureC) / GPU_TAU_SECONDS;
    const memoryTarget = settledMemoryTemperature(this.temperatureC, this.dramActive);
    this.memoryTemperatureC += (memoryTarget - this.memoryTemperatureC) / MEMORY_TAU_SECONDS;
    this.energyMillijoules += this.powerWatts * 1000;
    this.thermal.step(this.temperatureC);
  }

  /** What happens to the requests of the next second, when anything does. */
  get error(): DeviceError | undefined {
    return this.lost ? "gpu-lost" : this.uncorrectableError ? "uncorrectable-ecc" : undefined;
  }

  /** The highest clock that temperature and power limit allow, and why it is no higher. */
  private setClock(held: boolean, dynamicWatts: number): void {
    const { thermal } = this;
    const { ceilingMHz } = thermal;
    const budget = this.powerLimitWatts - gpuSku.idleWatts;
    const clockMHz = held ? clockWithin(budget, dynamicWatts, ceilingMHz) : gpuSku.idleSmClockMHz;
    this.smClockMHz = clockMHz;
    this.clockFactor = held ? clockMHz / gpuSku.maxSmClockMHz : 1;
    const capped = held && clockMHz < ceilingMHz;
    const hot = thermal.softwareActive || thermal.hardwareActive;
    this.clockEventReasons =
      (this.utilPercent === 0 ? clockEventReasons.gpuIdle : 0) |
      (capped ? clockEventReasons.swPowerCap : 0) |
      (thermal.softwareActive ? clockEventReasons.swThermalSlowdown : 0) |
      (thermal.hardwareActive ? clockEventReasons.hwSlowdown | clockEventReasons.hwThermalSlowdown : 0);
    if (capped) this.powerViolationNs += SECOND_NS;
    if (held && hot) this.thermalViolationNs += SECOND_NS;
  }

  /** Puts the device where it would be after `upSeconds` of this load: warm, with the energy on its meter. */
  settle(load: GpuLoad | undefined, seed: number, second: number, upSeconds: number): void {
    this.step(load, seed, second);
    this.temperatureC = settledTemperature(this.drawnWatts, this.cooling);
    this.memoryTemperatureC = settledMemoryTemperature(this.temperatureC, this.dramActive);
    this.energyMillijoules = Math.floor(this.drawnWatts * 1000 * upSeconds);
  }
}

/** Temperature of the die after a long time at this power. */
export function settledTemperature(watts: number, { inletCelsius, celsiusPerWatt }: Cooling): number {
  return inletCelsius + celsiusPerWatt * watts;
}

function settledMemoryTemperature(dieCelsius: number, dramActive: number): number {
  return dieCelsius + 7 + 20 * dramActive;
}
