import { query } from "../../../promql/engine/query.ts";
import { compareCodePoints } from "../../../tsdb/labels.ts";
import type { ShellResult } from "../../../world-types.ts";
import {
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
  serverError,
} from "../../kube/kubectl-command.ts";
import { nodeCapacity } from "../../kube/manifest.ts";
import { parseSelector } from "../../kube/selector.ts";
import { podLabels } from "../../kube/workloads.ts";
import { done } from "../../result.ts";
import type { ShellHost } from "../../shell-types.ts";
import { kubectlTable } from "../../tabwriter.ts";

const sortBy = { name: "sort-by", kind: "value" } as const;
const noHeaders = { name: "no-headers", kind: "switch" } as const;

/**
 * `kubectl top`: CPU and memory as the kubelets report them. The real command asks metrics-server, which
 * reads the same kubelet endpoint that Prometheus scrapes here. GPU memory is in neither.
 */
export const top: readonly KubectlCommand[] = [
  {
    path: "top pod",
    summary: "Display resource (CPU/memory) usage of pods",
    usage: "Usage:\n  kubectl top pod [NAME | -l SELECTOR] [-A] [--sort-by=cpu|memory]\n",
    flags: [
      sortBy,
      noHeaders,
      { name: "selector", short: "l", kind: "value" },
      { name: "all-namespaces", short: "A", kind: "switch" },
    ],
    run: topPods,
  },
  {
    path: "top node",
    summary: "Display resource (CPU/memory) usage of nodes",
    usage: "Usage:\n  kubectl top node [NAME] [--sort-by=cpu|memory]\n",
    flags: [sortBy, noHeaders],
    run: topNodes,
  },
];

interface Usage {
  readonly name: string;
  readonly cells: readonly string[];
  readonly cores: number;
  readonly bytes: number;
}

/** Values of an instant query by one label. */
function valuesBy(host: ShellHost, label: string, expr: string): Map<string, number> {
  const result = query(host.source, { expr, timeMs: host.nowMs });
  const values = new Map<string, number>();
  if (result.status !== "success") return values;
  for (const series of result.series) values.set(series.labels.get(label), series.values[0] ?? 0);
  return values;
}

function topPods(call: KubectlCall): ShellResult {
  const { host, flags, args, namespace } = call;
  const selector = parseSelector(flags.get("selector") ?? "");
  if (!selector.ok) return kubectlError(selector.error);
  if (args.length > 0 && flags.get("selector") !== undefined)
    return kubectlError("only one of NAME or selector can be provided");
  const everywhere = flags.has("all-namespaces");
  const [wanted] = args;
  const pods = host.cluster.pods.filter(
    (pod) =>
      (everywhere || pod.namespace === namespace) &&
      (wanted === undefined || pod.name === wanted) &&
      selector.matches(podLabels(host.cluster, pod)),
  );
  if (wanted !== undefined && pods.length === 0) return serverError("NotFound", `pods "${wanted}" not found`);
  if (pods.length === 0)
    return { ...done("", kubectlSeconds), stderr: `No resources found in ${namespace} namespace.\n` };
  const cores = valuesBy(
    host,
    "pod",
    'sum by (pod) (rate(container_cpu_usage_seconds_total{container="server"}[1m]))',
  );
  const bytes = valuesBy(
    host,
    "pod",
    'sum by (pod) (container_memory_working_set_bytes{container="server"})',
  );
  const rows: Usage[] = [];
  for (const pod of pods) {
    const used = { cores: cores.get(pod.name), bytes: bytes.get(pod.name) };
    if (used.cores === undefined || used.bytes === undefined) continue;
    const cells = [...(everywhere ? [pod.namespace] : []), pod.name, milli(used.cores), mebi(used.bytes)];
    rows.push({ name: pod.name, cells, cores: used.cores, bytes: used.bytes });
  }
  return table(call, [...(everywhere ? ["NAMESPACE"] : []), "NAME", "CPU(cores)", "MEMORY(bytes)"], rows);
}

function topNodes(call: KubectlCall): ShellResult {
  const { host, args } = call;
  const [wanted] = args;
  const nodes = host.cluster.nodes.filter(({ name }) => wanted === undefined || name === wanted);
  if (nodes.length === 0) return serverError("NotFound", `nodes "${wanted}" not found`);
  const busy = valuesBy(
    host,
    "node",
    'sum by (node) (rate(node_cpu_seconds_total{mode!="idle"}[1m])) / sum by (node) (rate(node_cpu_seconds_total[1m]))',
  );
  const bytes = valuesBy(host, "node", "node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes");
  const rows: Usage[] = [];
  for (const node of nodes) {
    const share = busy.get(node.name);
    const used = bytes.get(node.name);
    if (share === undefined || used === undefined) continue;
    const cores = share * nodeCapacity.cpu;
    const memoryShare = used / (nodeCapacity.memoryKi * 1024);
    const cells = [node.name, milli(cores), percent(share), mebi(used), percent(memoryShare)];
    rows.push({ name: node.name, cells, cores, bytes: used });
  }
  return table(call, ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"], rows);
}

function table({ flags }: KubectlCall, titles: readonly string[], rows: readonly Usage[]): ShellResult {
  const order = flags.get("sort-by");
  if (order !== undefined && order !== "cpu" && order !== "memory") {
    return kubectlError("--sort-by accepts only cpu or memory");
  }
  if (rows.length === 0) return kubectlError("Metrics API not available");
  const by = (a: Usage, b: Usage) =>
    order === "cpu"
      ? b.cores - a.cores
      : order === "memory"
        ? b.bytes - a.bytes
        : compareCodePoints(a.name, b.name);
  const lines = [...rows].sort(by).map(({ cells }) => cells);
  // metrics_printer ends every cell with a tab, so the last column is padded too.
  const padded = [...(flags.has("no-headers") ? [] : [titles]), ...lines].map((cells) => [...cells, ""]);
  return done(kubectlTable(padded), kubectlSeconds);
}

function milli(cores: number): string {
  return `${Math.ceil(cores * 1000)}m`;
}

function mebi(bytes: number): string {
  return `${Math.floor(bytes / 1_048_576)}Mi`;
}

function percent(share: number): string {
  return `${Math.trunc(100 * share)}%`;
}
