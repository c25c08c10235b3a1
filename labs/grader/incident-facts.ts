/** What truly happened in one run, in the shape postmortem and alert checks need. Built from the ledger only. */
export interface IncidentFacts {
  /** Midnight UTC of the incident's day, milliseconds since the epoch. */
  readonly dayMs: number;
  readonly startMs: number;
  readonly endMs: number;
  /** The change that set it off: a rollout's start. Undefined in a calm world. */
  readonly trigger: { readonly atMs: number; readonly change: string; readonly text: string } | undefined;
  /** First and last failed request of the incident. Undefined when nobody was hurt. */
  readonly impact: { readonly startMs: number; readonly endMs: number } | undefined;
  /** Pages sent to a person, oldest first. */
  readonly pages: readonly PageFact[];
  /** First acknowledgement of a page, or the first action of a person when no page was acknowledged. */
  readonly acknowledgedMs: number | undefined;
  /** Attempts to stop it, oldest first, with the moment the last effect was done. */
  readonly mitigations: readonly { readonly atMs: number; readonly doneMs: number; readonly text: string }[];
  /** When the incident was declared over; undefined when nobody did. */
  readonly closedMs: number | undefined;
  /** Every event a timeline row may match. */
  readonly events: readonly TimelineEvent[];
  readonly failedRequests: number;
  readonly requests: number;
  readonly affectedUsers: number;
  /** Cumulative totals by time, one entry per second or minute, for ratios over any window. */
  readonly totals: {
    readonly atMs: readonly number[];
    readonly requests: readonly number[];
    readonly failed: readonly number[];
  };
  readonly slo: { readonly objective: number; readonly requestsPerPeriod: number };
  /** Share of the 30-day budget this run used, 0..1 (and above). */
  readonly budgetUsed: number;
  readonly causes: CauseGraph;
}

export interface PageFact {
  readonly rule: string;
  readonly firedMs: number;
  readonly deliveredMs: number;
  readonly acknowledgedMs: number | undefined;
  readonly escalatedMs: number | undefined;
}

/** What a timeline row can be about. */
export type EventKind =
  | "change"
  | "symptom"
  | "alert"
  | "page"
  | "escalation"
  | "acknowledge"
  | "diagnosis"
  | "mitigation"
  | "recovery"
  | "close"
  | "detail";

export interface TimelineEvent {
  readonly atMs: number;
  readonly kind: EventKind;
  readonly text: string;
  /** Alert rule, for alerts and pages. */
  readonly rule?: string;
  /** Events of one group count once in recall; undefined when the timeline may leave it out. */
  readonly group?: string;
}

/** The true causal graph: ids, what each is, and the edges between them. */
export interface CauseGraph {
  readonly nodes: readonly CauseNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export interface CauseNode {
  readonly id: string;
  readonly text: string;
  readonly role: "trigger" | "mechanism" | "symptom" | "contributing" | "red-herring";
  /** Where a contributing factor sits: delivery, testing, detection, response. */
  readonly layer: string;
}

/** Requests and failures in `(fromMs, toMs]`, interpolated between recorded totals. */
export function totalsBetween(
  facts: Pick<IncidentFacts, "totals">,
  fromMs: number,
  toMs: number,
): { requests: number; failed: number } {
  const { atMs, requests, failed } = facts.totals;
  const read = (values: readonly number[], ms: number): number => {
    const index = upperBound(atMs, ms);
    const before = index === 0 ? 0 : (values[index - 1] ?? 0);
    const after = values[index];
    const t0 = atMs[index - 1];
    const t1 = atMs[index];
    if (after === undefined || t0 === undefined || t1 === undefined) return before;
    return before + ((after - before) * (ms - t0)) / (t1 - t0);
  };
  return {
    requests: read(requests, toMs) - read(requests, fromMs),
    failed: read(failed, toMs) - read(failed, fromMs),
  };
}

/** Number of entries at or before `ms`. */
function upperBound(times: readonly number[], ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Seconds since midnight of the incident's day. */
export function secondsOfDay(facts: Pick<IncidentFacts, "dayMs">, ms: number): number {
  return (ms - facts.dayMs) / 1000;
}
