import { gpuSku } from "./gpu-sku.ts";
import table from "./tables/gpu-power-by-clock.json" with { type: "json" };

const FIRST_MHZ = table.rows[0]?.[0] ?? gpuSku.idleSmClockMHz;

/** Dynamic power at a clock of the table as a share of that at the highest clock, for the same use of each cycle. */
export function dynamicPowerAt(clockMHz: number): number {
  return table.rows[(clockMHz - FIRST_MHZ) / gpuSku.clockStepMHz]?.[1] ?? 1;
}

/**
 * The highest clock up to `ceilingMHz` at which `dynamicWatts`, drawn at the highest clock, become at most
 * `budgetWatts`: what the power management of the device looks for. The lowest clock when there is none.
 */
export function clockWithin(budgetWatts: number, dynamicWatts: number, ceilingMHz: number): number {
  let clockMHz = ceilingMHz;
  while (clockMHz > FIRST_MHZ && dynamicWatts * dynamicPowerAt(clockMHz) > budgetWatts)
    clockMHz -= gpuSku.clockStepMHz;
  return clockMHz;
}
