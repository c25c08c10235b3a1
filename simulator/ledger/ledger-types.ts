/**
 * The truth ledger: what really happened in one run, kept by the world itself and never derived from
 * telemetry. Only graders and the command line open it. Times are milliseconds since the Unix epoch.
 */
export type LedgerRecord = { readonly seq: number; readonly atMs: number } & (
  | { readonly kind: "run"; readonly scenario: string; readonly seed: number; readonly epochMs: number }
  | {
      readonly kind: "change";
      readonly id: string;
      readonly channel: "deploy" | "config";
      readonly service: string;
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly harmless: boolean;
    }
  | {
      readonly kind: "fault";
      readonly id: string;
      readonly params: Readonly<Record<string, string | number>>;
      readonly targets: readonly string[];
      readonly startMs: number;
      readonly endMs: number | undefined;
      /** Id of the change that brought it; undefined for an event of the environment. */
      readonly arrivedBy: string | undefined;
      readonly firstSymptomMs: number | undefined;
      readonly recoveredMs: number | undefined;
    }
  | {
      readonly kind: "pod";
      readonly pod: string;
      readonly event:
        | "started"
        | "ready"
        | "unready"
        /** Device memory above 95 %. */
        | "above-95-percent"
        /** Too little device memory left for a long document. */
        | "saturated"
        | "gpu-oom"
        | "exited"
        | "oom-killed"
        | "removed";
      readonly version: string;
      readonly exitCode: number | undefined;
      readonly reason: string | undefined;
    }
  | {
      readonly kind: "rollout";
      readonly deployment: string;
      readonly event: "started" | "complete" | "failed";
      readonly from: string;
      readonly to: string;
      readonly cause: "deploy" | "rollback" | "restart" | "config";
    }
  | {
      readonly kind: "alert";
      readonly rule: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly pendingMs: number;
      readonly firingMs: number | undefined;
      readonly resolvedMs: number | undefined;
    }
  | {
      readonly kind: "page";
      readonly rule: string;
      readonly receiver: string;
      readonly firedMs: number;
      readonly deliveredMs: number;
      readonly acknowledgedMs: number | undefined;
      readonly escalatedMs: number | undefined;
    }
  | {
      readonly kind: "action";
      readonly verb:
        | "command"
        | "acknowledge"
        | "note"
        | "close"
        | "config-edit"
        | "deploy"
        | "rollback"
        | "other";
      readonly text: string;
      readonly exitCode: number;
      /** When its last effect was done: for a rollback, the removal of the last old pod. Undefined while it plays out. */
      readonly doneMs: number | undefined;
      readonly classification: "diagnose" | "mitigate" | "wrong" | "neutral";
    }
);

/** Totals of user-visible requests, one entry per simulated second, cumulative from the world's start. */
export interface LedgerTotals {
  readonly atMs: readonly number[];
  readonly requests: readonly number[];
  readonly failed: readonly number[];
}

/** The true causal graph of a scenario: ids, what each is, and the edges between them. */
export interface CausalGraph {
  readonly nodes: readonly {
    readonly id: string;
    readonly text: string;
    readonly role: "trigger" | "mechanism" | "symptom" | "contributing" | "red-herring";
    /** Where a contributing factor sits: delivery, testing, detection, response; empty for others. */
    readonly layer: string;
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export interface Ledger {
  /** Every record so far, in order of `seq`. Open-ended fields are filled in as of now. */
  records(): readonly LedgerRecord[];
  readonly totals: LedgerTotals;
  /** First and last failed request of the longest run of failures that belongs to a fault; undefined when nobody was hurt. */
  impact(): { readonly startMs: number; readonly endMs: number } | undefined;
  /** Distinct users with at least one failed request in the whole run. */
  affectedUsers(): number;
  /** Objective of the service's availability SLO and expected requests in its 30-day period. */
  readonly slo: { readonly objective: number; readonly requestsPerPeriod: number };
  readonly causes: CausalGraph;
}
