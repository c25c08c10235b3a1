import type { ShellResult } from "../../../world-types.ts";
import {
  integerFlag,
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
} from "../../kube/kubectl-command.ts";
import { deploymentTargets } from "../../kube/targets.ts";
import { done } from "../../result.ts";
import { deploymentName, operationError } from "./rollout.ts";

/** `kubectl scale`: sets the number of replicas. */
export const scale: KubectlCommand = {
  path: "scale",
  summary: "Set a new size for a deployment",
  usage: "Usage:\n  kubectl scale (TYPE NAME | TYPE/NAME) --replicas=COUNT [--current-replicas=COUNT]\n",
  flags: [
    { name: "replicas", kind: "value" },
    { name: "current-replicas", kind: "value" },
    { name: "selector", short: "l", kind: "value" },
    { name: "timeout", kind: "value" },
  ],
  run: runScale,
};

function runScale(call: KubectlCall): ShellResult {
  const { flags, args, host } = call;
  const given = flags.get("replicas");
  if (given === undefined) return kubectlError('required flag(s) "replicas" not set');
  const replicas = integerFlag("replicas", given);
  if (typeof replicas !== "number") return replicas;
  if (replicas < 0) {
    return kubectlError(
      "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
    );
  }
  const expected = integerFlag("current-replicas", flags.get("current-replicas") ?? "-1");
  if (typeof expected !== "number") return expected;
  if (args.length === 0) return kubectlError("no objects passed to scale");
  const found = deploymentTargets(
    call,
    args,
    ({ plural }) => `the server could not find the requested resource: ${plural}/scale`,
  );
  if (!found.ok) return found.result;
  if (found.deployments.length === 0) return kubectlError("no objects passed to scale");
  const lines: string[] = [];
  for (const deployment of found.deployments) {
    if (expected >= 0 && expected !== deployment.replicas) {
      return kubectlError(`Expected replicas to be ${expected}, was ${deployment.replicas}`);
    }
    const outcome = host.operations.scale(deployment.name, replicas);
    if (!outcome.ok) return operationError(outcome.error);
    lines.push(`${deploymentName(deployment)} scaled\n`);
  }
  return done(lines.join(""), kubectlSeconds);
}
