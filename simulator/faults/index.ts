import type { PlannedFault } from "../cluster/planned-fault.ts";
import { cardinalityBomb } from "./cardinality-bomb.ts";
import { eccErrors } from "./ecc-errors.ts";
import { errorOnRoute } from "./error-on-route.ts";
import type { FaultValues } from "./fault.ts";
import { gpuOffBus } from "./gpu-off-bus.ts";
import { hostMemoryLeak } from "./host-memory-leak.ts";
import { memoryLeak } from "./memory-leak.ts";
import { powerCap } from "./power-cap.ts";
import { prometheusDown } from "./prometheus-down.ts";
import { stuckRollout } from "./stuck-rollout.ts";
import { thermalThrottle } from "./thermal-throttle.ts";
import { trafficBurst } from "./traffic-burst.ts";

/** Every fault of the simulator: one file and one line each. */
export const faults = [
  memoryLeak,
  hostMemoryLeak,
  thermalThrottle,
  powerCap,
  gpuOffBus,
  eccErrors,
  trafficBurst,
  errorOnRoute,
  stuckRollout,
  cardinalityBomb,
  prometheusDown,
] as const;

/** Ids a scenario, a lab or an `inject` action may name. */
export type FaultId = (typeof faults)[number]["id"];

/** A fault by id with these parameters. Throws for an unknown id, an unknown parameter or a value out of range. */
export function planFault(id: string, atMs: number, params: FaultValues): PlannedFault {
  const found = faults.find((fault) => fault.id === id);
  if (found === undefined)
    throw new Error(`unknown fault "${id}"; there are ${faults.map((fault) => fault.id).join(", ")}.`);
  return found.plan(atMs, params);
}
