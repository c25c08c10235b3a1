import type { ShellResult } from "../../world-types.ts";
import { type FlagSpec, type ParsedFlags, parseFlags } from "../flags.ts";
import { failed } from "../result.ts";
import type { ShellHost } from "../shell-types.ts";

/** Simulated time of one call to the API server. */
export const kubectlSeconds = 0.3;

/** Namespace of the operator's kubectl context, used when `-n` is not given. */
const contextNamespace = "ml-serving";

/** One subcommand, for example `get` or `rollout undo`. */
export interface KubectlCommand {
  /** Words after `kubectl`. */
  readonly path: string;
  readonly summary: string;
  readonly usage: string;
  readonly flags: readonly FlagSpec[];
  run(call: KubectlCall): ShellResult;
}

/** One invocation with its flags read. */
export interface KubectlCall {
  readonly host: ShellHost;
  readonly flags: ParsedFlags;
  readonly args: readonly string[];
  readonly namespace: string;
  readonly command: KubectlCommand;
}

/** Flags every subcommand takes. */
const globalFlags: readonly FlagSpec[] = [
  { name: "namespace", short: "n", kind: "value" },
  { name: "context", kind: "value" },
  { name: "kubeconfig", kind: "value" },
  { name: "request-timeout", kind: "value" },
  { name: "v", short: "v", kind: "value" },
  { name: "help", short: "h", kind: "switch" },
];

/** Reads the flags of a subcommand and runs it. */
export function runKubectl(command: KubectlCommand, argv: readonly string[], host: ShellHost): ShellResult {
  const flags = parseFlags(argv, [...command.flags, ...globalFlags]);
  if (!flags.ok)
    return failed(
      `error: ${flagProblem(flags.problem)}\nSee 'kubectl ${command.path} --help' for usage.`,
      1,
      kubectlSeconds,
    );
  if (flags.has("help")) return { stdout: command.usage, stderr: "", exitCode: 0, tookSeconds: 0 };
  const context = flags.get("context");
  if (context !== undefined && !contexts(host).includes(context)) {
    return failed(`error: context "${context}" does not exist`, 1, kubectlSeconds);
  }
  const namespace = flags.get("namespace") ?? contextNamespace;
  return command.run({ host, flags, args: flags.args, namespace, command });
}

/** Names of the kubectl contexts: one cluster per region. */
export function contexts(host: ShellHost): string[] {
  return [...new Set(host.cluster.nodes.map(({ region }) => region))];
}

function flagProblem(problem: Extract<ReturnType<typeof parseFlags>, { ok: false }>["problem"]): string {
  switch (problem.kind) {
    case "unknown-long":
      return `unknown flag: --${problem.name}`;
    case "unknown-short":
      return `unknown shorthand flag: '${problem.letter}' in -${problem.group}`;
    case "missing-long":
      return `flag needs an argument: --${problem.name}`;
    case "missing-short":
      return `flag needs an argument: '${problem.letter}' in -${problem.group}`;
  }
}

/** An error found by kubectl itself: `error: …`, exit 1. */
export function kubectlError(text: string): ShellResult {
  return failed(`error: ${text}`, 1, kubectlSeconds);
}

/** An error with the pointer to help that usage mistakes get. */
export function usageError(command: KubectlCommand, text: string): ShellResult {
  return kubectlError(`${text}\nSee 'kubectl ${command.path} -h' for help and examples`);
}

/** An error of the API server: `Error from server (NotFound): …`, exit 1. */
export function serverError(reason: string, text: string): ShellResult {
  return failed(`Error from server (${reason}): ${text}`, 1, kubectlSeconds);
}

/** A whole number given to a flag, or the flag library's complaint. */
export function integerFlag(name: string, text: string): number | ShellResult {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  const label = name.length === 1 ? `-${name}` : `--${name}`;
  return kubectlError(
    `invalid argument "${text}" for "${label}" flag: strconv.ParseInt: parsing "${text}": invalid syntax`,
  );
}
