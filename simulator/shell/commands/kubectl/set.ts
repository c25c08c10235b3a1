import type { OperationResult } from "../../../cluster/operations.ts";
import type { Deployment } from "../../../cluster/state.ts";
import type { ShellResult } from "../../../world-types.ts";
import {
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
} from "../../kube/kubectl-command.ts";
import { parseQuantity } from "../../kube/quantity.ts";
import { deploymentTargets } from "../../kube/targets.ts";
import { done } from "../../result.ts";
import { deploymentName, operationError } from "./rollout.ts";

const container = { name: "containers", short: "c", kind: "value" } as const;
const selector = { name: "selector", short: "l", kind: "value" } as const;

/** The subcommands of `kubectl set`; each starts a rollout of a changed template. */
export const set: readonly KubectlCommand[] = [
  {
    path: "set image",
    summary: "Update the image of a pod template",
    usage: "Usage:\n  kubectl set image (TYPE NAME | TYPE/NAME) CONTAINER=IMAGE ...\n",
    flags: [selector],
    run: setImage,
  },
  {
    path: "set env",
    summary: "Update environment variables on a pod template",
    usage: "Usage:\n  kubectl set env (TYPE NAME | TYPE/NAME) KEY=VALUE ... | --list\n",
    flags: [selector, container, { name: "list", kind: "switch" }],
    run: setEnv,
  },
  {
    path: "set resources",
    summary: "Update resource requests/limits on objects with pod templates",
    usage: "Usage:\n  kubectl set resources (TYPE NAME | TYPE/NAME) --limits=cpu=4,memory=16Gi\n",
    flags: [selector, container, { name: "limits", kind: "value" }, { name: "requests", kind: "value" }],
    run: setResources,
  },
];

/** Splits `deploy/x a=b` and `deploy x a=b` into the resource words and the pairs. */
function split(args: readonly string[]): { resource: string[]; pairs: string[] } {
  const isPair = (word: string) =>
    word.includes("=") || (word.endsWith("-") && !word.includes("/") && word.length > 1);
  return { resource: args.filter((word) => !isPair(word)), pairs: args.filter(isPair) };
}

function onDeployments(
  call: KubectlCall,
  resource: readonly string[],
  what: string,
  apply: (deployment: Deployment) => OperationResult | ShellResult,
): ShellResult {
  if (resource.length === 0) {
    return kubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
  }
  const found = deploymentTargets(
    call,
    resource,
    ({ kind, singular }) => `${singular}s.${kind} does not have a pod template that can be set`,
  );
  if (!found.ok) return found.result;
  const lines: string[] = [];
  for (const deployment of found.deployments) {
    const outcome = apply(deployment);
    if ("exitCode" in outcome) return outcome;
    if (!outcome.ok) return operationError(outcome.error);
    lines.push(`${deploymentName(deployment)} ${what}\n`);
  }
  return done(lines.join(""), kubectlSeconds);
}

function setImage(call: KubectlCall): ShellResult {
  const { resource, pairs } = split(call.args);
  if (resource.length > 0 && pairs.length === 0) return kubectlError("at least one image update is required");
  const [pair = ""] = pairs;
  const name = pair.slice(0, pair.indexOf("="));
  const image = pair.slice(pair.indexOf("=") + 1);
  return onDeployments(call, resource, "image updated", (deployment) => {
    if (name !== "server" && name !== "*") return kubectlError(`unable to find container named "${name}"`);
    const current =
      deployment.revisions.find(({ number }) => number === deployment.currentRevision)?.image ?? "";
    const [repository, tag] = splitImage(image);
    if (repository !== splitImage(current)[0]) {
      return kubectlError(
        `this cluster's registry holds one repository, ${splitImage(current)[0]}; use ${splitImage(current)[0]}:TAG`,
      );
    }
    return call.host.operations.deploy(
      deployment.name,
      tag,
      `kubectl set image deployment/${deployment.name} ${pair}`,
    );
  });
}

function splitImage(image: string): readonly [string, string] {
  const match = /^(.*?)(?::([^:/]+))?$/.exec(image);
  return [match?.[1] ?? image, match?.[2] ?? "latest"];
}

function setEnv(call: KubectlCall): ShellResult {
  const { resource, pairs } = split(call.args);
  if (call.flags.has("list")) return listEnv(call, resource);
  if (resource.length > 0 && pairs.length === 0)
    return kubectlError("at least one environment variable must be provided");
  for (const pair of pairs) {
    if (!/^[A-Za-z_.-][A-Za-z0-9_.-]*(=|-$)/.test(pair))
      return kubectlError(`invalid environment variable format: ${pair}`);
  }
  return onDeployments(call, resource, "env updated", (deployment) => {
    const removed = pairs.find((pair) => !pair.includes("="));
    if (removed !== undefined) {
      return kubectlError(`variables can be changed here but not removed: ${removed}`);
    }
    const changes = pairs.map((pair) => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
    });
    return call.host.operations.setEnv(deployment.name, Object.fromEntries(changes));
  });
}

function currentEnv(deployment: Deployment): Readonly<Record<string, string>> {
  return deployment.revisions.find(({ number }) => number === deployment.currentRevision)?.env ?? {};
}

function listEnv(call: KubectlCall, resource: readonly string[]): ShellResult {
  let text = "";
  const result = onDeployments(call, resource, "", (deployment) => {
    text += `# ${deployment.namespace === "" ? "" : "Deployment "}${deployment.name}, container server\n`;
    for (const [key, value] of Object.entries(currentEnv(deployment))) text += `${key}=${value}\n`;
    return { ok: true };
  });
  return result.exitCode === 0 ? done(text, kubectlSeconds) : result;
}

function setResources(call: KubectlCall): ShellResult {
  const { flags, args, host } = call;
  const limitText = flags.get("limits") ?? "";
  const requestText = flags.get("requests") ?? "";
  if (limitText === "" && requestText === "") {
    return kubectlError(
      "you must specify an update to requests or limits (in the form of --requests/--limits)",
    );
  }
  const limits = readResources(limitText);
  if ("exitCode" in limits) return limits;
  const requests = readResources(requestText);
  if ("exitCode" in requests) return requests;
  if (limitText === "") {
    return kubectlError("this cluster keeps requests equal to limits; set them with --limits");
  }
  return onDeployments(call, args, "resource requirements updated", (deployment) =>
    host.operations.setLimits(deployment.name, limits.values),
  );
}

function readResources(text: string): { values: Record<string, string> } | ShellResult {
  const values: Record<string, string> = {};
  if (text === "") return { values };
  for (const part of text.split(",")) {
    const [name = "", quantity = "", extra] = part.split("=");
    if (name === "" || quantity === "" || extra !== undefined) {
      return kubectlError(`invalid argument syntax ${part}, expected <resource>=<value>`);
    }
    if (parseQuantity(quantity) === undefined) {
      return kubectlError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    }
    values[name] = quantity;
  }
  return { values };
}
