import type { Node } from "../../../cluster/state.ts";
import type { ShellResult } from "../../../world-types.ts";
import { type KubectlCall, type KubectlCommand, kubectlSeconds } from "../../kube/kubectl-command.ts";
import { daemonPods, monitoringNamespace } from "../../kube/workloads.ts";
import { readNodes } from "./cordon.ts";

/** `kubectl drain` waits for evicted pods to be gone; a server answers what is in flight and ends. */
const evictionSeconds = 2;

/** `kubectl drain`: cordons a node and evicts its pods. */
export const drain: KubectlCommand = {
  path: "drain",
  summary: "Drain node in preparation for maintenance",
  usage: "Usage:\n  kubectl drain NODE --ignore-daemonsets\n",
  flags: [
    { name: "ignore-daemonsets", kind: "switch" },
    { name: "delete-emptydir-data", kind: "switch" },
    { name: "force", kind: "switch" },
    { name: "grace-period", kind: "value" },
    { name: "timeout", kind: "value" },
  ],
  run: runDrain,
};

function runDrain(call: KubectlCall): ShellResult {
  const nodes = readNodes(call, drain);
  if ("exitCode" in nodes) return nodes;
  const results = nodes.found.map((node) => drainOne(call, node));
  return {
    stdout: results.map(({ stdout }) => stdout).join(""),
    stderr: results.map(({ stderr }) => stderr).join(""),
    exitCode: results.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
    tookSeconds: Math.max(...results.map(({ tookSeconds }) => tookSeconds)),
  };
}

function drainOne({ host, flags }: KubectlCall, node: Node): ShellResult {
  const cordoned = `node/${node.name} ${node.cordoned ? "already cordoned" : "cordoned"}\n`;
  const daemons = daemonPods(host.cluster)
    .filter((pod) => pod.node === node)
    .map(({ name }) => `${monitoringNamespace}/${name}`)
    .join(", ");
  if (daemons !== "" && !flags.has("ignore-daemonsets")) {
    // kubectl cordons first, so the node stays unschedulable although the drain failed.
    if (!node.cordoned) host.operations.setCordoned(node.name, true);
    const why = `cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${daemons}`;
    const stderr = `error: unable to drain node "${node.name}" due to error: ${why}, continuing command...\nThere are pending nodes to be drained:\n ${node.name}\nerror: ${why}\n`;
    return { stdout: cordoned, stderr, exitCode: 1, tookSeconds: kubectlSeconds };
  }
  const evicted = host.cluster.pods.filter((pod) => pod.node === node.name && !pod.terminating);
  const outcome = host.operations.drain(node.name);
  const warning = daemons === "" ? "" : `Warning: ignoring DaemonSet-managed Pods: ${daemons}\n`;
  if (!outcome.ok) {
    return {
      stdout: cordoned,
      stderr: `${warning}error: ${outcome.error}\n`,
      exitCode: 1,
      tookSeconds: kubectlSeconds,
    };
  }
  const evicting = evicted.map(({ namespace, name }) => `evicting pod ${namespace}/${name}\n`).join("");
  const gone = evicted.map(({ name }) => `pod/${name} evicted\n`).join("");
  return {
    stdout: `${cordoned}${evicting}${gone}node/${node.name} drained\n`,
    stderr: warning,
    exitCode: 0,
    tookSeconds: evicted.length > 0 ? evictionSeconds : kubectlSeconds,
  };
}
