import type { CompiledStep } from "../../labs/compiled-lab.ts";
import type { Verdict } from "../../labs/finding.ts";
import { flush } from "./autosave.ts";
import { isOwnAction } from "./own-action.ts";
import type { GraderCalls } from "./protocol.ts";
import { notify } from "./session.ts";
import { answerKey, freshProgress, getState, progressKey, type StepProgress, setState } from "./store.ts";
import { Cancelled, type WorkerClient } from "./worker-client.ts";
import { startGrader } from "./workers.ts";

let grader: WorkerClient<GraderCalls> | undefined;
let stop: AbortController | undefined;
let preparing: AbortController | undefined;

/** Score a step is capped at once its solution was shown (04 section 1). */
const assistedCap = 60;

/** The text that Check grades for a step; undefined for steps judged by what was done to the cluster. */
export function answerOf(step: CompiledStep): string {
  const { lab, drafts } = getState();
  return drafts[answerKey(lab?.lab.id ?? "", step.id)] ?? step.starter;
}

function currentStep(): CompiledStep | undefined {
  const { lab, stepId } = getState();
  return lab?.lab.steps.find((step) => step.id === stepId);
}

function changeProgress(stepId: string, change: (old: StepProgress) => Partial<StepProgress>): void {
  const { progress, lab } = getState();
  const key = progressKey(lab?.lab.id ?? "", stepId);
  const old = progress[key] ?? freshProgress;
  setState({ progress: { ...progress, [key]: { ...old, ...change(old) } } });
}

function openGrader(): WorkerClient<GraderCalls> {
  grader ??= startGrader(() => {
    grader?.terminate();
    grader = undefined;
  });
  return grader;
}

/** Lets the grader simulate the current step's hidden worlds while the learner reads; a Check stops it. */
export function prepareCheck(): void {
  const { lab, world, checking } = getState();
  const step = currentStep();
  if (lab === undefined || world === undefined || step === undefined || checking !== undefined) return;
  preparing?.abort();
  preparing = new AbortController();
  openGrader()
    .call(
      "prepare",
      { lab: lab.lab, stepId: step.id, attemptId: lab.attemptId, ownSeed: world.seed },
      { signal: preparing.signal },
    )
    // A failed preparation costs nothing: Check simulates what is missing, and tells what is wrong.
    .catch(() => undefined);
}

/** Grades the current step over hidden worlds. Resolves with the verdict, or undefined when cancelled. */
export async function checkStep(): Promise<Verdict | undefined> {
  const { lab, world, actions, clock, checking } = getState();
  const step = currentStep();
  if (lab === undefined || world === undefined || step === undefined || checking !== undefined)
    return undefined;
  // The page says at once that it checks; saving goes on beside it.
  void flush(true);
  stop = new AbortController();
  const startedAt = Date.now();
  setState({
    checking: { stepId: step.id, startedAt, progress: { phase: "start", done: 0, total: 0, detail: "" } },
  });
  preparing?.abort();
  try {
    // Graders look at the simulated cluster and at what was done to it; the real model beside it is neither.
    const own = actions.filter(isOwnAction);
    const run = { scenario: world.scenario, seed: world.seed, actions: own, untilMs: clock.nowMs };
    const verdict = await openGrader().call(
      "grade",
      { lab: lab.lab, stepId: step.id, answer: answerOf(step), attemptId: lab.attemptId, run },
      {
        signal: stop.signal,
        onProgress: (progress) => setState({ checking: { stepId: step.id, startedAt, progress } }),
      },
    );
    record(step, verdict);
    return verdict;
  } catch (error) {
    if (!(error instanceof Cancelled))
      notify(error instanceof Error ? error.message : String(error), "error");
    return undefined;
  } finally {
    setState({ checking: undefined });
    void flush(true);
  }
}

/** Stops a running check; the hidden worlds built so far stay warm. */
export function cancelCheck(): void {
  stop?.abort();
}

function record(step: CompiledStep, verdict: Verdict): void {
  changeProgress(step.id, (old) => {
    const passed = old.status === "passed" || verdict.status === "pass";
    const score = old.assisted ? Math.min(assistedCap, verdict.score) : verdict.score;
    return {
      status: passed ? "passed" : "todo",
      best: verdict.status === "pass" ? Math.max(old.best, score) : old.best,
      // Our own failure costs no attempt.
      attempts: old.attempts + (verdict.status === "error" ? 0 : 1),
      verdict,
    };
  });
}

/** Shows the next hint of the current step, if there is one. */
export function showHint(): void {
  const { lab } = getState();
  const step = currentStep();
  if (lab === undefined || step === undefined) return;
  const count = lab.prose[step.id]?.hints.length ?? 0;
  changeProgress(step.id, (old) => ({ hintsShown: Math.min(count, old.hintsShown + 1) }));
}

/** Shows the worked solution; the step is capped and marked. */
export function showSolution(): void {
  const step = currentStep();
  if (step !== undefined) changeProgress(step.id, () => ({ assisted: true }));
}

/** Marks the ambient goal of a step as reached; it never goes back. */
export function markGoalDone(stepId: string): void {
  changeProgress(stepId, () => ({ goalDone: true }));
}
