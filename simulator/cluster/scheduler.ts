import { MINUTE } from "../kernel/units.ts";
import { type ClusterCore, emit } from "./cluster-core.ts";
import type { Device } from "./device.ts";
import { eventText } from "./kube-events.ts";
import type { PodRuntime } from "./pod-runtime.ts";

/** How often the scheduler says again that a pod does not fit. */
const REPEAT_MS = 5 * MINUTE;
/** From binding to a started container whose image is on the node. */
const CONTAINER_START_MS = 1000;

/**
 * Gives Pending pods a node and a whole GPU that the device plugin finds healthy, oldest first: kube-scheduler with `nvidia.com/gpu: 1`. Nodes
 * with more free GPUs are preferred (its least-allocated score), ties go by name.
 */
export function schedule(core: ClusterCore): void {
  for (const runtime of core.pods) {
    if (runtime.pod.node !== undefined || runtime.pod.terminating) continue;
    const device = bestDevice(core);
    if (device === undefined) saysWhyNot(core, runtime);
    else bind(core, runtime, device);
  }
}

/** Gives a pod a device and its node. */
export function place(runtime: PodRuntime, device: Device): void {
  const { pod } = runtime;
  pod.node = device.node;
  pod.gpuUuid = device.uuid;
  runtime.gpu = device;
  device.pod = pod.name;
}

/** A free device on the schedulable node that has most of them. */
export function bestDevice(core: Pick<ClusterCore, "state" | "devices">): Device | undefined {
  let best: Device | undefined;
  let most = 0;
  for (const node of core.state.nodes) {
    if (node.cordoned || !node.ready) continue;
    const free = core.devices.filter(
      (device) => device.node === node.name && device.pod === undefined && !device.lost,
    );
    if (free.length > most) {
      best = free[0];
      most = free.length;
    }
  }
  return best;
}

function bind(core: ClusterCore, runtime: PodRuntime, device: Device): void {
  place(runtime, device);
  const { pod } = runtime;
  runtime.startAtMs = Math.max(core.state.nowMs, pod.createdMs + CONTAINER_START_MS);
  emit(core, `pod/${pod.name}`, eventText.scheduled(pod.name, pod.namespace, device.node));
}

function saysWhyNot(core: ClusterCore, runtime: PodRuntime): void {
  const { nowMs, nodes } = core.state;
  const last = runtime.lastFailedSchedulingMs;
  if (last !== undefined && nowMs - last < REPEAT_MS) return;
  runtime.lastFailedSchedulingMs = nowMs;
  const cordoned = nodes.filter((node) => node.cordoned).length;
  const text = eventText.failedScheduling(nodes.length, nodes.length - cordoned, cordoned);
  emit(core, `pod/${runtime.pod.name}`, text);
}
