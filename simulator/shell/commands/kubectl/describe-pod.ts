import type { ClusterState, ContainerState, Pod } from "../../../cluster/state.ts";
import {
  annotationLines,
  containerLines,
  describeText,
  eventLines,
  labelLines,
} from "../../kube/describe-text.ts";
import { containerId, podConditions } from "../../kube/manifest.ts";
import { keptEvents } from "../../kube/rows.ts";
import { deploymentOf, podLabels, revisionOf } from "../../kube/workloads.ts";
import { age, rfc1123z } from "../../times.ts";

/** The text of `kubectl describe pod`, after describePod of kubernetes/kubectl. */
export function describePod(cluster: Readonly<ClusterState>, pod: Pod): string {
  const deployment = deploymentOf(cluster, pod);
  const revision = deployment === undefined ? undefined : revisionOf(deployment, pod);
  const node = cluster.nodes.find(({ name }) => name === pod.node);
  const address = node === undefined ? "" : pod.ip;
  const events = keptEvents(cluster).filter(
    ({ object, namespace }) => object === `pod/${pod.name}` && namespace === pod.namespace,
  );
  return describeText([
    `Name:\t${pod.name}`,
    `Namespace:\t${pod.namespace}`,
    "Priority:\t0",
    "Service Account:\tdefault",
    node === undefined ? "Node:\t<none>" : `Node:\t${node.name}/${node.internalIp}`,
    ...(node === undefined ? [] : [`Start Time:\t${rfc1123z(pod.createdMs)}`]),
    ...labelLines("Labels", podLabels(cluster, pod)),
    ...annotationLines({}),
    ...statusLines(cluster, pod),
    `IP:\t${address}`,
    ...(address === "" ? ["IPs:\t<none>"] : ["IPs:", `  IP:\t${address}`]),
    ...(revision === undefined
      ? []
      : [`Controlled By:\tReplicaSet/${pod.deployment}-${revision.templateHash}`]),
    "Containers:",
    "  server:",
    ...(revision === undefined
      ? []
      : containerLines(revision, stateLines(pod), identity(pod, revision.image))),
    "Conditions:",
    "  Type\tStatus",
    ...podConditions(pod).map(([type, status]) => `  ${type} \t${status} `),
    "Volumes:\t<none>",
    "QoS Class:\tGuaranteed",
    "Node-Selectors:\t<none>",
    "Tolerations:\tnode.kubernetes.io/not-ready:NoExecute op=Exists for 300s",
    "\tnode.kubernetes.io/unreachable:NoExecute op=Exists for 300s",
    ...eventLines(events, cluster.nowMs),
  ]);
}

function statusLines(cluster: Readonly<ClusterState>, pod: Pod): string[] {
  if (!pod.terminating) return [`Status:\t${pod.phase}`];
  const killed = cluster.events.findLast(
    ({ object, reason }) => object === `pod/${pod.name}` && reason === "Killing",
  );
  const since = killed?.atMs ?? cluster.nowMs;
  return [`Status:\tTerminating (lasts ${age(since, cluster.nowMs)})`, "Termination Grace Period:\t30s"];
}

function identity(pod: Pod, image: string): string[] {
  const started = pod.container.kind !== "waiting" || pod.lastTerminated !== undefined;
  const repository = image.replace(/:[^:/]*$/, "");
  const digest = containerId({ ...pod, uid: image, restarts: 0 }).slice("containerd://".length);
  return started
    ? [`    Container ID:\t${containerId(pod)}`, `    Image ID:\t${repository}@sha256:${digest}`]
    : ["    Container ID:\t", "    Image ID:\t"];
}

function stateLines(pod: Pod): string[] {
  const last = pod.lastTerminated;
  return [
    ...describeState("State", pod.container),
    ...(last === undefined ? [] : describeState("Last State", { kind: "terminated", ...last })),
    `    Ready:\t${pod.ready ? "True" : "False"}`,
    `    Restart Count:\t${pod.restarts}`,
  ];
}

function describeState(title: string, state: ContainerState): string[] {
  if (state.kind === "running")
    return [`    ${title}:\tRunning`, `      Started:\t${rfc1123z(state.sinceMs)}`];
  if (state.kind === "waiting") return [`    ${title}:\tWaiting`, `      Reason:\t${state.reason}`];
  return [
    `    ${title}:\tTerminated`,
    `      Reason:\t${state.reason}`,
    `      Exit Code:\t${state.exitCode}`,
    `      Finished:\t${rfc1123z(state.finishedMs)}`,
  ];
}
