import { define, type MetricDefinition, type MetricRow } from "./metric-definition.ts";

/** Names of kube-state-metrics: one series per Kubernetes object and field of its status. */

const DOCS = "https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics";
const PODS = 44;
const DEPLOYMENTS = 14;
const NODES = 8;

const podRows = (labels: readonly string[], rows: readonly MetricRow[]) =>
  define(
    {
      labels: ["namespace", "pod", "uid", ...labels],
      source: `${DOCS}/workload/pod-metrics.md`,
      level: "container",
      job: "kube-state-metrics",
    },
    rows,
  );

const deploymentRows = (rows: readonly MetricRow[]) =>
  define(
    {
      labels: ["namespace", "deployment"],
      source: `${DOCS}/workload/deployment-metrics.md`,
      level: "container",
      job: "kube-state-metrics",
    },
    rows,
  );

const nodeRows = (labels: readonly string[], rows: readonly MetricRow[]) =>
  define(
    {
      labels: ["node", ...labels],
      source: `${DOCS}/cluster/node-metrics.md`,
      level: "container",
      job: "kube-state-metrics",
    },
    rows,
  );

/** Every family this kube-state-metrics is allowed to write. */
export const kubeStateDefinitions: readonly MetricDefinition[] = [
  ...podRows(
    ["host_ip", "pod_ip", "node", "created_by_kind", "created_by_name"],
    [["kube_pod_info", "gauge", "1", PODS, "Information about pod."]],
  ),
  ...podRows(
    ["label_app", "label_version"],
    [["kube_pod_labels", "gauge", "1", PODS, "Kubernetes labels converted to Prometheus labels."]],
  ),
  ...podRows(["phase"], [["kube_pod_status_phase", "gauge", "1", PODS * 5, "The pods current phase."]]),
  ...podRows(
    ["condition"],
    [
      [
        "kube_pod_status_ready",
        "gauge",
        "1",
        PODS * 3,
        "Describes whether the pod is ready to serve requests.",
      ],
    ],
  ),
  ...podRows(
    ["container"],
    [
      [
        "kube_pod_container_status_ready",
        "gauge",
        "1",
        PODS,
        "Describes whether the containers readiness check succeeded.",
      ],
      [
        "kube_pod_container_status_running",
        "gauge",
        "1",
        PODS,
        "Describes whether the container is currently in running state.",
      ],
      [
        "kube_pod_container_status_restarts_total",
        "counter",
        "1",
        PODS,
        "The number of container restarts per container.",
      ],
      [
        "kube_pod_container_status_last_terminated_exitcode",
        "gauge",
        "1",
        PODS,
        "Describes the exit code for the last container in terminated state.",
      ],
    ],
  ),
  ...podRows(
    ["container", "reason"],
    [
      [
        "kube_pod_container_status_waiting_reason",
        "gauge",
        "1",
        PODS,
        "Describes the reason the container is currently in waiting state.",
      ],
      [
        "kube_pod_container_status_last_terminated_reason",
        "gauge",
        "1",
        PODS,
        "Describes the last reason the container was in terminated state.",
      ],
    ],
  ).map((definition) =>
    definition.name === "kube_pod_container_status_waiting_reason"
      ? {
          ...definition,
          trap: "Exists only while the container waits: a long `for` starts again at each restart.",
        }
      : definition,
  ),
  ...podRows(
    ["container", "node", "resource", "unit"],
    [
      [
        "kube_pod_container_resource_requests",
        "gauge",
        "1",
        PODS * 3,
        "The number of requested request resource by a container.",
      ],
      [
        "kube_pod_container_resource_limits",
        "gauge",
        "1",
        PODS * 3,
        "The number of requested limit resource by a container.",
      ],
    ],
  ),
  ...deploymentRows([
    ["kube_deployment_spec_replicas", "gauge", "1", DEPLOYMENTS, "Number of desired pods for a deployment."],
    ["kube_deployment_status_replicas", "gauge", "1", DEPLOYMENTS, "The number of replicas per deployment."],
    [
      "kube_deployment_status_replicas_ready",
      "gauge",
      "1",
      DEPLOYMENTS,
      "The number of ready replicas per deployment.",
    ],
    [
      "kube_deployment_status_replicas_available",
      "gauge",
      "1",
      DEPLOYMENTS,
      "The number of available replicas per deployment.",
    ],
    [
      "kube_deployment_status_replicas_updated",
      "gauge",
      "1",
      DEPLOYMENTS,
      "The number of updated replicas per deployment.",
    ],
    [
      "kube_deployment_metadata_generation",
      "gauge",
      "1",
      DEPLOYMENTS,
      "Sequence number representing a specific generation of the desired state.",
    ],
    [
      "kube_deployment_status_observed_generation",
      "gauge",
      "1",
      DEPLOYMENTS,
      "The generation observed by the deployment controller.",
    ],
  ]),
  ...nodeRows(
    ["internal_ip"],
    [["kube_node_info", "gauge", "1", NODES, "Information about a cluster node."]],
  ),
  ...nodeRows(
    ["condition", "status"],
    [["kube_node_status_condition", "gauge", "1", NODES * 3, "The condition of a cluster node."]],
  ),
  ...nodeRows(
    ["resource", "unit"],
    [
      [
        "kube_node_status_allocatable",
        "gauge",
        "1",
        NODES,
        "The allocatable resources of a node that are available for scheduling.",
      ],
    ],
  ),
  ...nodeRows(
    [],
    [["kube_node_spec_unschedulable", "gauge", "1", NODES, "Whether a node can schedule new pods."]],
  ),
];
