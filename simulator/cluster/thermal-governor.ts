import { gpuSku } from "./gpu-sku.ts";

const HALF_CLOCK_MHZ = Math.floor(gpuSku.maxSmClockMHz / 2 / gpuSku.clockStepMHz) * gpuSku.clockStepMHz;
/** What the hardware takes beyond half in each second that stays too hot. */
const HARDWARE_STEP_MHZ = 4 * gpuSku.clockStepMHz;
/** Colder than the threshold by this much, the driver gives clock back. */
const HYSTERESIS_CELSIUS = 1;

/**
 * Keeps a GPU from burning: from 4 C below the slowdown temperature the driver takes a step of clock away
 * each second and gives it back below that; at the slowdown temperature the hardware halves the clock at
 * once and takes more as long as that is not enough, until the die is 4 C colder (NVML: "by a factor of 2
 * or more"). A real driver steers several times a second and does not say how.
 */
export class ThermalGovernor {
  /** What the driver allows, MHz. */
  private allowedMHz: number = gpuSku.maxSmClockMHz;
  /** What the hardware allows while it slows down, MHz. */
  private hardwareMHz: number | undefined;

  /** Highest clock allowed now, MHz. */
  get ceilingMHz(): number {
    return Math.min(this.hardwareMHz ?? this.allowedMHz, this.allowedMHz);
  }

  get softwareActive(): boolean {
    return this.allowedMHz < gpuSku.maxSmClockMHz;
  }

  get hardwareActive(): boolean {
    return this.hardwareMHz !== undefined;
  }

  /** One second at this die temperature. */
  step(celsius: number): void {
    const { softwareSlowdownCelsius, slowdownCelsius, clockStepMHz, idleSmClockMHz, maxSmClockMHz } = gpuSku;
    if (celsius >= slowdownCelsius) {
      const next = this.hardwareMHz === undefined ? HALF_CLOCK_MHZ : this.hardwareMHz - HARDWARE_STEP_MHZ;
      this.hardwareMHz = Math.max(idleSmClockMHz, next);
    } else if (celsius < softwareSlowdownCelsius) this.hardwareMHz = undefined;
    if (celsius >= softwareSlowdownCelsius)
      this.allowedMHz = Math.max(idleSmClockMHz, this.allowedMHz - clockStepMHz);
    else if (celsius < softwareSlowdownCelsius - HYSTERESIS_CELSIUS)
      this.allowedMHz = Math.min(maxSmClockMHz, this.allowedMHz + clockStepMHz);
  }
}
