import type { ShellResult } from "../../../world-types.ts";
import { kinds } from "../../kube/kinds.ts";
import {
  contexts,
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
} from "../../kube/kubectl-command.ts";
import { kubeletVersion } from "../../kube/manifest.ts";
import { done } from "../../result.ts";
import { kubectlTable } from "../../tabwriter.ts";

/** Commands about kubectl itself: which cluster it talks to, and what it knows. */
export const about: readonly KubectlCommand[] = [
  {
    path: "version",
    summary: "Print the client and server version information",
    usage: "Usage:\n  kubectl version\n",
    flags: [{ name: "client", kind: "switch" }],
    run: ({ flags }) => {
      const client = `Client Version: ${kubeletVersion}\nKustomize Version: v5.7.1\n`;
      return done(
        flags.has("client") ? client : `${client}Server Version: ${kubeletVersion}\n`,
        kubectlSeconds,
      );
    },
  },
  {
    path: "api-resources",
    summary: "Print the supported API resources on the server",
    usage: "Usage:\n  kubectl api-resources\n",
    flags: [],
    run: () => {
      const rows = kinds.map(({ plural, short, apiVersion, namespaced, kind }) => [
        plural,
        short.join(","),
        apiVersion,
        String(namespaced),
        kind,
      ]);
      return done(
        kubectlTable([["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"], ...rows]),
        kubectlSeconds,
      );
    },
  },
  {
    path: "config current-context",
    summary: "Display the current-context",
    usage: "Usage:\n  kubectl config current-context\n",
    flags: [],
    run: ({ host }) => done(`${contexts(host)[0] ?? ""}\n`, 0),
  },
  {
    path: "config get-contexts",
    summary: "Describe one or many contexts",
    usage: "Usage:\n  kubectl config get-contexts\n",
    flags: [{ name: "output", short: "o", kind: "value" }],
    run: getContexts,
  },
];

function getContexts({ host, flags, namespace }: KubectlCall): ShellResult {
  const names = contexts(host);
  const output = flags.get("output");
  if (output === "name") return done(names.map((name) => `${name}\n`).join(""), 0);
  if (output !== undefined) return kubectlError(`output must be one of '' or 'name': ${output}`);
  const rows = names.map((name, i) => [i === 0 ? "*" : "", name, name, "operator", namespace]);
  return done(kubectlTable([["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"], ...rows]), 0);
}
