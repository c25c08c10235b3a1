import { didYouMean } from "../../did-you-mean.ts";
import type { ShellResult } from "../../world-types.ts";
import { findKind, kinds } from "../kube/kinds.ts";
import { contexts, type KubectlCommand, kubectlSeconds, runKubectl } from "../kube/kubectl-command.ts";
import { rowsOf } from "../kube/rows.ts";
import { failed } from "../result.ts";
import type { ShellCommand, ShellHost } from "../shell-types.ts";
import { about } from "./kubectl/about.ts";
import { cordon, uncordon } from "./kubectl/cordon.ts";
import { deleteCommand } from "./kubectl/delete.ts";
import { describe } from "./kubectl/describe.ts";
import { drain } from "./kubectl/drain.ts";
import { exec } from "./kubectl/exec.ts";
import { get } from "./kubectl/get.ts";
import { logs } from "./kubectl/logs.ts";
import { rollout } from "./kubectl/rollout.ts";
import { scale } from "./kubectl/scale.ts";
import { set } from "./kubectl/set.ts";
import { top } from "./kubectl/top.ts";

const commands: readonly KubectlCommand[] = [
  get,
  describe,
  logs,
  ...top,
  ...rollout,
  scale,
  ...set,
  deleteCommand,
  cordon,
  uncordon,
  drain,
  exec,
  ...about,
];

/** Commands of the real kubectl that this one does not have. */
const elsewhere = [
  "annotate apply attach auth autoscale certificate cluster-info completion cp create debug diff edit events",
  "explain expose kustomize label patch plugin port-forward proxy replace run taint wait",
]
  .join(" ")
  .split(" ");

const groups = ["rollout", "set", "top", "config"];
const usage = `kubectl controls the Kubernetes cluster manager.

${commands.map(({ path, summary }) => `  ${path.padEnd(22)} ${summary}`).join("\n")}

Usage:
  kubectl [command] [TYPE] [NAME] [flags]

Use "kubectl <command> --help" for more about one. The namespace is ml-serving unless -n says otherwise.
`;

/** The Kubernetes command line. */
export const kubectl: ShellCommand = {
  name: "kubectl",
  summary: "look at and change the cluster: get, describe, logs, top, rollout, scale, set, drain, exec …",
  usage,
  run: runKubectlLine,
  complete,
};

function runKubectlLine(argv: readonly string[], host: ShellHost): ShellResult {
  const words = leadingFlagsLast(argv);
  const [first = "", second = ""] = words;
  if (first === "" || first === "help" || first === "--help" || first === "-h") {
    const topic = commands.find(({ path }) => path === words.slice(1).join(" "));
    return { stdout: topic?.usage ?? usage, stderr: "", exitCode: 0, tookSeconds: 0 };
  }
  const path = groups.includes(first) ? `${first} ${first === "top" ? topName(second) : second}` : first;
  const command = commands.find((candidate) => candidate.path === path);
  if (command !== undefined) return runKubectl(command, words.slice(command.path.split(" ").length), host);
  if (groups.includes(first)) return groupHelp(first, words.slice(1));
  return unknown(first);
}

function topName(word: string): string {
  if (["pods", "po"].includes(word)) return "pod";
  return ["nodes", "no"].includes(word) ? "node" : word;
}

/** Flags before the command, as in `kubectl -n x get pods`, move behind it. */
function leadingFlagsLast(argv: readonly string[]): readonly string[] {
  const takesValue = ["-n", "--namespace", "--context", "--kubeconfig"];
  let at = 0;
  while (at < argv.length && (argv[at] ?? "").startsWith("-"))
    at += takesValue.includes(argv[at] ?? "") ? 2 : 1;
  if (at === 0 || at >= argv.length) return argv;
  const rest = argv.slice(at);
  const words = rest[0] !== undefined && groups.includes(rest[0]) ? 2 : 1;
  return [...rest.slice(0, words), ...argv.slice(0, at), ...rest.slice(words)];
}

function groupHelp(group: string, words: readonly string[]): ShellResult {
  const [word = ""] = words;
  const own = commands.filter(({ path }) => path.startsWith(`${group} `));
  if (word === "" || word.startsWith("-")) {
    const lines = own.map(({ path, summary }) => `  ${path.slice(group.length + 1).padEnd(16)} ${summary}`);
    return { stdout: `Available Commands:\n${lines.join("\n")}\n`, stderr: "", exitCode: 0, tookSeconds: 0 };
  }
  return failed(
    `error: unknown command "${words.join(" ")}"\nSee 'kubectl ${group} -h' for help and examples`,
    1,
    kubectlSeconds,
  );
}

function unknown(word: string): ShellResult {
  if (elsewhere.includes(word)) {
    return failed(
      `error: this terminal has no "kubectl ${word}"; "kubectl --help" lists what there is`,
      1,
      0,
    );
  }
  const nearest = didYouMean(
    word,
    commands.map(({ path }) => path.split(" ")[0] ?? ""),
  );
  const hint = nearest === undefined ? "" : `\n\nDid you mean this?\n\t${nearest}\n`;
  return failed(`error: unknown command "${word}" for "kubectl"${hint}`, 1, kubectlSeconds);
}

function complete(words: readonly string[], host: ShellHost): readonly string[] {
  const last = words.at(-1) ?? "";
  const before = words.slice(0, -1).filter((word) => !word.startsWith("-"));
  const [first = "", second = ""] = before;
  const previous = words.at(-2) ?? "";
  if (previous === "-n" || previous === "--namespace") return names(host, "namespaces");
  if (previous === "--context") return contexts(host);
  if (previous === "-o" || previous === "--output") return ["wide", "yaml", "json", "name"];
  if (first === "") return [...new Set(commands.map(({ path }) => path.split(" ")[0] ?? ""))];
  if (groups.includes(first) && second === "") {
    return commands
      .filter(({ path }) => path.startsWith(`${first} `))
      .map(({ path }) => path.slice(first.length + 1));
  }
  if (last.startsWith("-")) return flagsOf(first, second);
  if (["cordon", "uncordon", "drain"].includes(first)) return names(host, "nodes");
  if (first === "logs" || first === "exec")
    return [...names(host, "pods"), ...names(host, "deployments").map((name) => `deploy/${name}`)];
  if (first === "top") return names(host, second.startsWith("n") ? "nodes" : "pods");
  if (first === "rollout" || first === "set" || first === "scale") {
    return names(host, "deployments").map((name) => `deployment/${name}`);
  }
  if (second === "") return kinds.map(({ plural }) => plural);
  return names(host, second);
}

function flagsOf(first: string, second: string): readonly string[] {
  const command = commands.find(({ path }) => path === first || path === `${first} ${second}`);
  return [...(command?.flags ?? []).map(({ name }) => `--${name}`), "--namespace", "--context", "--help"];
}

function names(host: ShellHost, type: string): string[] {
  const kind = findKind(type);
  return kind === undefined ? [] : rowsOf(kind, host.cluster).map(({ name }) => name);
}
