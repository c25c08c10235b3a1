import type { Change, ClusterState, KubeEvent, Node } from "../cluster/state.ts";
import { keyOf } from "../kernel/hash.ts";
import { hexId } from "../kernel/ids.ts";
import type { LifecycleEntry, PodHistory } from "../traces/request-history.ts";
import type { LogLine } from "../world-types.ts";
import { isoTime } from "./iso-time.ts";
import { ENVIRONMENT } from "./request-line.ts";

/** The delivery pipeline's line for a deploy or a configuration change; graphs show it as an annotation. */
export function changeLine(change: Change, state: Readonly<ClusterState>): LogLine {
  const image = state.deployments
    .find(({ name }) => name === change.service)
    ?.revisions.find(({ version }) => version === change.to)?.image;
  const verb = change.channel === "deploy" ? "deploy" : "config";
  const digest = image === undefined ? "" : ` image sha256:${digestOf(image)}`;
  const moved = change.from === "" && change.to === "" ? change.text : `${change.from} -> ${change.to}`;
  return {
    atMs: change.atMs,
    level: "info",
    text: `${verb} ${change.service} ${moved}${digest} change ${change.id}`,
    labels: { service: "delivery", container: "pipeline", level: "info", environment: ENVIRONMENT },
    fields: {
      change: change.id,
      channel: change.channel,
      target: change.service,
      from: change.from,
      to: change.to,
    },
  };
}

/** A Kubernetes event as an event exporter ships it. */
export function eventLine(event: KubeEvent, state: Readonly<ClusterState>): LogLine {
  const level = event.type === "Warning" ? "warning" : "info";
  return {
    atMs: event.atMs,
    level,
    text: event.message,
    labels: {
      service: event.source,
      container: "kubernetes-events",
      level,
      region: state.nodes[0]?.region ?? "",
      environment: ENVIRONMENT,
    },
    fields: { reason: event.reason, object: event.object, namespace: event.namespace, type: event.type },
  };
}

/** A line of a node's kernel log, as a journal reader ships it. */
export function kernelLine(node: Node, { atMs, text }: Node["kernelLog"][number]): LogLine {
  return {
    atMs,
    level: "error",
    text,
    labels: {
      service: "kernel",
      container: "journal",
      level: "error",
      region: node.region,
      environment: ENVIRONMENT,
    },
    fields: { node: node.name },
  };
}

/** What the server process writes when it starts, becomes ready, is asked to stop, or ends. */
export function lifecycleLine(pod: PodHistory, entry: LifecycleEntry, modelName: string): LogLine {
  const failed = entry.kind === "exited" && entry.exitCode !== 0;
  const level = failed ? "error" : "info";
  const text = lifecycleText(pod, entry, modelName);
  const service = pod.pod.deployment;
  return {
    atMs: entry.atMs,
    level,
    text,
    labels: { service, container: "server", level, region: pod.region, environment: ENVIRONMENT },
    fields: {
      ts: isoTime(entry.atMs),
      level: level.toUpperCase(),
      msg: text,
      service,
      model_name: modelName,
      model_version: pod.pod.version,
      pod: pod.pod.name,
    },
  };
}

function lifecycleText(pod: PodHistory, entry: LifecycleEntry, modelName: string): string {
  const gpu = pod.gpu === undefined ? "no GPU" : `GPU 0 (${pod.gpu.modelName}, ${pod.gpu.uuid})`;
  if (entry.kind === "started") return `loading ${modelName} ${pod.pod.version} on ${gpu}`;
  if (entry.kind === "ready")
    return `model loaded, serving on :8000 after ${entry.uptimeSeconds.toFixed(1)} s`;
  if (entry.kind === "draining") return "received SIGTERM, answering requests in flight";
  return entry.exitCode === 0 ? "server stopped" : `server process exited with code ${entry.exitCode}`;
}

/** Digest of an image: 64 hex digits that depend on its name and tag, as a registry's do on its bytes. */
function digestOf(image: string): string {
  const key = keyOf(image);
  return hexId(0, key, 0, 0, 32) + hexId(0, key, 0, 1, 32);
}
