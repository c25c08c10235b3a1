/** Builds the text of `kubectl describe`: lines with tabs, laid out as its tab writer does. */
import type { KubeEvent, Revision } from "../../cluster/state.ts";
import { compareCodePoints } from "../../tsdb/labels.ts";
import { tabulate } from "../tabwriter.ts";
import { age } from "../times.ts";
import { resourcesOf } from "./manifest.ts";

/** Lays out described lines; `\f` ends one block of columns, as a flush does. */
export function describeText(lines: readonly string[]): string {
  const blocks = lines.join("\n").split("\f");
  return `${blocks.map((block) => tabulate(block, 0, 2)).join("")}\n`;
}

/** `Labels:` and one `key=value` per line. */
export function labelLines(title: string, labels: Readonly<Record<string, string>>, indent = ""): string[] {
  const entries = Object.entries(labels).sort(([a], [b]) => compareCodePoints(a, b));
  if (entries.length === 0) return [`${indent}${title}:\t<none>`];
  return entries.map(([key, value], i) => `${indent}${i === 0 ? `${title}:` : ""}\t${key}=${value}`);
}

/** Annotations are printed as `key: value`. */
export function annotationLines(annotations: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(annotations).sort(([a], [b]) => compareCodePoints(a, b));
  if (entries.length === 0) return ["Annotations:\t<none>"];
  return entries.map(([key, value], i) => `${i === 0 ? "Annotations:" : ""}\t${key}: ${value}`);
}

/** Image, ports and what follows the state of the container: resources, probe, environment. */
export function containerLines(
  revision: Revision,
  state: readonly string[],
  identity: readonly string[],
): string[] {
  const { limits, requests } = resourcesOf(revision);
  const list = (resources: Readonly<Record<string, string>>) =>
    Object.entries(resources)
      .sort(([a], [b]) => compareCodePoints(a, b))
      .map(([name, quantity]) => `      ${name}:\t${quantity}`);
  const env = Object.entries(revision.env);
  return [
    ...identity.slice(0, 1),
    `    Image:\t${revision.image}`,
    ...identity.slice(1),
    "    Port:\t8000/TCP (http)",
    "    Host Port:\t0/TCP (http)",
    ...state,
    "    Limits:",
    ...list(limits),
    "    Requests:",
    ...list(requests),
    "    Readiness:\thttp-get http://:http/healthz delay=0s timeout=1s period=10s successThreshold=1 failureThreshold=3",
    ...(env.length === 0
      ? ["    Environment:\t<none>"]
      : ["    Environment:", ...env.map(([k, v]) => `      ${k}:\t${v}`)]),
    "    Mounts:\t<none>",
  ];
}

/** The pod template of a revision; the one in a ReplicaSet has its hash among the labels. */
export function templateLines(revision: Revision, labels: Readonly<Record<string, string>>): string[] {
  return [
    "Pod Template:",
    ...labelLines("Labels", labels, "  "),
    "  Containers:",
    "   server:",
    ...containerLines(revision, [], []),
    "  Volumes:\t<none>",
    "  Node-Selectors:\t<none>",
    "  Tolerations:\t<none>",
  ];
}

/** The events of one object, oldest first, in a block of their own. */
export function eventLines(events: readonly KubeEvent[], nowMs: number): string[] {
  if (events.length === 0) return ["Events:\t<none>"];
  return [
    "\fEvents:",
    "  Type\tReason\tAge\tFrom\tMessage",
    "  ----\t------\t----\t----\t-------",
    ...events.map(
      ({ type, reason, atMs, source, message }) =>
        `  ${type}\t${reason}\t${age(atMs, nowMs)}\t${source}\t${message}`,
    ),
  ];
}
