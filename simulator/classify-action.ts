import type { LedgerRecord } from "./ledger/ledger-types.ts";
import type { OperatorCall } from "./operator-calls.ts";

type Classification = Extract<LedgerRecord, { kind: "action" }>["classification"];

/** Commands of the shell that neither look at the cluster nor change it. */
const NEUTRAL_COMMANDS = new Set([
  "help",
  "hint",
  "nines",
  "clear",
  "echo",
  "history",
  "exit",
  "date",
  "pwd",
  "ls",
]);

/** A version of a Deployment that a fault came with and that is still at work. */
export interface FaultyVersion {
  readonly deployment: string;
  readonly version: string;
}

/**
 * The faulty versions at the present time, from the ledger: a deploy brought a fault that has not ended.
 */
export function faultyVersions(records: readonly LedgerRecord[]): FaultyVersion[] {
  const faulty: FaultyVersion[] = [];
  for (const record of records) {
    if (record.kind !== "fault" || record.endMs !== undefined || record.arrivedBy === undefined) continue;
    const change = records.find((other) => other.kind === "change" && other.id === record.arrivedBy);
    if (change?.kind === "change" && change.channel === "deploy") {
      faulty.push({ deployment: change.service, version: change.to });
    }
  }
  return faulty;
}

/** Nodes of `names` on which a fault is at work, from the ledger. */
export function faultyNodes(records: readonly LedgerRecord[], names: readonly string[]): string[] {
  const hurt = records.flatMap((record) =>
    record.kind === "fault" && record.endMs === undefined ? record.targets : [],
  );
  return names.filter((name) => hurt.includes(name));
}

/**
 * What a command was worth, judged by the calls it made and the truth: leaving, restarting, pausing or
 * adding to a faulty version mitigates, if only for a time, and so does taking load from a faulty node or
 * giving it its limit back; any other change while something is broken is wrong.
 */
export function classifyCommand(
  line: string,
  calls: readonly OperatorCall[],
  faulty: readonly FaultyVersion[],
  nodes: readonly string[] = [],
): Classification {
  const done = calls.filter(({ ok }) => ok);
  if (done.length === 0) {
    const [first = ""] = line.trim().split(/\s+/);
    return first === "" || NEUTRAL_COMMANDS.has(first) ? "neutral" : "diagnose";
  }
  if (done.some((call) => mitigates(call, faulty) || (call.node !== undefined && nodes.includes(call.node))))
    return "mitigate";
  const undoes = done.some(({ name }) => name === "rolloutUndo" || name === "deploy");
  const shrinks = done.some(({ replicaChange }) => replicaChange < 0);
  return faulty.length + nodes.length > 0 || undoes || shrinks ? "wrong" : "neutral";
}

function mitigates(call: OperatorCall, faulty: readonly FaultyVersion[]): boolean {
  const affected = faulty.some(
    ({ deployment, version }) => call.deployment === deployment && call.version === version,
  );
  if (!affected) return false;
  if (call.name === "scale") return call.replicaChange > 0;
  return ["rolloutUndo", "deploy", "rolloutRestart", "deletePod", "setPaused"].includes(call.name);
}
