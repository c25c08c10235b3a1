import { classifyCommand, faultyNodes, faultyVersions } from "./classify-action.ts";
import type { Cluster } from "./cluster/cluster.ts";
import type { OperationResult } from "./cluster/operations.ts";
import { didYouMean } from "./did-you-mean.ts";
import { faults, planFault } from "./faults/index.ts";
import type { LedgerRecord } from "./ledger/ledger-types.ts";
import type { LedgerWriter } from "./ledger/ledger-writer.ts";
import { type OperatorCall, OperatorCalls } from "./operator-calls.ts";
import { RULES_FILE, type RuleServer } from "./rule-server.ts";
import type { Alertmanager } from "./rules/alertmanager/alertmanager.ts";
import { completeCommand, runCommand } from "./shell/index.ts";
import { WorldShellHost } from "./shell-host.ts";
import type { Action, ShellResult, World } from "./world-types.ts";

type ActionRecord = Extract<LedgerRecord, { kind: "action" }>;

/** What actions act on. */
export interface OperatorTools {
  readonly cluster: Cluster;
  readonly rules: RuleServer;
  readonly alertmanager: Alertmanager;
  readonly ledger: LedgerWriter;
}

/** Calls whose effect is a rollout and is done when its last old pod is gone. */
const ROLLOUT_CALLS: readonly OperatorCall["name"][] = [
  "rolloutUndo",
  "rolloutRestart",
  "deploy",
  "setEnv",
  "setLimits",
];

/** The hands of everyone who acts on a run: carries actions out and writes them into the ledger. */
export class Operator {
  private readonly tools: OperatorTools;
  private readonly calls: OperatorCalls;
  private readonly host: WorldShellHost;

  constructor(world: World, tools: OperatorTools) {
    this.tools = tools;
    this.calls = new OperatorCalls(tools.cluster, tools.cluster.state);
    this.host = new WorldShellHost(world, this.calls, tools.rules);
  }

  completeCommand(line: string): readonly string[] {
    return completeCommand(line, this.host);
  }

  /** Carries out an action at the present time; `number` is its place in the log, from 1, for messages. */
  act(action: Action, number: number): ShellResult | undefined {
    switch (action.kind) {
      case "command":
        return this.command(action.line);
      case "deploy":
        return this.deploy(action.deployment, action.version);
      case "rollback":
        return this.rollback(action.deployment, "rollback");
      case "inject":
        return this.inject(action.fault, action.params, number);
      case "recover":
        return this.recover(action.fault, number);
      case "config-edit":
        return this.editRules(action.text);
      case "file-write":
        this.host.writeFile(action.path, action.text);
        return undefined;
      case "acknowledge":
        return this.acknowledge(action.alert);
      case "note":
        this.record("note", action.text, 0, "neutral");
        return undefined;
      case "close":
        this.record("close", "incident closed", 0, "neutral");
        return undefined;
      case "model-report":
        return undefined;
    }
  }

  /** `kubectl rollout undo`, by a person or by an automation named in `text`. */
  rollback(deployment: string, text: string): ShellResult {
    const result = this.calls.rolloutUndo(deployment);
    this.recordCalls("rollback", `${text} ${deployment}`, result.ok ? 0 : 1, 0);
    return answer(result, `deployment.apps/${deployment} rolled back`);
  }

  private command(line: string): ShellResult {
    const result = runCommand(line, this.host);
    this.recordCalls("command", line, result.exitCode, result.tookSeconds);
    return result;
  }

  private deploy(deployment: string, version: string): ShellResult {
    const result = this.calls.deploy(deployment, version, `deploy ${version}`);
    this.recordCalls("deploy", `${deployment} ${version}`, result.ok ? 0 : 1, 0);
    return answer(result, `deployment.apps/${deployment} image updated`);
  }

  private inject(id: string, params: Readonly<Record<string, string | number>>, number: number): undefined {
    this.checkFault(id, number);
    const { cluster } = this.tools;
    cluster.inject(planFault(id, cluster.nowMs, params));
    this.record("other", `inject ${id}`, 0, "neutral");
  }

  private recover(id: string, number: number): undefined {
    this.checkFault(id, number);
    const found = this.tools.cluster.recover(id);
    this.record("other", `recover ${id}`, found ? 0 : 1, "neutral");
  }

  private editRules(text: string): ShellResult {
    this.host.writeFile(RULES_FILE, text);
    const error = this.host.loadRules(text);
    this.record("config-edit", RULES_FILE, error === undefined ? 0 : 1, "neutral");
    if (error === undefined) return { stdout: "", stderr: "", exitCode: 0, tookSeconds: 0 };
    return { stdout: "", stderr: `${error}\n`, exitCode: 1, tookSeconds: 0 };
  }

  private acknowledge(alert: string): ShellResult {
    const pages = this.tools.alertmanager.acknowledge(alert, this.host.nowMs);
    this.record("acknowledge", alert, pages > 0 ? 0 : 1, "neutral");
    if (pages > 0) return { stdout: `${alert} acknowledged\n`, stderr: "", exitCode: 0, tookSeconds: 0 };
    const stderr = `no page of "${alert}" waits for an acknowledgement\n`;
    return { stdout: "", stderr, exitCode: 1, tookSeconds: 0 };
  }

  private checkFault(id: string, number: number): void {
    const ids = faults.map((fault) => fault.id);
    if ((ids as readonly string[]).includes(id)) return;
    const near = didYouMean(id, ids);
    const hint = near === undefined ? `Faults are ${ids.join(", ")}.` : `Did you mean "${near}"?`;
    throw new Error(`Action ${number}: unknown fault "${id}". ${hint}`);
  }

  private recordCalls(verb: ActionRecord["verb"], text: string, exitCode: number, tookSeconds: number): void {
    const { cluster, ledger } = this.tools;
    const calls = this.calls.take();
    const records = ledger.open().records();
    const nodes = faultyNodes(
      records,
      cluster.state.nodes.map(({ name }) => name),
    );
    const classification = classifyCommand(text, calls, faultyVersions(records), nodes);
    const rollout = calls.find((call) => call.ok && ROLLOUT_CALLS.includes(call.name));
    const atMs = this.host.nowMs;
    const doneMs = rollout === undefined ? atMs + tookSeconds * 1000 : undefined;
    ledger.action(atMs, { verb, text, exitCode, doneMs, classification }, rollout?.deployment);
  }

  private record(
    verb: ActionRecord["verb"],
    text: string,
    exitCode: number,
    classification: ActionRecord["classification"],
  ): void {
    const atMs = this.host.nowMs;
    this.tools.ledger.action(atMs, { verb, text, exitCode, doneMs: atMs, classification });
  }
}

/** What kubectl would print. */
function answer(result: OperationResult, done: string): ShellResult {
  if (result.ok) return { stdout: `${done}\n`, stderr: "", exitCode: 0, tookSeconds: 0 };
  return { stdout: "", stderr: `error: ${result.error}\n`, exitCode: 1, tookSeconds: 0 };
}
