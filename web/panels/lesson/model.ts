import type { CheckParams } from "../../../labs/check-schema.ts";
import type { CompiledLab, CompiledStep } from "../../../labs/compiled-lab.ts";
import type { StepProgress } from "../../session/store.ts";

/** What the step list says about one step. */
export type StepState = "passed" | "assisted" | "active" | "todo";

export function stepState(progress: StepProgress | undefined, current: boolean): StepState {
  if (progress?.status === "passed") return progress.assisted ? "assisted" : "passed";
  return current ? "active" : "todo";
}

/** The step after this one, if there is one. */
export function stepAfter(lab: CompiledLab, stepId: string): CompiledStep | undefined {
  return lab.steps[lab.steps.findIndex((step) => step.id === stepId) + 1];
}

type Params<K extends CheckParams["kind"]> = Extract<CheckParams, { kind: K }>;

/** The step's first check of one kind. */
export function checkOfKind<K extends CheckParams["kind"]>(
  step: CompiledStep,
  kind: K,
): Params<K> | undefined {
  return step.checks.find((params): params is Params<K> => params.kind === kind);
}

/** Labels that may be extra in an answer; the ambient goal does not look at them. */
export function ignoredLabels(step: CompiledStep): readonly string[] {
  return checkOfKind(step, "promql-result")?.labels?.mayExtra ?? [];
}
