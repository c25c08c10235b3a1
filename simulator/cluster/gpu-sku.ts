/**
 * NVIDIA H100 SXM 80 GB: clocks, power and temperatures of 02 sections 1 and 2.3. Vendor pages put the
 * slowdown temperature between 83 and 90 C.
 */
export const gpuSku = {
  modelName: "NVIDIA H100 80GB HBM3",
  maxSmClockMHz: 1980,
  idleSmClockMHz: 345,
  /** The driver moves the SM clock in steps of this size. */
  clockStepMHz: 15,
  memClockMHz: 2619,
  defaultPowerLimitWatts: 700,
  minPowerLimitWatts: 200,
  maxPowerLimitWatts: 700,
  idleWatts: 70,
  /** From here on the driver lowers the clock by software. */
  softwareSlowdownCelsius: 83,
  /** From here on the hardware halves the clock. */
  slowdownCelsius: 87,
  /** The device powers itself off. */
  shutdownCelsius: 93,
} as const;

/** Temperature of the air at a sound node's inlet, C, and how far a watt warms the die above it, C/W. */
export const soundCooling = { inletCelsius: 28, celsiusPerWatt: 0.075 } as const;
