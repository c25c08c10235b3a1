import { flagship } from "./flagship.ts";
import { flagshipMonitoring } from "./flagship-monitoring.ts";

/**
 * A calm, steady day on which dcgm-exporter's file also names the fields that tell why a clock is low: for
 * faults of the hardware, which a learner or a lab injects.
 */
export const flagshipHardware = flagship({
  id: "flagship-hardware",
  title: "A calm day, with the GPUs' throttling watched",
  openAt: "14:30",
  traffic: { profile: "flat", requestsPerSecond: 256, noise: true },
  monitoring: {
    ...flagshipMonitoring,
    dcgmCounters: [
      "DCGM_FI_DEV_CLOCKS_EVENT_REASONS",
      "DCGM_FI_DEV_POWER_VIOLATION",
      "DCGM_FI_DEV_THERMAL_VIOLATION",
    ],
  },
});
