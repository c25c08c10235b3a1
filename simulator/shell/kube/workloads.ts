import type { ClusterState, Deployment, Node, Pod, Revision } from "../../cluster/state.ts";
import { hash32, hashUnit, keyOf } from "../../kernel/hash.ts";

/** A ReplicaSet: the pods of one template of a Deployment. */
export interface ReplicaSet {
  readonly name: string;
  readonly deployment: Deployment;
  readonly revision: Revision;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
}

/** A pod of one of the two DaemonSets that run on every GPU node. They never fail in this cluster. */
export interface DaemonPod {
  readonly name: string;
  readonly daemonSet: string;
  readonly node: Node;
  readonly ip: string;
}

/** The template a pod was made from. Its ReplicaSet's hash is part of its name. */
export function revisionOf(deployment: Deployment, pod: Pod): Revision | undefined {
  return (
    deployment.revisions.find(({ templateHash }) =>
      pod.name.startsWith(`${deployment.name}-${templateHash}-`),
    ) ?? deployment.revisions.find(({ number }) => number === pod.revision)
  );
}

export function deploymentOf(cluster: Readonly<ClusterState>, pod: Pod): Deployment | undefined {
  return cluster.deployments.find(
    ({ name, namespace }) => name === pod.deployment && namespace === pod.namespace,
  );
}

/** Labels of a pod: those of its Deployment and the hash of its template. */
export function podLabels(cluster: Readonly<ClusterState>, pod: Pod): Record<string, string> {
  const deployment = deploymentOf(cluster, pod);
  if (deployment === undefined) return {};
  const hash = revisionOf(deployment, pod)?.templateHash;
  return { ...deployment.labels, ...(hash === undefined ? {} : { "pod-template-hash": hash }) };
}

/** `matchLabels` of a Deployment: its `app` label. */
export function selectorOf(deployment: Deployment): Record<string, string> {
  return { app: deployment.labels.app ?? deployment.name };
}

/** One ReplicaSet per template, oldest revision first. Old ones stay, scaled to zero, for rollbacks. */
export function replicaSets(cluster: Readonly<ClusterState>, deployment: Deployment): ReplicaSet[] {
  const own = cluster.pods.filter((pod) => pod.deployment === deployment.name && !pod.terminating);
  return deployment.revisions.map((revision) => {
    const pods = own.filter((pod) => revisionOf(deployment, pod) === revision);
    return {
      name: `${deployment.name}-${revision.templateHash}`,
      deployment,
      revision,
      desired: pods.length,
      current: pods.length,
      ready: pods.filter(({ ready }) => ready).length,
    };
  });
}

/** Cluster address of a Deployment's Service, from the default service range 10.96.0.0/12. */
export function serviceIp(name: string): string {
  const word = hash32(0, keyOf(`service/${name}`), 0);
  return `10.${96 + (word % 16)}.${(word >>> 8) & 0xff}.${1 + ((word >>> 16) % 254)}`;
}

/** Name of the DaemonSets, one pod each on every GPU node. */
export const daemonSets = ["dcgm-exporter", "node-exporter"] as const;

/** Namespace of the DaemonSets. */
export const monitoringNamespace = "monitoring";

export function daemonPods(cluster: Readonly<ClusterState>): DaemonPod[] {
  return daemonSets.flatMap((daemonSet) =>
    cluster.nodes
      .filter(({ gpus }) => gpus.length > 0)
      .map((node) => ({
        name: `${daemonSet}-${telemetrySuffix(node.name, daemonSet)}`,
        daemonSet,
        node,
        // Exporters of devices and of the host use the host's network.
        ip: node.internalIp,
      })),
  );
}

/** Suffix of a DaemonSet's pod on a node, equal to that in the `pod` label of its series (metrics/targets.ts). */
function telemetrySuffix(node: string, daemonSet: (typeof daemonSets)[number]): string {
  const key = keyOf(`${node}/${daemonSet === "dcgm-exporter" ? "dcgm" : daemonSet}`);
  return hashUnit(0, key, 0).toString(36).slice(2, 7).padEnd(5, "x");
}

/** Namespaces with something in them, and `default`, which every cluster has. */
export function namespaces(cluster: Readonly<ClusterState>): string[] {
  const names = new Set(["default", "kube-system", monitoringNamespace]);
  for (const { namespace } of cluster.deployments) names.add(namespace);
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
