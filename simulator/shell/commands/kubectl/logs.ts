import type { Pod } from "../../../cluster/state.ts";
import type { LogLine, ShellResult } from "../../../world-types.ts";
import {
  integerFlag,
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
  serverError,
  usageError,
} from "../../kube/kubectl-command.ts";
import { parseSelector } from "../../kube/selector.ts";
import { deploymentTargets, findPod, podsByActivity } from "../../kube/targets.ts";
import { podLabels } from "../../kube/workloads.ts";
import { goDurationMs } from "../../times.ts";

/** The kubelet starts a new log file at 10 MiB (`containerLogMaxSize`), and kubectl reads the newest only. */
const fileBytes = 10 * 1_048_576;
/** About as many lines as such a file holds. */
const maxLines = 16_000;
/** With a selector, kubectl shows the last ten lines of each pod unless told otherwise. */
const selectorTail = 10;

/** `kubectl logs`: what the container of a pod wrote. */
export const logs: KubectlCommand = {
  path: "logs",
  summary: "Print the logs for a container in a pod",
  usage: `Usage:
  kubectl logs (POD | TYPE/NAME | -l SELECTOR) [-c CONTAINER] [--previous] [--since=5m] [--tail=N]
`,
  flags: [
    { name: "container", short: "c", kind: "value" },
    { name: "previous", short: "p", kind: "switch" },
    { name: "since", kind: "value" },
    { name: "tail", kind: "value" },
    { name: "selector", short: "l", kind: "value" },
    { name: "follow", short: "f", kind: "switch" },
    { name: "timestamps", kind: "switch" },
    { name: "prefix", kind: "switch" },
    { name: "all-containers", kind: "switch" },
  ],
  run: runLogs,
};

interface LogOptions {
  readonly sinceMs: number | undefined;
  readonly tail: number;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly prefix: boolean;
}

function runLogs(call: KubectlCall): ShellResult {
  const { flags, args } = call;
  if (flags.has("follow"))
    return kubectlError(
      "this terminal prints what is there and does not follow; run the command again after some time",
    );
  const selectorText = flags.get("selector");
  if (args.length === 0 && selectorText === undefined) {
    return usageError(
      logs,
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  }
  if (args.length > 0 && selectorText !== undefined)
    return kubectlError("only a selector (-l) or a POD name is allowed");
  const options = readOptions(call, selectorText !== undefined);
  if ("exitCode" in options) return options;
  const found = podsFor(call, selectorText);
  if ("exitCode" in found) return found;
  const container = flags.get("container") ?? args[1];
  const results = found.pods.map((pod) => podLogs(call, pod, container, options));
  const failure = results.find(({ exitCode }) => exitCode !== 0);
  return {
    stdout: results.map(({ stdout }) => stdout).join(""),
    stderr: found.note + (failure?.stderr ?? ""),
    exitCode: failure?.exitCode ?? 0,
    tookSeconds: kubectlSeconds,
  };
}

function readOptions({ flags }: KubectlCall, selected: boolean): LogOptions | ShellResult {
  const tail = integerFlag("tail", flags.get("tail") ?? (selected ? String(selectorTail) : "-1"));
  if (typeof tail !== "number") return tail;
  if (tail < -1) return kubectlError("--tail must be greater than or equal to -1");
  const since = flags.get("since");
  const sinceMs = since === undefined ? undefined : goDurationMs(since);
  if (since !== undefined && sinceMs === undefined) {
    return kubectlError(`invalid argument "${since}" for "--since" flag: time: invalid duration "${since}"`);
  }
  if (sinceMs === 0 && since !== "0") return kubectlError("--since must be greater than 0");
  const [previous, timestamps, prefix] = [
    flags.has("previous"),
    flags.has("timestamps"),
    flags.has("prefix"),
  ];
  return { sinceMs, tail: tail < 0 ? maxLines : Math.min(tail, maxLines), previous, timestamps, prefix };
}

function podsFor(
  call: KubectlCall,
  selectorText: string | undefined,
): { pods: readonly Pod[]; note: string } | ShellResult {
  const { host, namespace, args } = call;
  if (selectorText !== undefined) {
    const selector = parseSelector(selectorText);
    if (!selector.ok) return kubectlError(selector.error);
    const pods = host.cluster.pods.filter(
      (pod) => pod.namespace === namespace && selector.matches(podLabels(host.cluster, pod)),
    );
    return { pods, note: pods.length === 0 ? `No resources found in ${namespace} namespace.\n` : "" };
  }
  const [word = ""] = args;
  const name = word.replace(/^(pods|pod|po)\//, "");
  if (!name.includes("/")) {
    const pod = findPod(call, name);
    if (pod !== undefined) return { pods: [pod], note: "" };
    return kubectlError(`error from server (NotFound): pods "${name}" not found in namespace "${namespace}"`);
  }
  const found = deploymentTargets(
    call,
    [word],
    ({ kind }) => `cannot get the logs from *v1.${kind}: selector for ${kind} not implemented`,
  );
  if (!found.ok) return found.result;
  const candidates = found.deployments.flatMap((deployment) => podsByActivity(call, deployment.name));
  const [first] = candidates;
  if (first === undefined) return kubectlError("timed out waiting for the condition");
  return {
    pods: [first],
    note: candidates.length > 1 ? `Found ${candidates.length} pods, using pod/${first.name}\n` : "",
  };
}

function podLogs(
  call: KubectlCall,
  pod: Pod,
  container: string | undefined,
  options: LogOptions,
): ShellResult {
  if (container !== undefined && container !== "server") {
    return kubectlError(`container ${container} is not valid for pod ${pod.name} out of: server`);
  }
  const last = pod.lastTerminated;
  if (options.previous && last === undefined) {
    return serverError("BadRequest", `previous terminated container "server" in pod "${pod.name}" not found`);
  }
  if (!options.previous && pod.container.kind === "waiting" && last === undefined) {
    const why = pod.node === undefined ? "" : `: ${pod.container.reason}`;
    return serverError("BadRequest", `container "server" in pod "${pod.name}" is waiting to start${why}`);
  }
  const { nowMs } = call.host;
  const started = last === undefined ? pod.createdMs : last.finishedMs;
  const begin = options.previous ? pod.createdMs : started;
  const end = options.previous ? (last?.finishedMs ?? nowMs) : nowMs;
  const fromMs = Math.max(begin, options.sinceMs === undefined ? begin : nowMs - options.sinceMs);
  const lines =
    options.tail === 0 || fromMs >= end
      ? []
      : call.host.logs({ fromMs, toMs: end, limit: options.tail, pod: pod.name });
  const text = newest(lines.map((line) => rawLine(line, pod, options)));
  return { stdout: text, stderr: "", exitCode: 0, tookSeconds: kubectlSeconds };
}

/** The lines that fit into one log file, counted from the end. */
function newest(lines: readonly string[]): string {
  let bytes = 0;
  let first = lines.length;
  while (first > 0 && bytes + (lines[first - 1] ?? "").length <= fileBytes) {
    first--;
    bytes += (lines[first] ?? "").length;
  }
  return lines.slice(first).join("");
}

/** The line as the container wrote it: one JSON object. */
function rawLine(line: LogLine, pod: Pod, { timestamps, prefix }: LogOptions): string {
  const time = line.fields.ts;
  return `${prefix ? `[pod/${pod.name}/server] ` : ""}${timestamps ? `${time} ` : ""}${JSON.stringify(line.fields)}\n`;
}
