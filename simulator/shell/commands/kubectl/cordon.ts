import type { Node } from "../../../cluster/state.ts";
import type { ShellResult } from "../../../world-types.ts";
import {
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
  serverError,
  usageError,
} from "../../kube/kubectl-command.ts";
import { done } from "../../result.ts";

/** `kubectl cordon`: no new pods on a node. */
export const cordon: KubectlCommand = {
  path: "cordon",
  summary: "Mark node as unschedulable",
  usage: "Usage:\n  kubectl cordon NODE\n",
  flags: [],
  run: (call) => setCordoned(call, cordon, true),
};

/** `kubectl uncordon`: the node takes pods again. */
export const uncordon: KubectlCommand = {
  path: "uncordon",
  summary: "Mark node as schedulable",
  usage: "Usage:\n  kubectl uncordon NODE\n",
  flags: [],
  run: (call) => setCordoned(call, uncordon, false),
};

function setCordoned(call: KubectlCall, command: KubectlCommand, wanted: boolean): ShellResult {
  const nodes = readNodes(call, command);
  if ("exitCode" in nodes) return nodes;
  const lines: string[] = [];
  for (const node of nodes.found) {
    const verb = wanted ? "cordoned" : "uncordoned";
    if (node.cordoned === wanted) {
      lines.push(`node/${node.name} already ${verb}\n`);
      continue;
    }
    const outcome = call.host.operations.setCordoned(node.name, wanted);
    if (!outcome.ok) return kubectlError(outcome.error);
    lines.push(`node/${node.name} ${verb}\n`);
  }
  return done(lines.join(""), kubectlSeconds);
}

/** The nodes the words name: `NODE`, `node/NODE`; an error when one does not exist. */
export function readNodes(
  call: KubectlCall,
  command: KubectlCommand,
): { readonly found: readonly Node[] } | ShellResult {
  if (call.args.length === 0) return usageError(command, `USAGE: ${command.path} NODE [flags]`);
  const found: Node[] = [];
  for (const word of call.args) {
    const name = word.replace(/^(node|nodes|no)\//, "");
    const node = call.host.cluster.nodes.find((candidate) => candidate.name === name);
    if (node === undefined) return serverError("NotFound", `nodes "${name}" not found`);
    found.push(node);
  }
  return { found };
}
