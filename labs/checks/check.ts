import type { Action, MetricMetadata, SampleSource, World, WorldOptions } from "../../simulator/index.ts";
import type { CheckKind, CheckParams } from "../check-schema.ts";
import type { CompiledLab, CompiledStep } from "../compiled-lab.ts";
import type { Counterexample, Finding, Verdict } from "../finding.ts";
import type { IncidentFacts } from "../grader/incident-facts.ts";
import type { CodeRunner } from "../sandbox/code-runner.ts";
import type { ScriptedAction } from "../schema.ts";

/** A finished world that judges an answer; learners never saw it run. */
export interface HiddenWorld {
  /** Name in lab.yaml. */
  readonly name: string;
  /** What learners read: "40 GiB model load". */
  readonly title: string;
  readonly scenario: string;
  readonly seed: number;
  readonly world: FinishedWorld;
  readonly startMs: number;
  readonly endMs: number;
  /** What truly happened. */
  readonly facts: IncidentFacts;
  /** The rule file before anybody changed it. */
  readonly rulesAtStart: string;
}

/** What is kept of a world that has run its course. */
export interface FinishedWorld {
  readonly source: SampleSource;
  readonly metadata: ReadonlyMap<string, MetricMetadata>;
  /** Deploys and configuration changes, oldest first. */
  readonly changes: readonly { readonly atMs: number; readonly channel: string; readonly to: string }[];
  readonly actions: readonly Action[];
  readonly rulesText: string;
  readonly openAtMs: number;
  /** The trace store; only for worlds that a `trace-pick` of the lab reads, for it is as large as the samples. */
  readonly traces?: World["traces"];
  /** The log store; only for worlds that a `logql-result` of the lab reads. */
  readonly logs?: World["logs"];
}

/** A learner's own run: a seed and what they did. */
export interface LearnerRun {
  readonly seed: number;
  readonly actions: readonly Action[];
  /** Scenario, when it is not that of the check's world. */
  readonly scenario?: string;
  /** How far the learner's clock got, milliseconds since the epoch; the world's end when absent. */
  readonly untilMs?: number;
}

/** Where checks take their worlds from. Worlds are kept, so a second attempt does not simulate again. */
export interface WorldSupply {
  open(name: string, seed: number): Promise<HiddenWorld>;
  /** A world of the lab with other actions, or another rollout pace, cap and so on. */
  openWith(name: string, seed: number, changes: WorldChanges): Promise<HiddenWorld>;
}

/** What differs from the lab's world. */
export interface WorldChanges {
  /** Replaces the world's actions. */
  readonly actions?: readonly Action[] | undefined;
  /** As `actions`, at times of the world's UTC day. */
  readonly script?: readonly ScriptedAction[] | undefined;
  /** Goes on for at least this long after the last action and after the scenario's opening time. */
  readonly afterLastActionMs?: number | undefined;
  readonly scenario?: string | undefined;
  readonly untilMs?: number | undefined;
  /** Changes to the state equations or the pipeline: other traffic, other rules, caps, pace. */
  readonly options?: WorldOptions | undefined;
}

export interface CheckContext {
  readonly lab: CompiledLab;
  readonly step: CompiledStep;
  /** Seeds of the hidden worlds, ascending. */
  readonly seeds: readonly number[];
  readonly supply: WorldSupply;
  readonly run: LearnerRun | undefined;
  /** Runs learner code, away from everything else. */
  readonly code: CodeRunner;
  /** Called between pieces of work: lets the page breathe, reports progress, and stops a cancelled attempt. */
  breathe(): Promise<void>;
}

export type Part = Verdict["parts"][number];
export type WorldRow = Verdict["worlds"][number];

/** What one check has to say. It passes when no finding is essential. */
export interface CheckOutcome {
  readonly findings: readonly Finding[];
  readonly parts: readonly Part[];
  readonly worlds: readonly WorldRow[];
}

/** One kind of check. `run` never throws on learner input: whatever is wrong becomes a finding. */
export interface Check<K extends CheckKind = CheckKind> {
  readonly kind: K;
  /** Every finding code it can give, without the `<kind>/` in front. */
  readonly codes: readonly string[];
  run(
    answer: string,
    params: Extract<CheckParams, { kind: K }>,
    context: CheckContext,
  ): Promise<CheckOutcome>;
}

/** Builds a finding with the code `<kind>/<what>`. */
export function finding(
  kind: CheckKind,
  what: string,
  message: string,
  more: {
    type?: Finding["type"];
    params?: Finding["params"];
    at?: Finding["at"];
    hint?: string;
    evidence?: Counterexample | undefined;
  } = {},
): Finding {
  return {
    code: `${kind}/${what}`,
    type: more.type ?? "essential",
    message,
    params: more.params ?? {},
    ...(more.at === undefined ? {} : { at: more.at }),
    ...(more.hint === undefined ? {} : { hint: more.hint }),
    ...(more.evidence === undefined ? {} : { evidence: more.evidence }),
  };
}
