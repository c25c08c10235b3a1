import type { Pod } from "../../cluster/state.ts";
import { age } from "../times.ts";

/** The STATUS column of `kubectl get pods`, as printPod of kubernetes/pkg/printers computes it. */
export function podStatus(pod: Pod): string {
  if (pod.terminating) return "Terminating";
  if (pod.container.kind === "running") return pod.phase === "Pending" ? "ContainerCreating" : "Running";
  if (pod.node === undefined) return "Pending";
  return pod.container.reason;
}

/** The RESTARTS column: the count, and when the last one was. */
export function podRestarts(pod: Pod, nowMs: number): string {
  if (pod.restarts === 0 || pod.lastTerminated === undefined) return String(pod.restarts);
  return `${pod.restarts} (${age(pod.lastTerminated.finishedMs, nowMs)} ago)`;
}

/** The READY column; every serving pod has one container. */
export function podReady(pod: Pod): string {
  return `${pod.ready ? 1 : 0}/1`;
}
