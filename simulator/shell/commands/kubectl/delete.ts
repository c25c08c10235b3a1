import type { ShellResult } from "../../../world-types.ts";
import { qualifiedPlural } from "../../kube/kinds.ts";
import {
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
} from "../../kube/kubectl-command.ts";
import { parseSelector } from "../../kube/selector.ts";
import { readTargets } from "../../kube/targets.ts";
import { podLabels } from "../../kube/workloads.ts";

/** How long `kubectl delete` waits for a pod to be gone: the server answers what is in flight and ends. */
const graceSeconds = 2;

/** `kubectl delete pod`: graceful; the ReplicaSet starts a replacement. Other types are refused. */
export const deleteCommand: KubectlCommand = {
  path: "delete",
  summary: "Delete resources by names or label selector",
  usage: "Usage:\n  kubectl delete pod (NAME ... | -l SELECTOR) [--wait=false]\n",
  flags: [
    { name: "selector", short: "l", kind: "value" },
    { name: "wait", kind: "value" },
    { name: "all", kind: "switch" },
  ],
  run: runDelete,
};

function runDelete(call: KubectlCall): ShellResult {
  const { args, flags, host, namespace } = call;
  if (args.length === 0)
    return kubectlError(
      "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    );
  const read = readTargets(args);
  if (!read.ok) return read.result;
  const selectorText = flags.get("selector");
  const selector = parseSelector(selectorText ?? "");
  if (!selector.ok) return kubectlError(selector.error);
  const names: string[] = [];
  const lines: string[] = [];
  const errors: string[] = [];
  for (const { kind, name } of read.targets) {
    if (kind.kind !== "Pod")
      return kubectlError(
        `deleting ${qualifiedPlural(kind)} is not part of this exercise; only pods can be deleted here`,
      );
    if (name !== undefined) names.push(name);
    else if (selectorText === undefined && !flags.has("all"))
      return kubectlError("resource(s) were provided, but no name was specified");
    else
      names.push(
        ...ownPods(call)
          .filter((pod) => selector.matches(podLabels(host.cluster, pod)))
          .map((pod) => pod.name),
      );
  }
  for (const name of names) {
    const pod = ownPods(call).find((candidate) => candidate.name === name);
    const outcome = pod === undefined ? ({ ok: false, error: "" } as const) : host.operations.deletePod(name);
    if (outcome.ok) lines.push(`pod "${name}" deleted from ${namespace} namespace\n`);
    else
      errors.push(
        outcome.error === ""
          ? `Error from server (NotFound): pods "${name}" not found\n`
          : `error: ${outcome.error}\n`,
      );
  }
  if (names.length === 0) lines.push("No resources found\n");
  const waits = lines.length > 0 && names.length > 0 && flags.get("wait") !== "false";
  return {
    stdout: lines.join(""),
    stderr: errors.join(""),
    exitCode: errors.length > 0 ? 1 : 0,
    tookSeconds: waits ? graceSeconds : kubectlSeconds,
  };
}

function ownPods({ host, namespace }: KubectlCall) {
  return host.cluster.pods.filter((pod) => pod.namespace === namespace);
}
