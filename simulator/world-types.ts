import type { ClusterState } from "./cluster/state.ts";
import type { AlertInstance, AlertTransition, Notification } from "./rules/rule-types.ts";
import type { Exemplar, MetricMetadata, SampleSource } from "./tsdb/sample-source.ts";

/**
 * Everything that may change a run. A run is `(scenario, seed, actions)`; equal inputs give equal
 * bytes in Node and in every browser. `atMs` is simulated time, milliseconds since the Unix epoch.
 */
export type Action = { readonly atMs: number } & (
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "deploy"; readonly deployment: string; readonly version: string }
  | { readonly kind: "rollback"; readonly deployment: string }
  | {
      readonly kind: "inject";
      readonly fault: string;
      readonly params: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: "recover"; readonly fault: string }
  /** Loads a new rule file into the running Prometheus; refused as a whole when it does not load. */
  | { readonly kind: "config-edit"; readonly file: "rules.yml"; readonly text: string }
  /** Saves a file in the operator's home folder without loading it. */
  | { readonly kind: "file-write"; readonly path: string; readonly text: string }
  | { readonly kind: "acknowledge"; readonly alert: string }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "close" }
  | { readonly kind: "model-report"; readonly report: ModelReport }
);

/** What the real TensorFlow.js process measured about itself in 15 simulated seconds (02 section 9). */
export interface ModelReport {
  readonly numTensors: number;
  readonly numBytes: number;
  readonly batches: number;
  readonly restarts: number;
  readonly correct: number;
  readonly labelled: number;
}

/** Output of one shell command; text may hold SGR colour only when it comes from our own commands. */
export interface ShellResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Simulated seconds the command took; the caller advances the world by it. */
  readonly tookSeconds: number;
}

/** One structured log line; `fields` is the JSON body, `labels` the Loki stream labels. */
export interface LogLine {
  readonly atMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly level: "debug" | "info" | "warning" | "error";
  readonly text: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationSeconds: number;
  readonly status: "ok" | "error";
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** One simulated run. Advance it, act on it, read its telemetry. It has no wall clock and no randomness of its own. */
export interface World {
  readonly scenarioId: string;
  readonly seed: number;
  /** First simulated instant with telemetry. */
  readonly startMs: number;
  /** Where the scenario suggests a learner starts looking. */
  readonly openAtMs: number;
  /** Natural end of the story; `advance` may go beyond it by at most one day. */
  readonly endMs: number;
  readonly nowMs: number;
  readonly actions: readonly Action[];
  /** Advances in steps of one second. Any split of the way gives the same bytes. */
  advance(toMs: number): void;
  /** Applies an action at `nowMs`. Throws when `action.atMs` is not `nowMs`, or when its kind is unknown. */
  act(action: Action): ShellResult | undefined;
  readonly cluster: Readonly<ClusterState>;
  readonly source: SampleSource;
  readonly metadata: ReadonlyMap<string, MetricMetadata>;
  exemplars(): readonly Exemplar[];
  alerts(): readonly AlertInstance[];
  alertTransitions(): readonly AlertTransition[];
  notifications(): readonly Notification[];
  /** The rule file that is loaded now. */
  readonly rulesText: string;
  /** Lines in `(fromMs, toMs]`, oldest first, at most `limit` (the newest are kept). */
  readonly logs: (query: {
    fromMs: number;
    toMs: number;
    limit: number;
    pod?: string;
    level?: string;
    contains?: string;
  }) => LogLine[];
  /** Candidates to complete the last word of a half-typed command line. */
  completeCommand(line: string): readonly string[];
  /** Exposition text of a scrape target, by `host:port` or pod name; undefined when nothing listens there. */
  exposition(address: string): string | undefined;
  /** Sampled traces that began in `(fromMs, toMs]`, oldest first; one array of spans per trace. */
  readonly traces: (query: {
    fromMs: number;
    toMs: number;
    limit: number;
    status?: "ok" | "error";
    traceId?: string;
  }) => TraceSpan[][];
}
