import type { KubeEvent } from "./state.ts";

/**
 * Kubernetes events as components write them. Wording after kubernetes/kubernetes: pkg/kubelet,
 * pkg/scheduler, pkg/controller/{deployment,replicaset}.
 */
type Text = Pick<KubeEvent, "type" | "reason" | "message" | "source">;

const kubelet = (type: KubeEvent["type"], reason: string, message: string): Text => ({
  type,
  reason,
  message,
  source: "kubelet",
});

export const eventText = {
  scheduled: (pod: string, namespace: string, node: string): Text => ({
    type: "Normal",
    reason: "Scheduled",
    message: `Successfully assigned ${namespace}/${pod} to ${node}`,
    source: "default-scheduler",
  }),
  failedScheduling: (nodes: number, full: number, cordoned: number): Text => {
    const why: string[] = [];
    if (cordoned > 0) why.push(`${cordoned} node(s) were unschedulable`);
    if (full > 0) why.push(`${full} Insufficient nvidia.com/gpu`);
    const head = `0/${nodes} nodes are available`;
    const helpless: string[] = [];
    if (cordoned > 0) helpless.push(`${cordoned} Preemption is not helpful for scheduling`);
    if (full > 0) helpless.push(`${full} No preemption victims found for incoming pod`);
    return {
      type: "Warning",
      reason: "FailedScheduling",
      message: `${head}: ${why.join(", ")}. preemption: ${head}: ${helpless.join(", ")}.`,
      source: "default-scheduler",
    };
  },
  pulled: (image: string): Text =>
    kubelet("Normal", "Pulled", `Container image "${image}" already present on machine`),
  created: (): Text => kubelet("Normal", "Created", "Created container server"),
  started: (): Text => kubelet("Normal", "Started", "Started container server"),
  killing: (): Text => kubelet("Normal", "Killing", "Stopping container server"),
  crashBackOff: (pod: string, namespace: string, uid: string): Text =>
    kubelet(
      "Warning",
      "BackOff",
      `Back-off restarting failed container server in pod ${pod}_${namespace}(${uid})`,
    ),
  unhealthy: (): Text =>
    kubelet("Warning", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404"),
  pullFailed: (image: string): Text =>
    kubelet(
      "Warning",
      "Failed",
      `Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
    ),
  pullError: (): Text => kubelet("Warning", "Failed", "Error: ErrImagePull"),
  pullBackOff: (image: string): Text => kubelet("Normal", "BackOff", `Back-off pulling image "${image}"`),
  nodeSchedulable: (node: string, cordoned: boolean): Text => {
    const reason = cordoned ? "NodeNotSchedulable" : "NodeSchedulable";
    return kubelet("Normal", reason, `Node ${node} status is now: ${reason}`);
  },
  podCreated: (pod: string): Text => ({
    type: "Normal",
    reason: "SuccessfulCreate",
    message: `Created pod: ${pod}`,
    source: "replicaset-controller",
  }),
  podDeleted: (pod: string): Text => ({
    type: "Normal",
    reason: "SuccessfulDelete",
    message: `Deleted pod: ${pod}`,
    source: "replicaset-controller",
  }),
  scaled: (replicaSet: string, from: number, to: number): Text => ({
    type: "Normal",
    reason: "ScalingReplicaSet",
    message: `Scaled ${to > from ? "up" : "down"} replica set ${replicaSet} from ${from} to ${to}`,
    source: "deployment-controller",
  }),
} as const;
