/**
 * Objects as the API server returns them, reduced to the fields this cluster has. Real objects carry
 * managed fields, defaults and statuses of other controllers besides.
 */
import type { ClusterState, Deployment, KubeEvent, Node, Pod, Revision } from "../../cluster/state.ts";
import { keyOf } from "../../kernel/hash.ts";
import { hexId, uuidOf } from "../../kernel/ids.ts";
import { rfc3339 } from "../times.ts";
import {
  type DaemonPod,
  daemonPods,
  deploymentOf,
  podLabels,
  type ReplicaSet,
  replicaSets,
  revisionOf,
  selectorOf,
  serviceIp,
} from "./workloads.ts";

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An object with the metadata every Kubernetes object has. */
export interface Manifest {
  readonly [key: string]: Json;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly [key: string]: Json; readonly name: string };
}

/** Kubernetes version of the nodes. */
export const kubeletVersion = "v1.34.1";

/** `cpu` and `memory` of a GPU node: 96 cores and 1 TiB. */
export const nodeCapacity = { cpu: 96, memoryKi: 1_073_741_824 };

function metadata(
  name: string,
  namespace: string | undefined,
  createdMs: number,
  labels: Readonly<Record<string, string>>,
  more: { readonly [key: string]: Json } = {},
): Manifest["metadata"] {
  return {
    creationTimestamp: rfc3339(createdMs),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uuidOf(0, keyOf(`${namespace ?? ""}/${name}`), createdMs / 1000),
    ...more,
  };
}

/** Resources of the serving container; every replica asks for one whole GPU. */
export function resourcesOf(revision: Revision): {
  limits: Record<string, string>;
  requests: Record<string, string>;
} {
  const limits = { ...revision.limits, "nvidia.com/gpu": "1" };
  return { limits, requests: limits };
}

function containerSpec(revision: Revision): Json {
  return {
    ...(Object.keys(revision.env).length > 0
      ? { env: Object.entries(revision.env).map(([name, value]) => ({ name, value })) }
      : {}),
    image: revision.image,
    imagePullPolicy: "IfNotPresent",
    name: "server",
    ports: [{ containerPort: 8000, name: "http", protocol: "TCP" }],
    readinessProbe: {
      failureThreshold: 3,
      httpGet: { path: "/healthz", port: "http", scheme: "HTTP" },
      periodSeconds: 10,
      successThreshold: 1,
      timeoutSeconds: 1,
    },
    resources: resourcesOf(revision),
  };
}

function template(revision: Revision, labels: Readonly<Record<string, string>>): Json {
  return {
    metadata: { labels },
    spec: {
      containers: [containerSpec(revision)],
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
    },
  };
}

function containerState(pod: Pod): { [key: string]: Json } {
  const { container } = pod;
  if (container.kind === "running") return { running: { startedAt: rfc3339(container.sinceMs) } };
  if (container.kind === "waiting") return { waiting: { reason: container.reason } };
  const { exitCode, reason, finishedMs } = container;
  return { terminated: { exitCode, finishedAt: rfc3339(finishedMs), reason } };
}

/** The container's id at its runtime, 64 hex digits; a restart gives a new one. */
export function containerId(pod: Pod): string {
  return `containerd://${hexId(0, keyOf(pod.uid), pod.restarts, 0, 32)}${hexId(1, keyOf(pod.uid), pod.restarts, 0, 32)}`;
}

export function podManifest(cluster: Readonly<ClusterState>, pod: Pod): Manifest {
  const deployment = deploymentOf(cluster, pod);
  const revision = deployment === undefined ? undefined : revisionOf(deployment, pod);
  const last = pod.lastTerminated;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata(pod.name, pod.namespace, pod.createdMs, podLabels(cluster, pod), {
      ...(revision === undefined
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: "apps/v1",
                kind: "ReplicaSet",
                name: `${pod.deployment}-${revision.templateHash}`,
              },
            ],
          }),
      uid: pod.uid,
    }),
    spec: {
      containers: revision === undefined ? [] : [containerSpec(revision)],
      ...(pod.node === undefined ? {} : { nodeName: pod.node }),
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
    },
    status: {
      conditions: podConditions(pod).map(([type, status]) => ({ status, type })),
      containerStatuses: [
        {
          image: revision?.image ?? "",
          lastState:
            last === undefined
              ? {}
              : {
                  terminated: {
                    exitCode: last.exitCode,
                    finishedAt: rfc3339(last.finishedMs),
                    reason: last.reason,
                  },
                },
          name: "server",
          ready: pod.ready,
          restartCount: pod.restarts,
          state: containerState(pod),
        },
      ],
      phase: pod.phase,
      ...(pod.node === undefined ? {} : { podIP: pod.ip, startTime: rfc3339(pod.createdMs) }),
    },
  };
}

/** Condition types and their status, in the order kubectl prints them. */
export function podConditions(pod: Pod): (readonly [string, "True" | "False"])[] {
  const flag = (value: boolean) => (value ? "True" : "False");
  return [
    ["PodReadyToStartContainers", flag(pod.node !== undefined)],
    ["Initialized", flag(pod.node !== undefined)],
    ["Ready", flag(pod.ready)],
    ["ContainersReady", flag(pod.ready)],
    ["PodScheduled", flag(pod.node !== undefined)],
  ];
}

export function deploymentManifest(deployment: Deployment): Manifest {
  const current = deployment.revisions.find(({ number }) => number === deployment.currentRevision);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata(deployment.name, deployment.namespace, deployment.createdMs, deployment.labels, {
      annotations: {
        "deployment.kubernetes.io/revision": String(deployment.currentRevision),
        ...(current === undefined || current.changeCause === ""
          ? {}
          : { "kubernetes.io/change-cause": current.changeCause }),
      },
      generation: deployment.generation,
    }),
    spec: {
      minReadySeconds: deployment.minReadySeconds,
      ...(deployment.paused ? { paused: true } : {}),
      progressDeadlineSeconds: 600,
      replicas: deployment.replicas,
      revisionHistoryLimit: 10,
      selector: { matchLabels: selectorOf(deployment) },
      strategy: {
        rollingUpdate: { maxSurge: deployment.maxSurge, maxUnavailable: deployment.maxUnavailable },
        type: "RollingUpdate",
      },
      template: current === undefined ? {} : template(current, deployment.labels),
    },
    status: {
      availableReplicas: deployment.availableReplicas,
      observedGeneration: deployment.observedGeneration,
      readyReplicas: deployment.readyReplicas,
      replicas: deployment.statusReplicas,
      updatedReplicas: deployment.updatedReplicas,
    },
  };
}

export function replicaSetManifest(set: ReplicaSet): Manifest {
  const { deployment, revision } = set;
  const labels = { ...deployment.labels, "pod-template-hash": revision.templateHash };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: metadata(set.name, deployment.namespace, revision.createdMs, labels, {
      annotations: { "deployment.kubernetes.io/revision": String(revision.number) },
      ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: deployment.name }],
    }),
    spec: {
      replicas: set.desired,
      selector: { matchLabels: { ...selectorOf(deployment), "pod-template-hash": revision.templateHash } },
      template: template(revision, labels),
    },
    status: { readyReplicas: set.ready, replicas: set.current },
  };
}

export function serviceManifest(deployment: Deployment): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(deployment.name, deployment.namespace, deployment.createdMs, deployment.labels),
    spec: {
      clusterIP: serviceIp(deployment.name),
      ports: [{ name: "http", port: 8000, protocol: "TCP", targetPort: "http" }],
      selector: selectorOf(deployment),
      type: "ClusterIP",
    },
  };
}

export function nodeLabels(node: Node): Record<string, string> {
  return {
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": node.name,
    "kubernetes.io/os": "linux",
    ...(node.gpus.length > 0
      ? { "nvidia.com/gpu.product": (node.gpus[0]?.modelName ?? "").replaceAll(" ", "-") }
      : {}),
    "topology.kubernetes.io/region": node.region,
  };
}

export function nodeManifest(node: Node): Manifest {
  const resources = {
    cpu: String(nodeCapacity.cpu),
    memory: `${nodeCapacity.memoryKi}Ki`,
    "nvidia.com/gpu": String(node.gpus.length),
    pods: "110",
  };
  const healthy = String(node.gpus.filter(({ lost }) => !lost).length);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: metadata(node.name, undefined, node.bootMs, nodeLabels(node)),
    spec: node.cordoned
      ? { taints: [{ effect: "NoSchedule", key: "node.kubernetes.io/unschedulable" }], unschedulable: true }
      : {},
    status: {
      addresses: [
        { address: node.internalIp, type: "InternalIP" },
        { address: node.name, type: "Hostname" },
      ],
      allocatable: { ...resources, "nvidia.com/gpu": healthy },
      capacity: resources,
      conditions: [{ status: node.ready ? "True" : "Unknown", type: "Ready" }],
      nodeInfo: { kubeletVersion, operatingSystem: "linux" },
    },
  };
}

export function eventManifest(event: KubeEvent, index: number): Manifest {
  const [kind = "", name = ""] = event.object.split("/");
  return {
    apiVersion: "v1",
    count: 1,
    involvedObject: { kind: kind.charAt(0).toUpperCase() + kind.slice(1), name, namespace: event.namespace },
    kind: "Event",
    lastTimestamp: rfc3339(event.atMs),
    message: event.message,
    metadata: metadata(eventName(event, index), event.namespace, event.atMs, {}),
    reason: event.reason,
    source: { component: event.source },
    type: event.type,
  };
}

/** Events are named after their object and a hash. */
export function eventName(event: KubeEvent, index: number): string {
  const name = event.object.split("/")[1] ?? "";
  return `${name}.${hexId(0, keyOf(event.object + event.reason), index, 0, 16)}`;
}

export function daemonPodManifest(pod: DaemonPod, namespace: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata(
      pod.name,
      namespace,
      pod.node.bootMs,
      { app: pod.daemonSet },
      {
        ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: pod.daemonSet }],
      },
    ),
    spec: { hostNetwork: true, nodeName: pod.node.name },
    status: { phase: "Running", podIP: pod.ip },
  };
}

export function daemonSetManifest(
  cluster: Readonly<ClusterState>,
  name: string,
  namespace: string,
): Manifest {
  const pods = daemonPods(cluster).filter(({ daemonSet }) => daemonSet === name);
  const createdMs = Math.min(...pods.map(({ node }) => node.bootMs), cluster.nowMs);
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: metadata(name, namespace, createdMs, { app: name }),
    spec: { selector: { matchLabels: { app: name } } },
    status: {
      currentNumberScheduled: pods.length,
      desiredNumberScheduled: pods.length,
      numberAvailable: pods.length,
      numberReady: pods.length,
      updatedNumberScheduled: pods.length,
    },
  };
}

export function namespaceManifest(name: string, createdMs: number): Manifest {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: metadata(name, undefined, createdMs, { "kubernetes.io/metadata.name": name }),
    status: { phase: "Active" },
  };
}

/** Replica sets of every deployment, in the order kubectl lists them: by name. */
export function allReplicaSets(cluster: Readonly<ClusterState>): ReplicaSet[] {
  return cluster.deployments.flatMap((deployment) => replicaSets(cluster, deployment));
}
