import type { Finding } from "../finding.ts";

/**
 * Learner code never runs beside anybody's saved work: it is handed to a runner together with the requests
 * it will get, and what comes back is a transcript of plain data. Whoever grades looks at the transcript only.
 */
export interface CodeRunner {
  /** Runs a job. Never rejects because of what the code does. */
  run(job: CodeJob): Promise<CodeOutcome>;
}

/** Code and the requests it will get. Plain data: it crosses worker and frame borders as it is. */
export interface CodeJob {
  /** JavaScript, at most 65,536 bytes. */
  readonly source: string;
  /** Name of the function that answers a request. */
  readonly handler: string;
  /** Decides `Math.random` inside. */
  readonly seed: number;
  /** Wall clock at the first request, milliseconds since the epoch. */
  readonly startMs: number;
  readonly requests: readonly PlannedRequest[];
  /** Requests the service works on at the same time; with 1 `model.predict` answers at once, above it with a promise. */
  readonly inFlight: number;
  /** Whether `model.predict` takes and gives tensors. */
  readonly tensors: boolean;
}

/** One request and what the world does to it. */
export interface PlannedRequest {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Inputs, one row each. */
  readonly rows: readonly (readonly number[])[];
  /** What the model answers, one number a row. */
  readonly answers: readonly number[];
  /** How long the model takes, seconds. */
  readonly seconds: number;
  /** The model fails with this message instead of answering. */
  readonly error?: string;
  /** The wall clock is set by this much while the model works, milliseconds; the monotonic clock goes on. */
  readonly clockStepMs?: number;
}

export type CodeOutcome =
  | { readonly kind: "done"; readonly transcript: Transcript }
  /** The code itself is at fault, on every machine alike. */
  | { readonly kind: "learner-error"; readonly finding: Finding }
  /** This machine stopped it; never graded. */
  | { readonly kind: "host-stopped"; readonly reason: "wall-clock" | "crash" };

/** Everything the code emitted, in order, each with the request (index) that was being worked on; -1 before the first. */
export interface Transcript {
  readonly results: readonly RequestResult[];
  readonly metrics: readonly MetricRecord[];
  readonly samples: readonly SampleRecord[];
  readonly spans: readonly SpanRecord[];
  readonly logs: readonly LogRecord[];
  /** Live tensors and their bytes, after the code was loaded and then after each request; empty without tensors. */
  readonly tensors: readonly { readonly alive: number; readonly bytes: number }[];
}

/** How the handler ended a request. */
export interface RequestResult {
  readonly request: number;
  /** `same-error`: it threw the very error the model threw, or one whose cause that is. `pending`: it never settled. */
  readonly end: "returned" | "same-error" | "other-error" | "pending";
  /** What it returned, as text, or what it threw. */
  readonly text: string;
}

export interface MetricRecord {
  readonly type: "counter" | "gauge" | "histogram";
  readonly name: string;
  readonly labelNames: readonly string[];
}

/** One `inc`, `set` or `observe`. */
export interface SampleRecord {
  readonly request: number;
  readonly metric: string;
  readonly type: MetricRecord["type"];
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Labels of the exemplar that came with it. */
  readonly exemplar?: Readonly<Record<string, string>>;
}

export interface SpanRecord {
  readonly request: number;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of its events; an exception is `exception`. */
  readonly events: readonly string[];
  readonly status: "UNSET" | "OK" | "ERROR";
  /** How often `end` was called. */
  readonly ends: number;
  /** 32 hex digits; only once the code has asked for it. */
  readonly traceId?: string;
}

export interface LogRecord {
  readonly request: number;
  readonly level: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}
