/** Which objects the words of a kubectl command name: `TYPE NAME`, `TYPE/NAME`, a list of either, or a selector. */
import type { Deployment, Pod } from "../../cluster/state.ts";
import type { ShellResult } from "../../world-types.ts";
import { findKind, type Kind, qualifiedPlural } from "./kinds.ts";
import { type KubectlCall, kubectlError, serverError } from "./kubectl-command.ts";
import { parseSelector } from "./selector.ts";

/** A type and a name from the command line; no name means every object of the type. */
export interface Target {
  readonly kind: Kind;
  readonly name: string | undefined;
}

/** The targets, or the error kubectl prints. */
export type Targets =
  | { readonly ok: true; readonly targets: readonly Target[] }
  | { readonly ok: false; readonly result: ShellResult };

/** Types that `all` stands for, in kubectl's order. */
const allCategory = [
  "pods",
  "services",
  "daemonsets",
  "deployments",
  "replicasets",
  "statefulsets",
  "horizontalpodautoscalers",
  "cronjobs",
  "jobs",
];

/** Reads `TYPE[,TYPE] [NAME…]` or `TYPE/NAME…`. */
export function readTargets(args: readonly string[]): Targets {
  const slashed = args.filter((word) => word.includes("/"));
  if (slashed.length > 0 && slashed.length < args.length) {
    return fail(
      kubectlError(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      ),
    );
  }
  const targets: Target[] = [];
  if (slashed.length > 0) {
    for (const word of slashed) {
      const [type = "", name = "", extra] = word.split("/");
      if (extra !== undefined || type === "" || name === "") {
        return fail(kubectlError(`arguments in resource/name form may not have more than one slash`));
      }
      const kind = findKind(type);
      if (kind === undefined) return fail(unknownType(type));
      targets.push({ kind, name });
    }
    return { ok: true, targets };
  }
  const [types = "", ...names] = args;
  const words = types === "all" ? allCategory : types.split(",");
  for (const type of words) {
    const kind = findKind(type);
    if (kind === undefined) return fail(unknownType(type));
    if (names.length === 0) targets.push({ kind, name: undefined });
    for (const name of names) targets.push({ kind, name });
  }
  return { ok: true, targets };
}

function fail(result: ShellResult): Targets {
  return { ok: false, result };
}

function unknownType(type: string): ShellResult {
  return kubectlError(`the server doesn't have a resource type "${type}"`);
}

/** `pods "x" not found`, the API server's text. */
export function notFoundText(kind: Kind, name: string): string {
  return `${qualifiedPlural(kind)} "${name}" not found`;
}

/** The deployments a rollout, scale or set command is about; any other type is refused as kubectl refuses it. */
export function deploymentTargets(
  call: KubectlCall,
  args: readonly string[],
  refusal: (kind: Kind) => string,
):
  | { readonly ok: true; readonly deployments: readonly Deployment[] }
  | { readonly ok: false; readonly result: ShellResult } {
  const { host, namespace, flags } = call;
  const read = readTargets(args);
  if (!read.ok) return read;
  const selector = parseSelector(flags.get("selector") ?? "");
  if (!selector.ok) return { ok: false, result: kubectlError(selector.error) };
  const deployments: Deployment[] = [];
  const own = host.cluster.deployments.filter((deployment) => deployment.namespace === namespace);
  for (const { kind, name } of read.targets) {
    if (kind.kind !== "Deployment") return { ok: false, result: kubectlError(refusal(kind)) };
    if (name === undefined) {
      deployments.push(...own.filter(({ labels }) => selector.matches(labels)));
      continue;
    }
    const found = own.find((deployment) => deployment.name === name);
    if (found === undefined) return { ok: false, result: serverError("NotFound", notFoundText(kind, name)) };
    deployments.push(found);
  }
  return { ok: true, deployments };
}

export function findPod(call: KubectlCall, name: string): Pod | undefined {
  return call.host.cluster.pods.find((pod) => pod.name === name && pod.namespace === call.namespace);
}

/** Pods of a Deployment in the order `kubectl logs` and `exec` pick from: ready ones first, then the longest ready. */
export function podsByActivity(call: KubectlCall, deployment: string): Pod[] {
  const own = call.host.cluster.pods.filter(
    (pod) => pod.deployment === deployment && pod.namespace === call.namespace && !pod.terminating,
  );
  return own.sort(
    (a, b) =>
      Number(b.node !== undefined) - Number(a.node !== undefined) ||
      Number(b.ready) - Number(a.ready) ||
      (a.readyMs ?? Number.MAX_SAFE_INTEGER) - (b.readyMs ?? Number.MAX_SAFE_INTEGER) ||
      a.createdMs - b.createdMs,
  );
}
