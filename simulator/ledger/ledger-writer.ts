import type { RequestBatch } from "../cluster/requests.ts";
import { FailureLog } from "./failure-log.ts";
import { longestRun } from "./impact.ts";
import type { CausalGraph, Ledger, LedgerRecord, LedgerTotals } from "./ledger-types.ts";

/** What the ledger knows before the run starts. */
export interface LedgerHeader {
  readonly scenario: string;
  readonly seed: number;
  readonly epochMs: number;
  readonly slo: Ledger["slo"];
  readonly causes: CausalGraph;
  readonly users: { readonly total: number; readonly longDocumentSenders: number };
}

/** The fields of a kind of record that its writer gives. */
type Of<Kind extends LedgerRecord["kind"]> = Omit<
  Extract<LedgerRecord, { kind: Kind }>,
  "seq" | "atMs" | "kind"
>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The parts of a fault's record that only become known while it runs. */
export type FaultProgress = Pick<Of<"fault">, "endMs" | "firstSymptomMs" | "recoveredMs">;
/** An alert's record; set `firingMs` and `resolvedMs` when they happen. */
export type AlertEntry = Mutable<Of<"alert">>;
/** A page's record; set `acknowledgedMs` and `escalatedMs` when they happen. */
export type PageEntry = Mutable<Of<"page">>;
/** An action's record. */
export type ActionEntry = Mutable<Of<"action">>;

/**
 * Where the world writes down what really happens, as it happens. Nothing here is read back by the
 * cluster or its telemetry; `open()` gives the read side to graders.
 */
export class LedgerWriter {
  private readonly header: LedgerHeader;
  /** Each gives its record as of now. */
  private readonly entries: (() => LedgerRecord)[] = [];
  private readonly completions: { readonly atMs: number; readonly deployment: string }[] = [];
  private readonly totals: { atMs: number[]; requests: number[]; failed: number[] } = {
    atMs: [],
    requests: [],
    failed: [],
  };
  /** Ends of the seconds with failures that somebody's change or the environment caused. */
  private readonly hurtMs: number[] = [];
  private readonly failures: FailureLog;
  private requestsSoFar = 0;
  private failedSoFar = 0;

  constructor(header: LedgerHeader) {
    this.header = header;
    this.failures = new FailureLog(header.users);
    const { scenario, seed, epochMs } = header;
    this.add(epochMs, (head) => ({ ...head, kind: "run", scenario, seed, epochMs }));
  }

  change(atMs: number, change: Of<"change">): void {
    this.add(atMs, (head) => ({ ...head, kind: "change", ...change }));
  }

  /** `progress` is read at `records()` time, so it may go on changing. */
  fault(atMs: number, fault: Omit<Of<"fault">, keyof FaultProgress>, progress: FaultProgress): void {
    this.add(atMs, (head) => {
      const { endMs, firstSymptomMs, recoveredMs } = progress;
      return { ...head, kind: "fault", ...fault, endMs, firstSymptomMs, recoveredMs };
    });
  }

  pod(atMs: number, pod: Of<"pod">): void {
    this.add(atMs, (head) => ({ ...head, kind: "pod", ...pod }));
  }

  rollout(atMs: number, rollout: Of<"rollout">): void {
    if (rollout.event === "complete") this.completions.push({ atMs, deployment: rollout.deployment });
    this.add(atMs, (head) => ({ ...head, kind: "rollout", ...rollout }));
  }

  /** Records that an alert became pending; set the other instants of the entry when they come. */
  alert(atMs: number, alert: Of<"alert">): AlertEntry {
    const entry = { ...alert };
    this.add(atMs, (head) => ({ ...head, kind: "alert", ...entry }));
    return entry;
  }

  page(atMs: number, page: Of<"page">): PageEntry {
    const entry = { ...page };
    this.add(atMs, (head) => ({ ...head, kind: "page", ...entry }));
    return entry;
  }

  /** `rolloutOf` names the Deployment whose next completed rollout ends the action's effect, when it has one. */
  action(atMs: number, action: Of<"action">, rolloutOf?: string): ActionEntry {
    const entry = { ...action };
    this.add(atMs, (head) => {
      const doneMs = entry.doneMs ?? this.completedAfter(rolloutOf, atMs);
      return { ...head, kind: "action", ...entry, doneMs };
    });
    return entry;
  }

  /** Adds one simulated second that ended at `atMs`; `hurt` tells whether failures beyond the background were among it. */
  second(atMs: number, requests: number, failed: number, hurt: boolean): void {
    this.requestsSoFar += requests;
    this.failedSoFar += failed;
    this.totals.atMs.push(atMs);
    this.totals.requests.push(this.requestsSoFar);
    this.totals.failed.push(this.failedSoFar);
    if (hurt) this.hurtMs.push(atMs);
  }

  /** Remembers the requests of one pod and second because some of them failed. */
  failed(batch: RequestBatch): void {
    this.failures.add(batch);
  }

  /** The read side. It stays in step with the writer. */
  open(): Ledger {
    const { header, entries, hurtMs, failures } = this;
    const totals: LedgerTotals = this.totals;
    return {
      records: () => entries.map((read) => read()),
      totals,
      impact: () => longestRun(hurtMs),
      affectedUsers: () => failures.affectedUsers(),
      slo: header.slo,
      causes: header.causes,
    };
  }

  private completedAfter(deployment: string | undefined, atMs: number): number | undefined {
    return this.completions.find((done) => done.deployment === deployment && done.atMs > atMs)?.atMs;
  }

  private add(atMs: number, read: (head: { seq: number; atMs: number }) => LedgerRecord): void {
    const head = { seq: this.entries.length, atMs };
    this.entries.push(() => read(head));
  }
}
