/**
 * Why a GPU does not run at its highest clock: bits of `nvmlClocksEventReasons*` in NVML's nvml.h, the same
 * in DCGM_FI_DEV_CLOCKS_EVENT_REASONS. Reasons that cannot arise here (application clocks 0x2, sync boost
 * 0x10, power brake 0x80, display clocks 0x100) are left out.
 */
export const clockEventReasons = {
  gpuIdle: 0x1,
  swPowerCap: 0x4,
  /** Set with the reason in hardware that caused it. */
  hwSlowdown: 0x8,
  swThermalSlowdown: 0x20,
  hwThermalSlowdown: 0x40,
} as const;
