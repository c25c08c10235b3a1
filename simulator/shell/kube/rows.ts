/** What `kubectl get` lists: one row per object, with the columns its printer gives it. */
import type { ClusterState, Deployment, KubeEvent, Node, Pod } from "../../cluster/state.ts";
import { compareCodePoints } from "../../tsdb/labels.ts";
import { age } from "../times.ts";
import type { Kind } from "./kinds.ts";
import {
  allReplicaSets,
  daemonPodManifest,
  daemonSetManifest,
  deploymentManifest,
  eventManifest,
  eventName,
  kubeletVersion,
  type Manifest,
  namespaceManifest,
  nodeLabels,
  nodeManifest,
  podManifest,
  replicaSetManifest,
  serviceManifest,
} from "./manifest.ts";
import { podReady, podRestarts, podStatus } from "./pod-status.ts";
import {
  daemonPods,
  daemonSets,
  monitoringNamespace,
  namespaces,
  podLabels,
  type ReplicaSet,
  selectorOf,
  serviceIp,
} from "./workloads.ts";

/** One object in a listing. `wide` holds the further cells of `-o wide`. */
export interface Row {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly cells: readonly string[];
  readonly wide: readonly string[];
  readonly manifest: () => Manifest;
}

/** Column titles of a type, as kubernetes/pkg/printers/internalversion/printers.go has them. */
interface Columns {
  readonly cells: readonly string[];
  readonly wide: readonly string[];
}

const container = ["CONTAINERS", "IMAGES", "SELECTOR"];
const columns: Readonly<Record<string, Columns>> = {
  Pod: {
    cells: ["NAME", "READY", "STATUS", "RESTARTS", "AGE"],
    wide: ["IP", "NODE", "NOMINATED NODE", "READINESS GATES"],
  },
  Deployment: { cells: ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"], wide: container },
  ReplicaSet: { cells: ["NAME", "DESIRED", "CURRENT", "READY", "AGE"], wide: container },
  DaemonSet: {
    cells: ["NAME", "DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR", "AGE"],
    wide: [],
  },
  Service: { cells: ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"], wide: ["SELECTOR"] },
  Event: { cells: ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"], wide: [] },
  Node: {
    cells: ["NAME", "STATUS", "ROLES", "AGE", "VERSION"],
    wide: ["INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"],
  },
  Namespace: { cells: ["NAME", "STATUS", "AGE"], wide: [] },
};

/** Titles of the wide table of events, which has another order than the narrow one. */
const wideEventColumns = [
  "LAST SEEN",
  "TYPE",
  "REASON",
  "OBJECT",
  "SUBOBJECT",
  "SOURCE",
  "MESSAGE",
  "FIRST SEEN",
  "COUNT",
  "NAME",
];

export function columnsOf(kind: Kind, wide: boolean): readonly string[] {
  if (kind.kind === "Event" && wide) return wideEventColumns;
  const { cells, wide: more } = columns[kind.kind] ?? { cells: ["NAME", "AGE"], wide: [] };
  return wide ? [...cells, ...more] : cells;
}

/** The API server forgets events after an hour (`--event-ttl`). */
const eventTtlMs = 3_600_000;

/** Events still kept, oldest first. */
export function keptEvents(cluster: Readonly<ClusterState>): KubeEvent[] {
  return cluster.events.filter(({ atMs }) => cluster.nowMs - atMs <= eventTtlMs);
}

/** Every object of a type in all namespaces, in the API server's order: by namespace, then by name. */
export function rowsOf(kind: Kind, cluster: Readonly<ClusterState>): Row[] {
  const rows = unsorted(kind, cluster);
  if (kind.kind === "Event") return rows;
  return rows.sort(
    (a, b) => compareCodePoints(a.namespace, b.namespace) || compareCodePoints(a.name, b.name),
  );
}

function unsorted(kind: Kind, cluster: Readonly<ClusterState>): Row[] {
  switch (kind.kind) {
    case "Pod":
      return [...cluster.pods.map((pod) => podRow(cluster, pod)), ...daemonPodRows(cluster)];
    case "Deployment":
      return cluster.deployments.map((deployment) => deploymentRow(cluster, deployment));
    case "ReplicaSet":
      return allReplicaSets(cluster).map((set) => replicaSetRow(cluster, set));
    case "DaemonSet":
      return daemonSets.map((name) => daemonSetRow(cluster, name));
    case "Service":
      return cluster.deployments.map((deployment) => serviceRow(cluster, deployment));
    case "Event":
      return keptEvents(cluster).map((event, i) => eventRow(cluster, event, i));
    case "Node":
      return cluster.nodes.map((node) => nodeRow(cluster, node));
    case "Namespace":
      return namespaces(cluster).map((name) => namespaceRow(cluster, name));
    default:
      return [];
  }
}

function podRow(cluster: Readonly<ClusterState>, pod: Pod): Row {
  const { nowMs } = cluster;
  return {
    name: pod.name,
    namespace: pod.namespace,
    labels: podLabels(cluster, pod),
    cells: [pod.name, podReady(pod), podStatus(pod), podRestarts(pod, nowMs), age(pod.createdMs, nowMs)],
    wide: [pod.node === undefined ? "<none>" : pod.ip, pod.node ?? "<none>", "<none>", "<none>"],
    manifest: () => podManifest(cluster, pod),
  };
}

function daemonPodRows(cluster: Readonly<ClusterState>): Row[] {
  return daemonPods(cluster).map((pod) => ({
    name: pod.name,
    namespace: monitoringNamespace,
    labels: { app: pod.daemonSet },
    cells: [pod.name, "1/1", "Running", "0", age(pod.node.bootMs, cluster.nowMs)],
    wide: [pod.ip, pod.node.name, "<none>", "<none>"],
    manifest: () => daemonPodManifest(pod, monitoringNamespace),
  }));
}

function daemonSetRow(cluster: Readonly<ClusterState>, name: string): Row {
  const pods = daemonPods(cluster).filter(({ daemonSet }) => daemonSet === name);
  const count = String(pods.length);
  const createdMs = Math.min(...pods.map(({ node }) => node.bootMs), cluster.nowMs);
  return {
    name,
    namespace: monitoringNamespace,
    labels: { app: name },
    cells: [name, count, count, count, count, count, "<none>", age(createdMs, cluster.nowMs)],
    wide: [],
    manifest: () => daemonSetManifest(cluster, name, monitoringNamespace),
  };
}

function deploymentRow(cluster: Readonly<ClusterState>, deployment: Deployment): Row {
  const image = deployment.revisions.find(({ number }) => number === deployment.currentRevision)?.image ?? "";
  return {
    name: deployment.name,
    namespace: deployment.namespace,
    labels: deployment.labels,
    cells: [
      deployment.name,
      `${deployment.readyReplicas}/${deployment.replicas}`,
      String(deployment.updatedReplicas),
      String(deployment.availableReplicas),
      age(deployment.createdMs, cluster.nowMs),
    ],
    wide: ["server", image, selectorText(selectorOf(deployment))],
    manifest: () => deploymentManifest(deployment),
  };
}

function replicaSetRow(cluster: Readonly<ClusterState>, set: ReplicaSet): Row {
  const { deployment, revision } = set;
  const selector = { ...selectorOf(deployment), "pod-template-hash": revision.templateHash };
  return {
    name: set.name,
    namespace: deployment.namespace,
    labels: { ...deployment.labels, "pod-template-hash": revision.templateHash },
    cells: [
      set.name,
      String(set.desired),
      String(set.current),
      String(set.ready),
      age(revision.createdMs, cluster.nowMs),
    ],
    wide: ["server", revision.image, selectorText(selector)],
    manifest: () => replicaSetManifest(set),
  };
}

function serviceRow(cluster: Readonly<ClusterState>, deployment: Deployment): Row {
  return {
    name: deployment.name,
    namespace: deployment.namespace,
    labels: deployment.labels,
    cells: [
      deployment.name,
      "ClusterIP",
      serviceIp(deployment.name),
      "<none>",
      "8000/TCP",
      age(deployment.createdMs, cluster.nowMs),
    ],
    wide: [selectorText(selectorOf(deployment))],
    manifest: () => serviceManifest(deployment),
  };
}

function eventRow(cluster: Readonly<ClusterState>, event: KubeEvent, index: number): Row {
  const seen = age(event.atMs, cluster.nowMs);
  const name = eventName(event, index);
  const { type, reason, object, message, source } = event;
  return {
    name,
    namespace: event.namespace,
    labels: {},
    cells: [seen, type, reason, object, message],
    wide: [seen, type, reason, object, "", source, message, seen, "1", name],
    manifest: () => eventManifest(event, index),
  };
}

function nodeRow(cluster: Readonly<ClusterState>, node: Node): Row {
  const status = `${node.ready ? "Ready" : "NotReady"}${node.cordoned ? ",SchedulingDisabled" : ""}`;
  return {
    name: node.name,
    namespace: "",
    labels: nodeLabels(node),
    cells: [node.name, status, "<none>", age(node.bootMs, cluster.nowMs), kubeletVersion],
    wide: [node.internalIp, "<none>", "Ubuntu 24.04.3 LTS", "6.8.0-85-generic", "containerd://2.1.4"],
    manifest: () => nodeManifest(node),
  };
}

function namespaceRow(cluster: Readonly<ClusterState>, name: string): Row {
  const createdMs = Math.min(
    ...cluster.nodes.map(({ bootMs }) => bootMs),
    ...cluster.deployments.map((deployment) => deployment.createdMs),
    cluster.nowMs,
  );
  return {
    name,
    namespace: "",
    labels: { "kubernetes.io/metadata.name": name },
    cells: [name, "Active", age(createdMs, cluster.nowMs)],
    wide: [],
    manifest: () => namespaceManifest(name, createdMs),
  };
}

/** `app=x,pod-template-hash=y` with the keys in order, as selectors and labels are printed in one cell. */
export function selectorText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
