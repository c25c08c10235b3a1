import type { Pod } from "../../../cluster/state.ts";
import { keyOf } from "../../../kernel/hash.ts";
import { hexId } from "../../../kernel/ids.ts";
import type { ShellResult } from "../../../world-types.ts";
import { containerEnv, containerFiles } from "../../kube/container-files.ts";
import {
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
  serverError,
  usageError,
} from "../../kube/kubectl-command.ts";
import { deploymentTargets, findPod, podsByActivity } from "../../kube/targets.ts";
import { nvidiaSmi } from "../../nvidia/nvidia-smi.ts";
import { done, failed } from "../../result.ts";
import { listNames } from "../ls.ts";

/** `kubectl exec`: runs a program in a pod's container, without a terminal. */
export const exec: KubectlCommand = {
  path: "exec",
  summary: "Execute a command in a container",
  usage:
    "Usage:\n  kubectl exec (POD | TYPE/NAME) [-c CONTAINER] -- COMMAND [args...]\n\nCommands in the image: nvidia-smi env cat ls hostname\n",
  flags: [
    { name: "container", short: "c", kind: "value" },
    { name: "stdin", short: "i", kind: "switch" },
    { name: "tty", short: "t", kind: "switch" },
  ],
  run: runExec,
};

function runExec(call: KubectlCall): ShellResult {
  const { args, flags } = call;
  const command = flags.rest ?? [];
  if (args.length === 0) return kubectlError("pod, type/name or --filename must be specified");
  if (flags.rest === undefined && args.length > 1) {
    return usageError(
      exec,
      "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
    );
  }
  const [name = "", ...programArgs] = command;
  if (name === "") return kubectlError("you must specify at least one command for the container");
  const pod = podOf(call, args[0] ?? "");
  if ("exitCode" in pod) return pod;
  const container = flags.get("container");
  if (pod.phase === "Failed" || pod.phase === "Succeeded") {
    return kubectlError(`cannot exec into a container in a completed pod; current phase is ${pod.phase}`);
  }
  if (container !== undefined && container !== "server") {
    return kubectlError(`container ${container} is not valid for pod ${pod.name} out of: server`);
  }
  if (pod.node === undefined)
    return serverError("BadRequest", `pod ${pod.name} does not have a host assigned`);
  if (pod.container.kind !== "running") {
    return kubectlError('unable to upgrade connection: container not found ("server")');
  }
  const result = inContainer(call, pod, name, programArgs);
  if (result.exitCode === 0 || result.stderr.startsWith("error: ")) return result;
  // kubectl reports how the remote program ended on a line of its own, with its exit code.
  return { ...result, stderr: `${result.stderr}command terminated with exit code ${result.exitCode}\n` };
}

function podOf(call: KubectlCall, word: string): Pod | ShellResult {
  const name = word.replace(/^(pods|pod|po)\//, "");
  if (!name.includes("/")) return findPod(call, name) ?? serverError("NotFound", `pods "${name}" not found`);
  const found = deploymentTargets(
    call,
    [word],
    ({ kind }) => `cannot attach to *v1.${kind}: selector for ${kind} not implemented`,
  );
  if (!found.ok) return found.result;
  const [first] = found.deployments.flatMap((deployment) => podsByActivity(call, deployment.name));
  return first ?? kubectlError("timed out waiting for the condition");
}

function inContainer({ host }: KubectlCall, pod: Pod, name: string, args: readonly string[]): ShellResult {
  switch (name) {
    case "nvidia-smi": {
      const gpus = host.cluster.nodes.flatMap((node) => node.gpus).filter(({ uuid }) => uuid === pod.gpuUuid);
      // Inside a container the device is renumbered and other processes are out of sight.
      return nvidiaSmi(args, {
        gpus: gpus.map((gpu) => ({ ...gpu, index: 0 })),
        processes: [],
        nowMs: host.nowMs,
      });
    }
    case "env":
    case "printenv":
      return done(
        containerEnv(host.cluster, pod)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(""),
        kubectlSeconds,
      );
    case "hostname":
      return done(`${pod.name}\n`, kubectlSeconds);
    case "cat":
      return cat(containerFiles(host.cluster, pod), args);
    case "ls":
      return ls(containerFiles(host.cluster, pod), args);
    default:
      return notInImage(pod, name);
  }
}

function notInImage(pod: Pod, name: string): ShellResult {
  const id = hexId(2, keyOf(pod.uid + name), 0, 0, 32) + hexId(3, keyOf(pod.uid + name), 0, 0, 32);
  return kubectlError(
    `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": executable file not found in $PATH: unknown`,
  );
}

function cat(files: ReadonlyMap<string, string>, args: readonly string[]): ShellResult {
  let stdout = "";
  let stderr = "";
  for (const path of args.filter((arg) => !arg.startsWith("-"))) {
    const absolute = path.startsWith("/") ? path : `/app/${path}`;
    const text = files.get(absolute);
    if (text !== undefined) stdout += text;
    else
      stderr += isDirectory(files, absolute)
        ? `cat: ${path}: Is a directory\n`
        : `cat: ${path}: No such file or directory\n`;
  }
  return stderr === "" ? done(stdout, kubectlSeconds) : failed(stderr, 1, kubectlSeconds, stdout);
}

function isDirectory(files: ReadonlyMap<string, string>, path: string): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return [...files.keys()].some((name) => name.startsWith(prefix));
}

function ls(files: ReadonlyMap<string, string>, args: readonly string[]): ShellResult {
  const [path = "/app"] = args.filter((arg) => !arg.startsWith("-"));
  if (files.has(path)) return done(`${path}\n`, kubectlSeconds);
  if (!isDirectory(files, path)) {
    return failed(`ls: cannot access '${path}': No such file or directory`, 2, kubectlSeconds);
  }
  const prefix = path.endsWith("/") ? path : `${path}/`;
  const names = [...files.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split("/")[0] ?? "");
  return done(listNames([...new Set(names)]), kubectlSeconds);
}
