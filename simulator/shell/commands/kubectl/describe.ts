import type { ShellResult } from "../../../world-types.ts";
import { describeText, labelLines } from "../../kube/describe-text.ts";
import type { Kind } from "../../kube/kinds.ts";
import {
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
} from "../../kube/kubectl-command.ts";
import { yamlText } from "../../kube/print-object.ts";
import { type Row, rowsOf } from "../../kube/rows.ts";
import { parseSelector } from "../../kube/selector.ts";
import { notFoundText, readTargets, type Target } from "../../kube/targets.ts";
import { describeDeployment } from "./describe-deployment.ts";
import { describeNode } from "./describe-node.ts";
import { describePod } from "./describe-pod.ts";

/** `kubectl describe`: all that is known of an object, in words. */
export const describe: KubectlCommand = {
  path: "describe",
  summary: "Show details of a specific resource or group of resources",
  usage: `Usage:
  kubectl describe (TYPE [NAME_PREFIX | -l SELECTOR] | TYPE/NAME) [-n NAMESPACE | -A]
`,
  flags: [
    { name: "all-namespaces", short: "A", kind: "switch" },
    { name: "selector", short: "l", kind: "value" },
    { name: "show-events", kind: "switch" },
  ],
  run: runDescribe,
};

function runDescribe(call: KubectlCall): ShellResult {
  const { args, flags } = call;
  if (args.length === 0) {
    return kubectlError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  }
  const read = readTargets(args);
  if (!read.ok) return read.result;
  const selector = parseSelector(flags.get("selector") ?? "");
  if (!selector.ok) return kubectlError(selector.error);
  const texts: string[] = [];
  const errors: string[] = [];
  for (const target of read.targets) {
    const rows = matching(call, target).filter(({ labels }) => selector.matches(labels));
    if (rows.length === 0 && target.name !== undefined) {
      errors.push(`Error from server (NotFound): ${notFoundText(target.kind, target.name)}\n`);
    }
    texts.push(...rows.map((row) => textOf(call, target.kind, row)));
  }
  const nothing =
    texts.length === 0 && errors.length === 0 ? `No resources found in ${call.namespace} namespace.\n` : "";
  return {
    stdout: texts.join("\n\n"),
    stderr: errors.join("") + nothing,
    exitCode: errors.length > 0 ? 1 : 0,
    tookSeconds: kubectlSeconds,
  };
}

/** An exact name, else every object whose name begins with it, as the real command looks. */
function matching({ host, flags, namespace }: KubectlCall, { kind, name }: Target): Row[] {
  const everywhere = !kind.namespaced || flags.has("all-namespaces");
  const rows = rowsOf(kind, host.cluster).filter((row) => everywhere || row.namespace === namespace);
  if (name === undefined) return rows;
  const exact = rows.filter((row) => row.name === name);
  return exact.length > 0 ? exact : rows.filter((row) => row.name.startsWith(name));
}

function textOf({ host: { cluster } }: KubectlCall, kind: Kind, row: Row): string {
  const named = ({ name, namespace }: { name: string; namespace: string }) =>
    name === row.name && namespace === row.namespace;
  const pod = kind.kind === "Pod" ? cluster.pods.find(named) : undefined;
  if (pod !== undefined) return describePod(cluster, pod);
  const deployment = kind.kind === "Deployment" ? cluster.deployments.find(named) : undefined;
  if (deployment !== undefined) return describeDeployment(cluster, deployment);
  const node = kind.kind === "Node" ? cluster.nodes.find(({ name }) => name === row.name) : undefined;
  if (node !== undefined) return describeNode(cluster, node);
  return otherText(row);
}

// Types without a describer of their own get what their manifest says.
function otherText(row: Row): string {
  const { spec, status } = row.manifest();
  const rest = {
    ...(spec === undefined ? {} : { Spec: spec }),
    ...(status === undefined ? {} : { Status: status }),
  };
  const head = describeText([
    `Name:\t${row.name}`,
    ...(row.namespace === "" ? [] : [`Namespace:\t${row.namespace}`]),
    ...labelLines("Labels", row.labels),
  ]);
  return head + yamlText(rest);
}
