import type { Node } from "../../cluster/state.ts";
import type { ShellResult } from "../../world-types.ts";
import { parseFlags } from "../flags.ts";
import { nodeView } from "../nvidia/gpu-view.ts";
import { nvidiaSmi } from "../nvidia/nvidia-smi.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand, ShellHost } from "../shell-types.ts";
import { formatDate } from "../times.ts";

/** Time to log in. */
const loginSeconds = 0.6;
const remote = ["nvidia-smi", "dmesg", "hostname", "uptime", "date"];
const usage = `usage: ssh NODE COMMAND [args...]

Commands on a node: ${remote.join(" ")}
`;

/** Runs one command on a node. */
export const ssh: ShellCommand = {
  name: "ssh",
  summary: "run a command on a node: ssh gpu-node-1 nvidia-smi",
  usage,
  run: runSsh,
  complete: (words, host) =>
    words.length <= 1 ? host.cluster.nodes.map(({ name }) => name) : words.length === 2 ? remote : [],
};

function runSsh(argv: readonly string[], host: ShellHost): ShellResult {
  const flags = parseFlags(
    argv,
    [
      { name: "login", short: "l", kind: "value" },
      { name: "option", short: "o", kind: "value" },
      { name: "port", short: "p", kind: "value" },
      { name: "quiet", short: "q", kind: "switch" },
      { name: "tty", short: "t", kind: "switch" },
    ],
    { stopAtArgument: true },
  );
  if (!flags.ok) {
    const { problem } = flags;
    const letter = "letter" in problem ? problem.letter : "-";
    return failed(`unknown option -- ${letter}\n${usage}`, 255, 0);
  }
  const [target = "", ...words] = [...flags.args, ...(flags.rest ?? [])];
  if (target === "") return failed(usage, 255, 0);
  const name = target.slice(target.indexOf("@") + 1);
  const node = host.cluster.nodes.find(
    (candidate) => candidate.name === name || candidate.internalIp === name,
  );
  if (node === undefined) {
    return failed(`ssh: Could not resolve hostname ${name}: Name or service not known`, 255, loginSeconds);
  }
  if (!node.ready) return failed(`ssh: connect to host ${name} port 22: Connection timed out`, 255, 10);
  // Quotes around the remote command are taken off here already; the node's shell would split it again.
  const [command = "", ...args] =
    words.length === 1 ? (words[0] ?? "").split(/\s+/).filter((word) => word !== "") : words;
  const result = onNode(command, args, node, host);
  return { ...result, tookSeconds: result.tookSeconds + loginSeconds };
}

function onNode(command: string, args: readonly string[], node: Node, host: ShellHost): ShellResult {
  switch (command) {
    case "":
      return failed(
        `this terminal has no second terminal to log in with; name a command: ssh ${node.name} nvidia-smi`,
        255,
        0,
      );
    case "nvidia-smi":
      return nvidiaSmi(args, {
        ...nodeView(host.cluster, node),
        setPowerLimit: (gpuUuid, watts) => host.operations.setPowerLimit(gpuUuid, watts),
      });
    case "dmesg":
      return dmesg(args, node);
    case "hostname":
      return done(`${node.name}\n`, 0);
    case "date":
      return done(`${formatDate("%a %b %e %H:%M:%S UTC %Y", host.nowMs)}\n`, 0);
    case "uptime":
      return done(uptime(node, host.nowMs), 0);
    default:
      return failed(`bash: line 1: ${command}: command not found`, 127, 0);
  }
}

/** The ring buffer's lines with seconds since boot, or with the time of day for `-T`. */
function dmesg(args: readonly string[], node: Node): ShellResult {
  const wrong = args.find((arg) => arg !== "-T" && arg !== "--ctime");
  if (wrong !== undefined)
    return failed(`dmesg: unsupported argument: ${wrong}\nTry 'dmesg' or 'dmesg -T'.`, 1, 0);
  const stamp = (atMs: number) =>
    args.length > 0
      ? formatDate("%a %b %e %H:%M:%S %Y", atMs)
      : ((atMs - node.bootMs) / 1000).toFixed(6).padStart(12);
  return done(node.kernelLog.map(({ atMs, text }) => `[${stamp(atMs)}] ${text}\n`).join(""), 0);
}

function uptime(node: Node, nowMs: number): string {
  const minutes = Math.floor((nowMs - node.bootMs) / 60_000);
  const days = Math.floor(minutes / 1440);
  const clock = `${Math.floor((minutes % 1440) / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  const up = days === 0 ? clock : `${days} day${days === 1 ? "" : "s"}, ${clock}`;
  return ` ${formatDate("%H:%M:%S", nowMs)} up ${up.padStart(5)},  0 users\n`;
}
