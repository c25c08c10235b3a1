import type { ClusterState, Deployment } from "../../../cluster/state.ts";
import {
  annotationLines,
  describeText,
  eventLines,
  labelLines,
  templateLines,
} from "../../kube/describe-text.ts";
import { keptEvents, selectorText } from "../../kube/rows.ts";
import { type ReplicaSet, replicaSets, selectorOf } from "../../kube/workloads.ts";
import { rfc1123z } from "../../times.ts";

/** The text of `kubectl describe deployment`, after describeDeployment of kubernetes/kubectl. */
export function describeDeployment(cluster: Readonly<ClusterState>, deployment: Deployment): string {
  const sets = replicaSets(cluster, deployment);
  const current = sets.find(({ revision }) => revision.number === deployment.currentRevision);
  const old = sets.filter((set) => set !== current);
  const cause = current?.revision.changeCause ?? "";
  const events = keptEvents(cluster).filter(
    ({ object, namespace }) =>
      object === `deployment/${deployment.name}` && namespace === deployment.namespace,
  );
  return describeText([
    `Name:\t${deployment.name}`,
    `Namespace:\t${deployment.namespace}`,
    `CreationTimestamp:\t${rfc1123z(deployment.createdMs)}`,
    ...labelLines("Labels", deployment.labels),
    ...annotationLines({
      "deployment.kubernetes.io/revision": String(deployment.currentRevision),
      ...(cause === "" ? {} : { "kubernetes.io/change-cause": cause }),
    }),
    `Selector:\t${selectorText(selectorOf(deployment))}`,
    `Replicas:\t${replicaText(deployment)}`,
    "StrategyType:\tRollingUpdate",
    `MinReadySeconds:\t${deployment.minReadySeconds}`,
    `RollingUpdateStrategy:\t${deployment.maxUnavailable} max unavailable, ${deployment.maxSurge} max surge`,
    ...(current === undefined
      ? ["Pod Template:", "  <unset>"]
      : templateLines(current.revision, deployment.labels)),
    ...conditionLines(deployment),
    `OldReplicaSets:\t${setsText(old)}`,
    `NewReplicaSet:\t${setsText(current === undefined ? [] : [current])}`,
    ...eventLines(events, cluster.nowMs),
  ]);
}

function replicaText(deployment: Deployment): string {
  const { replicas, updatedReplicas, statusReplicas, availableReplicas } = deployment;
  const unavailable = Math.max(0, statusReplicas - availableReplicas);
  return `${replicas} desired | ${updatedReplicas} updated | ${statusReplicas} total | ${availableReplicas} available | ${unavailable} unavailable`;
}

function conditionLines(deployment: Deployment): string[] {
  const available = deployment.availableReplicas >= deployment.replicas - deployment.maxUnavailable;
  const progressing = deployment.paused
    ? "  Progressing \tUnknown\tDeploymentPaused"
    : deployment.progressDeadlineExceeded
      ? "  Progressing \tFalse\tProgressDeadlineExceeded"
      : `  Progressing \tTrue\t${deployment.rolloutStartedMs === undefined ? "NewReplicaSetAvailable" : "ReplicaSetUpdated"}`;
  return [
    "Conditions:",
    "  Type\tStatus\tReason",
    "  ----\t------\t------",
    `  Available \t${available ? "True\tMinimumReplicasAvailable" : "False\tMinimumReplicasUnavailable"}`,
    progressing,
  ];
}

function setsText(sets: readonly ReplicaSet[]): string {
  if (sets.length === 0) return "<none>";
  return sets
    .map(({ name, current, desired }) => `${name} (${current}/${desired} replicas created)`)
    .join(", ");
}
