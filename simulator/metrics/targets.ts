import type { ClusterState, Node, Pod } from "../cluster/state.ts";
import { hashUnit, keyOf } from "../kernel/hash.ts";
import { CadvisorExporter } from "./cadvisor.ts";
import { DcgmExporter } from "./dcgm.ts";
import { KubeStateExporter } from "./kube-state.ts";
import { NodeExporter } from "./node.ts";
import { PrometheusExporter, type PrometheusFacts } from "./prometheus.ts";
import { type Exporter, SampleFactory } from "./sample.ts";
import { type AnsweredRequests, ServingExporter } from "./serving.ts";
import type { TfjsExporter } from "./tfjs.ts";

/** Ports the exporters of this cluster listen on: each tool's default, and 8000 for the model server. */
const ports = {
  serving: 8000,
  dcgm: 9400,
  node: 9100,
  kubelet: 10250,
  kubeState: 8080,
  prometheus: 9090,
} as const;

/** Node of the monitoring pods; it carries no GPUs and is not simulated further. */
const INFRA_NODE = "infra-node-1";
const MONITORING = "monitoring";

/** One endpoint of service discovery, with the labels its series get. */
export interface Target {
  readonly job: string;
  /** `host:port`, the `instance` label. */
  readonly address: string;
  /** Other spellings of the address that a shell may use. */
  readonly aliases: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly exporter: Exporter;
  /** False once the object behind the target is gone from the cluster. */
  exists(): boolean;
  /** Called once per simulated second, for exporters that poll. */
  readonly tick: ((second: number) => void) | undefined;
}

/** Everything discovery needs to know besides the cluster. */
export interface DiscoveryContext {
  readonly state: Readonly<ClusterState>;
  readonly seed: number;
  /** Scrape interval of every job, milliseconds. */
  readonly scrapeIntervalMs: number;
  /** Interval at which dcgm-exporter reads the devices, milliseconds. */
  readonly dcgmRefreshMs: number;
  /** Fields its file names beyond the default ones. */
  readonly dcgmCounters: readonly string[];
  readonly prometheusFacts: () => PrometheusFacts;
  readonly answeredRequests: AnsweredRequests;
}

/**
 * Targets of one node: its kubelet, node_exporter and dcgm-exporter. The kubelet's series keep their own
 * labels (`honor_labels: true`, as the operator's defaults have it); the other two do not clash or rename.
 */
export function nodeTargets(node: Node, context: DiscoveryContext): Target[] {
  const { state, seed } = context;
  const region = node.region;
  const exists = () => state.nodes.includes(node);
  const suffix = (name: string) =>
    hashUnit(0, keyOf(`${node.name}/${name}`), 0)
      .toString(36)
      .slice(2, 7)
      .padEnd(5, "x");
  const aliases = (port: number) => [`${node.name}:${port}`];
  const make = (job: string, port: number, extra: Readonly<Record<string, string>>) => {
    const address = `${node.internalIp}:${port}`;
    return {
      job,
      address,
      aliases: aliases(port),
      labels: { job, instance: address, region, ...extra },
      exists,
    };
  };
  const kubelet = make("kubelet", ports.kubelet, { node: node.name });
  const host = make("node-exporter", ports.node, {
    namespace: MONITORING,
    pod: `node-exporter-${suffix("node-exporter")}`,
    node: node.name,
  });
  const machine = new NodeExporter(new SampleFactory(host.labels, false), node, state, seed);
  const targets: Target[] = [
    {
      ...kubelet,
      exporter: new CadvisorExporter(new SampleFactory(kubelet.labels, true), node.name, state),
      tick: undefined,
    },
    { ...host, exporter: machine, tick: (second) => machine.tick(second) },
  ];
  if (node.gpus.length === 0) return targets;
  const gpu = make("nvidia-gpu", ports.dcgm, {
    namespace: MONITORING,
    pod: `dcgm-exporter-${suffix("dcgm")}`,
    // The exporter's own `container` is renamed only because the target has one too.
    container: "exporter",
  });
  const dcgm = new DcgmExporter(new SampleFactory(gpu.labels, false), node, state, context.dcgmCounters);
  const refreshSeconds = context.dcgmRefreshMs / 1000;
  const phase = Math.floor(hashUnit(0, keyOf(`${node.name}/dcgm-refresh`), 0) * refreshSeconds);
  const tick = (second: number) => {
    if (second % refreshSeconds === phase) dcgm.refresh();
  };
  targets.push({ ...gpu, exporter: dcgm, tick });
  return targets;
}

/** The target of a serving pod: kept from the moment it has an address until it is deleted. */
export function podTarget(pod: Pod, context: DiscoveryContext): Target {
  const { state } = context;
  const address = `${pod.ip}:${ports.serving}`;
  const region = state.nodes.find(({ name }) => name === pod.node)?.region ?? "";
  const labels = {
    job: "ml-serving",
    instance: address,
    namespace: pod.namespace,
    pod: pod.name,
    region,
    node: pod.node ?? "",
  };
  return {
    job: "ml-serving",
    address,
    aliases: [pod.name, `${pod.name}:${ports.serving}`, pod.ip],
    labels,
    exporter: new ServingExporter(new SampleFactory(labels, false), pod, state, context.answeredRequests),
    exists: () => state.pods.includes(pod),
    tick: undefined,
  };
}

/** Labels of the TensorFlow.js server, which runs beside the simulated pods. */
export function tfjsLabels(region: string): Readonly<Record<string, string>> {
  const address = `fraud-detector:${ports.serving}`;
  return { job: "ml-serving", instance: address, namespace: "ml-serving", pod: "fraud-detector-0", region };
}

/** The target of the TensorFlow.js server; it exists from its first report on. */
export function tfjsTarget(labels: Readonly<Record<string, string>>, exporter: TfjsExporter): Target {
  return {
    job: "ml-serving",
    address: labels.instance ?? "",
    aliases: ["fraud-detector", "fraud-detector-0"],
    labels,
    exporter,
    exists: () => true,
    tick: undefined,
  };
}

/** Targets that exist once per cluster: kube-state-metrics, with honoured labels, and the server itself. */
export function clusterTargets(region: string, context: DiscoveryContext): Target[] {
  const always = () => true;
  // The operator's configuration drops pod, namespace and node here, or they would shadow those of the objects.
  const kubeAddress = `kube-state-metrics:${ports.kubeState}`;
  const kubeLabels = { job: "kube-state-metrics", instance: kubeAddress, region };
  const ownAddress = `prometheus-${region}:${ports.prometheus}`;
  const ownLabels = {
    job: "prometheus",
    instance: ownAddress,
    namespace: MONITORING,
    pod: `prometheus-${region}-0`,
    region,
    node: INFRA_NODE,
  };
  return [
    {
      job: "kube-state-metrics",
      address: kubeAddress,
      aliases: [`localhost:${ports.kubeState}`],
      labels: kubeLabels,
      exporter: new KubeStateExporter(new SampleFactory(kubeLabels, true), context.state),
      exists: always,
      tick: undefined,
    },
    {
      job: "prometheus",
      address: ownAddress,
      aliases: [`prometheus:${ports.prometheus}`, `localhost:${ports.prometheus}`, `prometheus-${region}-0`],
      labels: ownLabels,
      exporter: new PrometheusExporter(new SampleFactory(ownLabels, false), context.prometheusFacts),
      exists: always,
      tick: undefined,
    },
  ];
}
