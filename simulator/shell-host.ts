import type { ClusterOperations } from "./cluster/operations.ts";
import { RULES_FILE, type RuleServer } from "./rule-server.ts";
import type { ShellHost } from "./shell/shell-types.ts";
import type { World } from "./world-types.ts";

/**
 * The operator's terminal as commands see it: the world's telemetry, the API server, and a home folder of
 * files that nobody else reads.
 */
export class WorldShellHost implements ShellHost {
  readonly operations: ClusterOperations;
  private readonly world: World;
  private readonly rules: RuleServer;
  private readonly home = new Map<string, string>();

  constructor(world: World, operations: ClusterOperations, rules: RuleServer) {
    this.world = world;
    this.operations = operations;
    this.rules = rules;
    this.home.set(RULES_FILE, rules.rulesText);
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  get cluster(): ShellHost["cluster"] {
    return this.world.cluster;
  }

  get source(): ShellHost["source"] {
    return this.world.source;
  }

  get metadata(): ShellHost["metadata"] {
    return this.world.metadata;
  }

  get rulesText(): string {
    return this.world.rulesText;
  }

  get externalLabels(): ShellHost["externalLabels"] {
    return this.rules.externalLabels;
  }

  get files(): ReadonlyMap<string, string> {
    return this.home;
  }

  tsdbStatus(limit: number): ReturnType<ShellHost["tsdbStatus"]> {
    return this.rules.tsdbStatus(limit);
  }

  exemplars(): ReturnType<ShellHost["exemplars"]> {
    return this.world.exemplars();
  }

  alerts(): ReturnType<ShellHost["alerts"]> {
    return this.world.alerts();
  }

  notifications(): ReturnType<ShellHost["notifications"]> {
    return this.world.notifications();
  }

  logs(query: Parameters<ShellHost["logs"]>[0]): ReturnType<ShellHost["logs"]> {
    return this.world.logs(query);
  }

  traces(query: Parameters<ShellHost["traces"]>[0]): ReturnType<ShellHost["traces"]> {
    return this.world.traces(query);
  }

  exposition(address: string): string | undefined {
    return this.world.exposition(address);
  }

  writeFile(name: string, text: string): void {
    this.home.set(name, text);
  }

  loadRules(text: string): string | undefined {
    return this.rules.reload(text, this.world.nowMs);
  }
}
