import type { CompiledLab } from "../../labs/compiled-lab.ts";
import type { Verdict } from "../../labs/finding.ts";
import type { ScriptedAction } from "../../labs/schema.ts";
import type {
  Action,
  AlertState,
  Exemplar,
  LogLine,
  MetricMetadata,
  Notification,
  QueryOptions,
  QueryRequest,
  ShellResult,
  TraceResult,
  TraceSpan,
} from "../../simulator/index.ts";
import type { ClusterView } from "./cluster-view.ts";
import type {
  CompletionData,
  ExplainData,
  LogqlData,
  ParseErrorData,
  QueryData,
  RuleFileData,
} from "./query-data.ts";

/**
 * What the page and its workers say to each other. The world lives in a worker, so a panel never
 * waits for it; everything here survives a structured clone.
 */

/** A label set as it crosses to the page; keys are in code-point order. */
export type PlainLabels = Readonly<Record<string, string>>;

/** An action before the worker stamps it with its simulated time. */
export type ActionInput = Action extends infer A ? (A extends Action ? Omit<A, "atMs"> : never) : never;

/** How far a long piece of work is. `total` is 0 while unknown. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly detail: string;
}

/** Simulated seconds per wall second; `max` is as fast as the machine goes, at most 3,600. */
export type Speed = 1 | 10 | 60 | 300 | "max";

export interface OpenParams {
  readonly scenario: string;
  readonly seed: number;
  /** Actions of the learner, oldest first; replayed before the world is handed over. */
  readonly actions: readonly Action[];
  /** How far to advance before the first frame; the scenario's own opening time when absent. */
  readonly toMs?: number;
  /** Play the scenario's recorded responders, when the learner has no actions of their own yet. */
  readonly responders?: "recorded";
  /** Actions the lab itself begins with, as times of day. */
  readonly script?: readonly ScriptedAction[];
  /** Time of day to open at instead of the scenario's own moment. */
  readonly until?: string;
}

/** What stays the same for the life of one opened world. Times are ms since the epoch. */
export interface WorldInfo {
  readonly scenario: string;
  readonly seed: number;
  readonly startMs: number;
  readonly openAtMs: number;
  readonly endMs: number;
  readonly metadata: readonly MetricMetadata[];
}

/** One alert instance now. */
export interface AlertData {
  readonly rule: string;
  readonly labels: PlainLabels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: AlertState;
  readonly value: number;
  readonly activeAtMs: number;
  readonly firedAtMs: number | undefined;
  readonly resolvedAtMs: number | undefined;
}

export interface TransitionData {
  readonly rule: string;
  readonly labels: PlainLabels;
  readonly atMs: number;
  readonly from: AlertState;
  readonly to: AlertState;
  readonly value: number;
}

export interface NotificationData {
  readonly rule: string;
  readonly labels: PlainLabels;
  readonly receiver: string;
  readonly severity: string;
  /** How it reaches people; a page goes to the pager. */
  readonly channel: Notification["channel"];
  readonly status: "firing" | "resolved";
  readonly firedAtMs: number;
  readonly deliveredMs: number;
  readonly acknowledgedMs: number | undefined;
  readonly escalatedMs: number | undefined;
}

/** A deploy or configuration change: a mark on every chart and on the time track. */
export interface ChangeMark {
  readonly id: string;
  readonly atMs: number;
  readonly channel: "deploy" | "config";
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Parts of a frame that are sent only while a panel on screen wants them. */
export type FrameTopic = "cluster" | "alerts";

/** What the worker publishes, at most 10 times a second. Parts that did not change are left out. */
export interface Frame {
  readonly nowMs: number;
  readonly running: boolean;
  readonly speed: Speed;
  /** Simulated seconds per wall second over the last second or so. */
  readonly achieved: number;
  /** Where a "run to" stops; undefined when none is under way. */
  readonly runToMs: number | undefined;
  readonly changes?: readonly ChangeMark[];
  readonly alerts?: readonly AlertData[];
  readonly transitions?: readonly TransitionData[];
  readonly notifications?: readonly NotificationData[];
  readonly actions?: readonly Action[];
  readonly rulesText?: string;
  readonly cluster?: ClusterView;
}

export interface ActReply {
  readonly atMs: number;
  /** Where the world stands after the action took its simulated time. */
  readonly nowMs: number;
  readonly result: ShellResult | undefined;
}

/** Every question the page may ask the simulator worker, with its reply. */
export interface SimulatorCalls {
  /** Builds a world, replays its actions and advances it; reports progress. Replaces the open one. */
  open: { params: OpenParams; reply: WorldInfo };
  /** Acts now. A command also advances the world by the time it took. Rejects with the world's reason. */
  act: { params: { readonly action: ActionInput }; reply: ActReply };
  play: { params: { readonly speed: Speed }; reply: null };
  pause: { params: Record<never, never>; reply: null };
  /** Runs at `max` to this simulated time and pauses there, or at the next page when `orPage` is set. */
  "run-to": { params: { readonly toMs: number; readonly orPage?: boolean }; reply: null };
  /** Which optional parts of a frame are wanted, and whether the page is on screen. */
  watch: { params: { readonly topics: readonly FrameTopic[]; readonly visible: boolean }; reply: null };
  query: { params: { readonly request: QueryRequest; readonly options?: QueryOptions }; reply: QueryData };
  explain: { params: { readonly request: QueryRequest }; reply: ExplainData };
  /** How one node of a query came to its values at one instant; `focus` is the series to tell of first. */
  trace: {
    params: {
      readonly expr: string;
      readonly timeMs: number;
      readonly nodeId: number;
      readonly focus?: PlainLabels;
    };
    reply: TraceResult;
  };
  parse: {
    params: { readonly expr: string };
    reply: { readonly errors: readonly ParseErrorData[]; readonly printed: string | undefined };
  };
  /** Whether the ambient goal of a step holds now. `answer` is compared with `expr` when given; `atMs` only makes the question new. */
  goal: {
    params: {
      readonly expr: string;
      readonly answer: string | undefined;
      readonly dropLabels: readonly string[];
      readonly atMs: number;
    };
    reply: { readonly holds: boolean };
  };
  complete: { params: { readonly expr: string; readonly offset: number }; reply: CompletionData };
  /** Exemplars of the series a query selects, after `fromMs` and up to `toMs`. */
  exemplars: {
    params: { readonly expr: string; readonly fromMs: number; readonly toMs: number };
    reply: readonly ExemplarData[];
  };
  logs: {
    params: {
      readonly fromMs: number;
      readonly toMs: number;
      readonly limit: number;
      readonly pod?: string;
      readonly level?: string;
      readonly contains?: string;
    };
    reply: readonly LogLine[];
  };
  logql: {
    params: {
      readonly expr: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly limit: number;
    };
    reply: LogqlData;
  };
  traces: {
    params: {
      readonly fromMs: number;
      readonly toMs: number;
      readonly limit: number;
      readonly status?: "ok" | "error";
      readonly traceId?: string;
    };
    reply: readonly (readonly TraceSpan[])[];
  };
  /** Exposition text of a scrape target by `host:port` or pod name; undefined when nothing listens. */
  exposition: { params: { readonly address: string }; reply: string | undefined };
  "complete-command": { params: { readonly line: string }; reply: readonly string[] };
  "parse-rules": { params: { readonly text: string }; reply: RuleFileData };
  /** Evaluates a rule file over stored history, as if it had been loaded at `fromMs`. */
  "evaluate-rules": {
    params: { readonly text: string; readonly fromMs: number; readonly toMs: number };
    reply: {
      readonly transitions: readonly TransitionData[];
      readonly notifications: readonly NotificationData[];
      readonly samplesRead: number;
    };
  };
}

export type ExemplarData = Omit<Exemplar, "series"> & { readonly series: PlainLabels };

/** Every question to the grader worker. It builds its own hidden worlds, so the live one never stalls. */
export interface GraderCalls {
  grade: { params: GradeParams; reply: Verdict };
  /** Simulates a step's hidden worlds ahead of a Check; cancelled as soon as one is asked for. */
  prepare: {
    params: {
      readonly lab: CompiledLab;
      readonly stepId: string;
      readonly attemptId: string;
      readonly ownSeed: number;
    };
    reply: null;
  };
}

export interface GradeParams {
  readonly lab: CompiledLab;
  readonly stepId: string;
  readonly answer: string;
  /** 16 hex digits fixed at the attempt's start; the hidden seeds derive from it. */
  readonly attemptId: string;
  /** The learner's own run, for steps that judge actions. */
  readonly run: {
    readonly scenario: string;
    readonly seed: number;
    readonly actions: readonly Action[];
    readonly untilMs: number;
  };
}

/** A request of one kind. `slot` names the asker: a newer request of the same slot cancels the older. */
export type RequestOf<Calls> = {
  [K in keyof Calls]: {
    readonly id: number;
    readonly kind: K;
    readonly params: Calls[K] extends { params: infer P } ? P : never;
  };
}[keyof Calls];

/** From the page to a worker. */
export type ToWorker<Calls> = RequestOf<Calls> | { readonly kind: "cancel"; readonly id: number };

/** From a worker to the page. */
export type FromWorker =
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly message: string }
  | { readonly kind: "cancelled"; readonly id: number }
  | { readonly kind: "progress"; readonly id: number; readonly progress: Progress }
  | { readonly kind: "frame"; readonly frame: Frame };
