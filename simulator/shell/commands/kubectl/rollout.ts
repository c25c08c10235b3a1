import type { OperationResult } from "../../../cluster/operations.ts";
import type { Deployment } from "../../../cluster/state.ts";
import type { ShellResult } from "../../../world-types.ts";
import { templateLines } from "../../kube/describe-text.ts";
import type { Kind } from "../../kube/kinds.ts";
import {
  integerFlag,
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
  serverError,
} from "../../kube/kubectl-command.ts";
import { deploymentTargets } from "../../kube/targets.ts";
import { done } from "../../result.ts";
import { tabulate } from "../../tabwriter.ts";

const target = "(TYPE NAME | TYPE/NAME)";
const selector = { name: "selector", short: "l", kind: "value" } as const;

/** The subcommands of `kubectl rollout`. */
export const rollout: readonly KubectlCommand[] = [
  command("status", "Show the status of the rollout", "[--watch=false] [--revision N]", status, [
    { name: "watch", short: "w", kind: "switch" },
    { name: "revision", kind: "value" },
    { name: "timeout", kind: "value" },
  ]),
  command("history", "View rollout history", "[--revision N]", history, [
    { name: "revision", kind: "value" },
  ]),
  command("undo", "Undo a previous rollout", "[--to-revision N]", undo, [
    { name: "to-revision", kind: "value" },
  ]),
  command(
    "restart",
    "Restart a resource",
    "",
    (call) => change(call, restart, "restarted", "restarting"),
    [],
  ),
  command(
    "pause",
    "Mark the provided resource as paused",
    "",
    (call) => change(call, pause, "paused", "pausing"),
    [],
  ),
  command(
    "resume",
    "Resume a paused resource",
    "",
    (call) => change(call, resume, "resumed", "resuming"),
    [],
  ),
];

function command(
  name: string,
  summary: string,
  options: string,
  run: KubectlCommand["run"],
  flags: KubectlCommand["flags"],
): KubectlCommand {
  const usage = `Usage:\n  kubectl rollout ${name} ${target} ${options}`.trimEnd();
  return { path: `rollout ${name}`, summary, usage: `${usage}\n`, flags: [...flags, selector], run };
}

type Found = { readonly deployments: readonly Deployment[] } | { readonly result: ShellResult };

function targets(call: KubectlCall, refusal: (kind: Kind) => string): Found {
  if (call.args.length === 0) return { result: kubectlError("required resource not specified") };
  const found = deploymentTargets(call, call.args, refusal);
  return found.ok ? { deployments: found.deployments } : { result: found.result };
}

/** Runs one action per deployment and joins what they print; the first failure decides the exit code. */
function each(
  call: KubectlCall,
  refusal: (kind: Kind) => string,
  act: (deployment: Deployment) => ShellResult,
): ShellResult {
  const found = targets(call, refusal);
  if ("result" in found) return found.result;
  const results = found.deployments.map(act);
  if (results.length === 0)
    return { ...done("", kubectlSeconds), stderr: `No resources found in ${call.namespace} namespace.\n` };
  return {
    stdout: results.map(({ stdout }) => stdout).join(""),
    stderr: results.map(({ stderr }) => stderr).join(""),
    exitCode: results.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
    tookSeconds: kubectlSeconds,
  };
}

function status(call: KubectlCall): ShellResult {
  const revision = integerFlag("revision", call.flags.get("revision") ?? "0");
  if (typeof revision !== "number") return revision;
  if (revision < 0) return kubectlError(`revision must be a positive integer: ${revision}`);
  const waits = call.flags.get("watch") !== "false";
  return each(
    call,
    ({ kind }) => `no status viewer has been implemented for apps/v1, Kind=${kind}`,
    (deployment) => {
      if (revision > 0 && revision !== deployment.currentRevision) {
        return kubectlError(
          `desired revision (${revision}) is different from the running revision (${deployment.currentRevision})`,
        );
      }
      // The API server's generation comes first, then the controller's verdict, as in rollout_status.go.
      const { name, generation, observedGeneration, progressDeadlineExceeded } = deployment;
      if (generation <= observedGeneration && progressDeadlineExceeded)
        return kubectlError(`deployment "${name}" exceeded its progress deadline`);
      const { text, finished } = rolloutStatus(deployment);
      const note =
        finished || !waits
          ? ""
          : "This terminal prints the state of now and does not wait; run it again later.\n";
      return done(text, kubectlSeconds, note);
    },
  );
}

/** One line of progress, as DeploymentStatusViewer of kubernetes/kubectl decides it. */
function rolloutStatus(deployment: Deployment): { text: string; finished: boolean } {
  const { name, replicas, updatedReplicas, statusReplicas, availableReplicas } = deployment;
  const waiting = (what: string) => ({
    text: `Waiting for deployment "${name}" rollout to finish: ${what}...\n`,
    finished: false,
  });
  if (deployment.generation > deployment.observedGeneration) {
    return { text: "Waiting for deployment spec update to be observed...\n", finished: false };
  }
  if (updatedReplicas < replicas) {
    return waiting(`${updatedReplicas} out of ${replicas} new replicas have been updated`);
  }
  if (statusReplicas > updatedReplicas) {
    return waiting(`${statusReplicas - updatedReplicas} old replicas are pending termination`);
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  }
  return { text: `deployment "${name}" successfully rolled out\n`, finished: true };
}

function history(call: KubectlCall): ShellResult {
  const wanted = integerFlag("revision", call.flags.get("revision") ?? "0");
  if (typeof wanted !== "number") return wanted;
  if (wanted < 0) return kubectlError(`revision must be a positive integer: ${wanted}`);
  return each(
    call,
    ({ kind }) => `no history viewer has been implemented for {"apps" "${kind}"}`,
    (deployment) => {
      const title = `${deploymentName(deployment)} `;
      if (wanted > 0) {
        const revision = deployment.revisions.find(({ number }) => number === wanted);
        if (revision === undefined) return kubectlError("unable to find the specified revision");
        const labels = { ...deployment.labels, "pod-template-hash": revision.templateHash };
        // kubectl prints this template with its tabs as they are, unlike `describe`.
        const template = templateLines(revision, labels).join("\n");
        return done(`${title}with revision #${wanted}\n${template}\n\n`, kubectlSeconds);
      }
      const rows = [...deployment.revisions]
        .sort((a, b) => a.number - b.number)
        .map(({ number, changeCause }) => `${number}\t${changeCause === "" ? "<none>" : changeCause}`);
      const table = tabulate(["REVISION\tCHANGE-CAUSE", ...rows].join("\n"), 0, 2);
      return done(`${title}\n${table}\n\n`, kubectlSeconds);
    },
  );
}

function undo(call: KubectlCall): ShellResult {
  const revision = integerFlag("to-revision", call.flags.get("to-revision") ?? "0");
  if (typeof revision !== "number") return revision;
  if (revision < 0) return kubectlError(`unable to find specified revision ${revision} in history`);
  return each(
    call,
    ({ kind }) => `no rollbacker has been implemented for "${kind}"`,
    (deployment) => {
      if (deployment.paused) {
        return kubectlError(
          "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
        );
      }
      if (revision !== 0 && revision === deployment.currentRevision) {
        const text = `skipped rollback (current template already matches revision ${revision})`;
        return done(`${deploymentName(deployment)} ${text}\n`, kubectlSeconds);
      }
      const outcome =
        revision === 0
          ? call.host.operations.rolloutUndo(deployment.name)
          : call.host.operations.rolloutUndo(deployment.name, revision);
      return outcome.ok
        ? done(`${deploymentName(deployment)} rolled back\n`, kubectlSeconds)
        : kubectlError(outcome.error);
    },
  );
}

type Change = (call: KubectlCall, deployment: Deployment) => OperationResult;

const restart: Change = ({ host }, deployment) =>
  deployment.paused
    ? {
        ok: false,
        error: `deployments.apps "${deployment.name}" can't restart paused deployment (run rollout resume first)`,
      }
    : host.operations.rolloutRestart(deployment.name);

const pause: Change = ({ host }, deployment) =>
  deployment.paused
    ? { ok: false, error: `deployments.apps "${deployment.name}" is already paused` }
    : host.operations.setPaused(deployment.name, true);

const resume: Change = ({ host }, deployment) =>
  deployment.paused
    ? host.operations.setPaused(deployment.name, false)
    : { ok: false, error: `deployments.apps "${deployment.name}" is not paused` };

function change(call: KubectlCall, apply: Change, verb: string, doing: string): ShellResult {
  const refusal = ({ plural, kind }: Kind) => `${plural} "${kind.toLowerCase()}" ${doing} is not supported`;
  return each(call, refusal, (deployment) => {
    const outcome = apply(call, deployment);
    return outcome.ok
      ? done(`${deploymentName(deployment)} ${verb}\n`, kubectlSeconds)
      : operationError(outcome.error);
  });
}

/** The API server's texts about objects get its prefix, kubectl's own texts theirs. */
export function operationError(error: string): ShellResult {
  return error.endsWith(" not found") ? serverError("NotFound", error) : kubectlError(error);
}

export function deploymentName({ name }: Deployment): string {
  return `deployment.apps/${name}`;
}
