import type { ClusterOperations } from "../cluster/operations.ts";
import type { ClusterState } from "../cluster/state.ts";
import type { AlertInstance, Notification } from "../rules/rule-types.ts";
import type { Exemplar, MetricMetadata, SampleSource } from "../tsdb/sample-source.ts";
import type { TsdbStatus } from "../tsdb/status.ts";
import type { LogLine, ShellResult, TraceSpan } from "../world-types.ts";

/** What commands of the terminal may see and do. The world implements it; commands never reach further. */
export interface ShellHost {
  readonly nowMs: number;
  readonly cluster: Readonly<ClusterState>;
  readonly operations: ClusterOperations;
  readonly source: SampleSource;
  readonly metadata: ReadonlyMap<string, MetricMetadata>;
  readonly rulesText: string;
  /** Labels the Prometheus server adds to what leaves it. */
  readonly externalLabels: Readonly<Record<string, string>>;
  /** Cardinality of the server's head, each table cut to `limit` rows. */
  tsdbStatus(limit: number): TsdbStatus;
  /** Exemplars the server keeps, oldest scrape first. */
  exemplars(): readonly Exemplar[];
  alerts(): readonly AlertInstance[];
  notifications(): readonly Notification[];
  logs(query: {
    fromMs: number;
    toMs: number;
    limit: number;
    pod?: string;
    level?: string;
    contains?: string;
  }): LogLine[];
  traces(query: {
    fromMs: number;
    toMs: number;
    limit: number;
    status?: "ok" | "error";
    traceId?: string;
  }): TraceSpan[][];
  /** Exposition text of a scrape target, by `host:port` or pod name; undefined when nothing listens there. */
  exposition(address: string): string | undefined;
  /** Files of the operator's home folder by name, for example `rules.yml`. */
  readonly files: ReadonlyMap<string, string>;
  writeFile(name: string, text: string): void;
  /** Loads rule text as a reload of Prometheus does; the error as Prometheus logs it, or undefined. */
  loadRules(text: string): string | undefined;
}

/** One command of the terminal: one file each, one line in `shell/index.ts`. */
export interface ShellCommand {
  readonly name: string;
  /** One line for `help`. */
  readonly summary: string;
  /** Printed by `help NAME` and `NAME --help`. */
  readonly usage: string;
  /** `argv` without the name; never throws on any input. */
  run(argv: readonly string[], host: ShellHost): ShellResult;
  /** Candidates for the last, possibly empty, word. */
  complete?(words: readonly string[], host: ShellHost): readonly string[];
}
