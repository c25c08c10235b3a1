import type { ClusterState, Deployment, Node, Pod } from "../cluster/state.ts";
import { kubeStateDefinitions } from "./kube-state-definitions.ts";
import { resourceValues } from "./resource-quantity.ts";

/** What kube-state-metrics shows of one object: metric name, labels and value of each series. */
export type KubeStateRow = readonly [name: string, labels: Readonly<Record<string, string>>, value: number];

const PHASES = ["Pending", "Succeeded", "Failed", "Unknown", "Running"] as const;
const CONTAINER = "server";
const deploymentNames = kubeStateDefinitions
  .map(({ name }) => name)
  .filter((name) => name.startsWith("kube_deployment_"));

/** Changes exactly when a row of the pod would. */
export function podSignature(pod: Pod): string {
  const { node, phase, ready, restarts, container, lastTerminated } = pod;
  const waiting = container.kind === "waiting" ? container.reason : "";
  const ended = lastTerminated === undefined ? "" : `${lastTerminated.reason} ${lastTerminated.exitCode}`;
  return `${node} ${phase} ${ready} ${restarts} ${container.kind} ${waiting} ${ended}`;
}

/** Rows of a pod and its container. */
export function podRows(pod: Pod, state: Readonly<ClusterState>): KubeStateRow[] {
  const identity = { namespace: pod.namespace, pod: pod.name, uid: pod.uid };
  const container = { ...identity, container: CONTAINER };
  return [
    ["kube_pod_info", { ...identity, ...infoOf(pod, state) }, 1],
    ["kube_pod_labels", { ...identity, label_app: pod.deployment, label_version: pod.version }, 1],
    ...PHASES.map(
      (phase): KubeStateRow => ["kube_pod_status_phase", { ...identity, phase }, flag(pod.phase === phase)],
    ),
    ["kube_pod_status_ready", { ...identity, condition: "true" }, flag(pod.ready)],
    ["kube_pod_status_ready", { ...identity, condition: "false" }, flag(!pod.ready)],
    ["kube_pod_status_ready", { ...identity, condition: "unknown" }, 0],
    ...(pod.node === undefined ? [] : containerRows(pod, container)),
    ...resourceRows(pod, container, state),
  ];
}

function infoOf(pod: Pod, state: Readonly<ClusterState>): Readonly<Record<string, string>> {
  const node = state.nodes.find(({ name }) => name === pod.node);
  return {
    host_ip: node?.internalIp ?? "",
    pod_ip: node === undefined ? "" : pod.ip,
    node: node?.name ?? "",
    created_by_kind: "ReplicaSet",
    created_by_name: pod.name.slice(0, pod.name.lastIndexOf("-")),
  };
}

function containerRows(pod: Pod, labels: Readonly<Record<string, string>>): KubeStateRow[] {
  const rows: KubeStateRow[] = [
    ["kube_pod_container_status_ready", labels, flag(pod.ready)],
    ["kube_pod_container_status_running", labels, flag(pod.container.kind === "running")],
    ["kube_pod_container_status_restarts_total", labels, pod.restarts],
  ];
  if (pod.container.kind === "waiting") {
    const { reason } = pod.container;
    rows.push(["kube_pod_container_status_waiting_reason", { ...labels, reason }, 1]);
  }
  if (pod.lastTerminated !== undefined) {
    const { reason, exitCode } = pod.lastTerminated;
    rows.push(["kube_pod_container_status_last_terminated_exitcode", labels, exitCode]);
    rows.push(["kube_pod_container_status_last_terminated_reason", { ...labels, reason }, 1]);
  }
  return rows;
}

function resourceRows(
  pod: Pod,
  labels: Readonly<Record<string, string>>,
  state: Readonly<ClusterState>,
): KubeStateRow[] {
  const deployment = state.deployments.find(({ name }) => name === pod.deployment);
  const revision = deployment?.revisions.find(({ number }) => number === pod.revision);
  const placed = { ...labels, node: pod.node ?? "" };
  return resourceValues(revision?.limits ?? {}).flatMap(
    ({ resource, unit, request, limit }): KubeStateRow[] => [
      ["kube_pod_container_resource_requests", { ...placed, resource, unit }, request],
      ["kube_pod_container_resource_limits", { ...placed, resource, unit }, limit],
    ],
  );
}

/** Values of a Deployment in the order of its metrics. */
export function deploymentValues(deployment: Deployment): readonly number[] {
  return [
    deployment.replicas,
    deployment.statusReplicas,
    deployment.readyReplicas,
    deployment.availableReplicas,
    deployment.updatedReplicas,
    deployment.generation,
    deployment.observedGeneration,
  ];
}

export function deploymentRows(deployment: Deployment, values: readonly number[]): KubeStateRow[] {
  const labels = { namespace: deployment.namespace, deployment: deployment.name };
  return deploymentNames.map((name, i) => [name, labels, values[i] ?? 0]);
}

export function nodeRows(node: Node): KubeStateRow[] {
  const labels = { node: node.name };
  const ready = String(node.ready);
  return [
    ["kube_node_info", { ...labels, internal_ip: node.internalIp }, 1],
    ...["true", "false", "unknown"].map(
      (status): KubeStateRow => [
        "kube_node_status_condition",
        { ...labels, condition: "Ready", status },
        flag(status === ready),
      ],
    ),
    [
      "kube_node_status_allocatable",
      { ...labels, resource: "nvidia_com_gpu", unit: "integer" },
      node.gpus.filter(({ lost }) => !lost).length,
    ],
    ["kube_node_spec_unschedulable", labels, flag(node.cordoned)],
  ];
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}
