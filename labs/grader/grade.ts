import type { CheckParams } from "../check-schema.ts";
import type { CheckContext, CheckOutcome, LearnerRun } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import type { CompiledLab, CompiledStep } from "../compiled-lab.ts";
import type { Finding, Verdict } from "../finding.ts";
import type { CodeRunner } from "../sandbox/code-runner.ts";
import { localRunner } from "../sandbox/local-runner.ts";
import { contractSeeds } from "./seeds.ts";
import { LabWorlds, WorldCache } from "./world-supply.ts";

/** How far grading is; `done` never falls and `total` never grows. */
export interface GradeProgress {
  readonly done: number;
  readonly total: number;
  /** The world that is running: `40 GiB model load, seed 42`. */
  readonly detail: string;
}

export interface GradeOptions {
  /** Seeds of the hidden worlds; the contract's five when absent. */
  readonly seeds?: readonly number[] | undefined;
  /** Finished worlds of earlier attempts; a second attempt does not simulate again. */
  readonly cache?: WorldCache | undefined;
  /** The learner's own run, for steps about it. */
  readonly run?: LearnerRun | undefined;
  /** Where learner code runs; in this thread when absent, which only suits code one trusts to end. */
  readonly code?: CodeRunner | undefined;
  /** Awaited between pieces of work. Reject with `GradingCancelled` to stop. */
  readonly breathe?: (() => Promise<void>) | undefined;
  readonly onProgress?: ((progress: GradeProgress) => void) | undefined;
}

/** Thrown by `breathe` to stop an attempt; it costs nothing and gives no verdict. */
export class GradingCancelled extends Error {
  constructor() {
    super("grading was cancelled");
    this.name = "GradingCancelled";
  }
}

/** One engine for all attempts of this thread; it starts with the first code that is run. */
const here = localRunner();

/** Findings after which no further check can read the answer. */
const unreadable = /\/(does-not-parse|syntax|config|no-alert)$/;

/**
 * Grades one answer. Whatever a learner hands in becomes a verdict; a defect of ours becomes status
 * `error`, which costs no attempt. Rejects only when `breathe` does, or for an unknown step.
 */
export async function grade(
  lab: CompiledLab,
  stepId: string,
  answer: string,
  options: GradeOptions = {},
): Promise<Verdict> {
  const step = lab.steps.find((one) => one.id === stepId);
  if (step === undefined) throw new Error(`lab ${lab.id} has no step "${stepId}"`);
  const seeds = options.seeds ?? contractSeeds;
  const breathe = options.breathe ?? (async () => undefined);
  const progress = new ProgressCount(worldsNeeded(step, seeds.length), options.onProgress);
  const supply = new LabWorlds(lab, options.cache ?? new WorldCache(), breathe, progress.opened);
  const code = options.code ?? here;
  const context: CheckContext = { lab, step, seeds, supply, run: options.run, code, breathe };
  const outcomes: CheckOutcome[] = [];
  try {
    for (const params of step.checks) {
      const outcome = await runCheck(params, answer, context);
      outcomes.push(outcome);
      if (outcome.findings.some((one) => one.type === "essential" && unreadable.test(one.code))) break;
    }
  } catch (error) {
    if (error instanceof GradingCancelled) throw error;
    return ours(step, error);
  }
  progress.finish();
  return verdict(step, outcomes);
}

function runCheck(params: CheckParams, answer: string, context: CheckContext): Promise<CheckOutcome> {
  switch (params.kind) {
    case "promql-result":
      return checks["promql-result"].run(answer, params, context);
    case "logql-result":
      return checks["logql-result"].run(answer, params, context);
    case "rule-lint":
      return checks["rule-lint"].run(answer, params, context);
    case "alert-battery":
      return checks["alert-battery"].run(answer, params, context);
    case "world-state":
      return checks["world-state"].run(answer, params, context);
    case "number":
      return checks.number.run(answer, params, context);
    case "prometheus-config":
      return checks["prometheus-config"].run(answer, params, context);
    case "classify":
      return checks.classify.run(answer, params, context);
    case "blameless-text":
      return checks["blameless-text"].run(answer, params, context);
    case "trace-pick":
      return checks["trace-pick"].run(answer, params, context);
    case "counterfactual":
      return checks.counterfactual.run(answer, params, context);
    case "postmortem":
      return checks.postmortem.run(answer, params, context);
    case "code-behaviour":
      return checks["code-behaviour"].run(answer, params, context);
    case "game-day":
      return checks["game-day"].run(answer, params, context);
    case "dashboard":
      return checks.dashboard.run(answer, params, context);
    case "recording-rule":
      return checks["recording-rule"].run(answer, params, context);
    case "slo":
      return checks.slo.run(answer, params, context);
  }
}

const order: readonly Finding["type"][] = ["essential", "actionable", "informative", "celebratory"];

function verdict(step: CompiledStep, outcomes: readonly CheckOutcome[]): Verdict {
  const parts = outcomes.flatMap((outcome) => outcome.parts);
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const sum = parts.reduce((total, part) => total + part.score * part.weight, 0);
  const score = weight === 0 ? 0 : Math.round(sum / weight);
  // Findings keep the order of the author's checks; the essential ones come first.
  const findings = order.flatMap((type) =>
    outcomes.flatMap((outcome) => outcome.findings.filter((one) => one.type === type)),
  );
  const blocked = findings[0]?.type === "essential";
  const status = !blocked && outcomes.length > 0 && score >= step.pass ? "pass" : "fail";
  const shown = status === "pass" ? findings : findings.filter((one) => one.type !== "celebratory");
  return {
    step: step.id,
    status,
    score,
    parts,
    findings: shown,
    worlds: outcomes.flatMap((one) => one.worlds),
  };
}

/** A defect of the lab or of the grader: it must never look like the learner's mistake. */
function ours(step: CompiledStep, error: unknown): Verdict {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The check itself failed: ${reason}. Your answer was not judged and no attempt is counted.`;
  const finding: Finding = { code: "limit/grader-failed", type: "essential", message, params: { reason } };
  return { step: step.id, status: "error", score: 0, parts: [], findings: [finding], worlds: [] };
}

/** Worlds a step opens: each check's worlds on each seed, and the extra runs of its relations. */
function worldsNeeded(step: CompiledStep, seeds: number): number {
  return step.checks.reduce((sum, params) => sum + worldsOf(params, seeds), 0);
}

function worldsOf(params: CheckParams, seeds: number): number {
  if (params.kind === "prometheus-config") {
    return params.asks.mode === "relabel" ? params.asks.worlds.length * seeds : 0;
  }
  if (params.kind === "promql-result") {
    const scaled = params.relations?.includes("traffic-scale") === true ? 2 : 0;
    const copies = (params.relations ?? []).filter((one) => one !== "traffic-scale").length;
    return params.worlds.length * (seeds + copies) + scaled;
  }
  if (params.kind === "alert-battery") return (params.fires.length + params.silent.length) * seeds;
  if (params.kind === "recording-rule" || params.kind === "dashboard" || params.kind === "slo")
    return params.worlds.length * seeds;
  if (params.kind === "world-state") return seeds + 1;
  if (params.kind === "game-day") return 2 * seeds;
  const without: readonly CheckParams["kind"][] = ["classify", "blameless-text", "code-behaviour"];
  return without.includes(params.kind) ? 0 : 1;
}

class ProgressCount {
  private done = 0;
  private readonly total: number;
  private readonly report: ((progress: GradeProgress) => void) | undefined;

  constructor(total: number, report: ((progress: GradeProgress) => void) | undefined) {
    this.total = Math.max(1, total);
    this.report = report;
  }

  readonly opened = (title: string, seed: number): void => {
    // The last world stays "running" until the verdict is there.
    this.report?.({
      done: Math.min(this.done++, this.total - 1),
      total: this.total,
      detail: `${title}, seed ${seed}`,
    });
  };

  finish(): void {
    this.report?.({ done: this.total, total: this.total, detail: "" });
  }
}
