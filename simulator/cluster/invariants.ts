import type { ClusterCore } from "./cluster-core.ts";

/** Stops a run whose state stopped making sense: a bug of the simulator, never to be hidden. */
export function checkInvariants(core: ClusterCore): void {
  for (const device of core.devices) {
    check(core, device.uuid, "fbUsedMiB", device.fbUsedMiB);
    check(core, device.uuid, "temperatureC", device.temperatureC);
    check(core, device.uuid, "energyMillijoules", device.energyMillijoules);
  }
  for (const { pod, process } of core.pods) {
    check(core, pod.name, "gpuMemoryMiB", process.gpuMemoryMiB);
    check(core, pod.name, "latencySumSeconds", process.latencySumSeconds);
  }
}

function check(core: ClusterCore, entity: string, column: string, value: number): void {
  if (value >= 0) return;
  const became = Number.isNaN(value) ? "NaN" : String(value);
  throw new Error(`simulator invariant: ${entity}.${column} became ${became} at ${core.state.nowMs} ms`);
}
