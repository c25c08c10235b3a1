import type { ClusterState, Node } from "../../../cluster/state.ts";
import { keyOf } from "../../../kernel/hash.ts";
import { hexId, uuidOf } from "../../../kernel/ids.ts";
import { annotationLines, describeText, eventLines, labelLines } from "../../kube/describe-text.ts";
import { kubeletVersion, nodeCapacity, nodeLabels, resourcesOf } from "../../kube/manifest.ts";
import { percentOf, sumQuantities } from "../../kube/quantity.ts";
import { keptEvents } from "../../kube/rows.ts";
import { daemonPods, deploymentOf, monitoringNamespace, revisionOf } from "../../kube/workloads.ts";
import { age, rfc1123z } from "../../times.ts";

/** The text of `kubectl describe node`, after describeNode of kubernetes/kubectl. */
export function describeNode(cluster: Readonly<ClusterState>, node: Node): string {
  const events = keptEvents(cluster).filter(({ object }) => object === `node/${node.name}`);
  const resources = (gpus: number) => [
    `  cpu:\t${nodeCapacity.cpu}`,
    `  memory:\t${nodeCapacity.memoryKi}Ki`,
    `  nvidia.com/gpu:\t${gpus}`,
    "  pods:\t110",
  ];
  const key = keyOf(node.name);
  return describeText([
    `Name:\t${node.name}`,
    "Roles:\t<none>",
    ...labelLines("Labels", nodeLabels(node)),
    ...annotationLines({}),
    `CreationTimestamp:\t${rfc1123z(node.bootMs)}`,
    `Taints:\t${taints(node)}`,
    `Unschedulable:\t${node.cordoned}`,
    ...conditionLines(cluster, node),
    "Addresses:",
    `  InternalIP:\t${node.internalIp}`,
    `  Hostname:\t${node.name}`,
    "Capacity:",
    ...resources(node.gpus.length),
    "Allocatable:",
    ...resources(node.gpus.filter(({ lost }) => !lost).length),
    "System Info:",
    `  Machine ID:\t${hexId(0, key, 0, 0, 32)}`,
    `  System UUID:\t${uuidOf(0, key, 1)}`,
    `  Boot ID:\t${uuidOf(0, key, node.bootMs / 1000)}`,
    "  Kernel Version:\t6.8.0-85-generic",
    "  OS Image:\tUbuntu 24.04.3 LTS",
    "  Operating System:\tlinux",
    "  Architecture:\tamd64",
    "  Container Runtime Version:\tcontainerd://2.1.4",
    `  Kubelet Version:\t${kubeletVersion}`,
    ...podLines(cluster, node),
    ...eventLines(events, cluster.nowMs),
  ]);
}

function taints(node: Node): string {
  const list = [
    ...(node.ready ? [] : ["node.kubernetes.io/unreachable:NoExecute"]),
    ...(node.cordoned ? ["node.kubernetes.io/unschedulable:NoSchedule"] : []),
  ];
  return list.length === 0 ? "<none>" : list.join("\n\t");
}

function conditionLines(cluster: Readonly<ClusterState>, node: Node): string[] {
  const heartbeat = rfc1123z(cluster.nowMs - (cluster.nowMs % 10_000));
  const since = rfc1123z(node.bootMs);
  const rows: readonly (readonly [string, string, string])[] = [
    ["MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
    ["DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
    ["PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
    ["Ready", "KubeletReady", "kubelet is posting ready status"],
  ];
  const lines = rows.map(([type, reason, message]) => {
    const status = node.ready ? (type === "Ready" ? "True" : "False") : "Unknown";
    const why = node.ready
      ? `${reason} \t${message}`
      : "NodeStatusUnknown \tKubelet stopped posting node status.";
    return `  ${type} \t${status} \t${heartbeat} \t${since} \t${why}`;
  });
  return [
    "Conditions:",
    "  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage",
    "  ----\t------\t-----------------\t------------------\t------\t-------",
    ...lines,
  ];
}

interface NodePod {
  readonly namespace: string;
  readonly name: string;
  readonly limits: Readonly<Record<string, string>>;
  readonly createdMs: number;
}

function podsOn(cluster: Readonly<ClusterState>, node: Node): NodePod[] {
  const serving = cluster.pods
    .filter((pod) => pod.node === node.name)
    .map((pod) => {
      const deployment = deploymentOf(cluster, pod);
      const revision = deployment === undefined ? undefined : revisionOf(deployment, pod);
      const limits = revision === undefined ? {} : resourcesOf(revision).limits;
      return { namespace: pod.namespace, name: pod.name, limits, createdMs: pod.createdMs };
    });
  const daemons = daemonPods(cluster)
    .filter((pod) => pod.node === node)
    .map(({ name }) => ({ namespace: monitoringNamespace, name, limits: {}, createdMs: node.bootMs }));
  return [...serving, ...daemons];
}

function podLines(cluster: Readonly<ClusterState>, node: Node): string[] {
  const pods = podsOn(cluster, node);
  const cpu = (limits: NodePod["limits"]) => percentOf(limits.cpu ?? "0", String(nodeCapacity.cpu));
  const memory = (limits: NodePod["limits"]) => percentOf(limits.memory ?? "0", `${nodeCapacity.memoryKi}Ki`);
  const total = (name: string) => sumQuantities(pods.map(({ limits }) => limits[name] ?? "0"));
  const totals = { cpu: total("cpu"), memory: total("memory") };
  const gpus = pods.filter(({ limits }) => "nvidia.com/gpu" in limits).length;
  return [
    `Non-terminated Pods:\t(${pods.length} in total)`,
    "  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge",
    "  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---",
    ...pods.map(
      ({ namespace, name, limits, createdMs }) =>
        `  ${namespace}\t${name}\t\t${cpu(limits)}\t${cpu(limits)}\t${memory(limits)}\t${memory(limits)}\t${age(createdMs, cluster.nowMs)}`,
    ),
    "Allocated resources:",
    "  (Total limits may be over 100 percent, i.e., overcommitted.)",
    "  Resource\tRequests\tLimits",
    "  --------\t--------\t------",
    `  cpu\t${cpu(totals)}\t${cpu(totals)}`,
    `  memory\t${memory(totals)}\t${memory(totals)}`,
    "  ephemeral-storage\t0 (0%)\t0 (0%)",
    `  nvidia.com/gpu\t${gpus}\t${gpus}`,
  ];
}
