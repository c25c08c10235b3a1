import type { LabProse } from "../content/types.ts";
import type { CheckParams } from "./check-schema.ts";
import type { AnswerKind, ScriptedAction } from "./schema.ts";

/**
 * A lab as the page and the grader use it: plain JSON with every reference resolved. Compiled at
 * build time, so the page carries no YAML, Markdown or schema parser for shipped labs.
 */
export interface CompiledLab {
  readonly format: 1;
  /** Folder name, for example `33-gpu-memory-leak`; the number is the teaching order. */
  readonly slug: string;
  /** Stable for ever; progress is keyed by it. */
  readonly id: string;
  readonly title: string;
  readonly section: number;
  readonly minutes: number;
  readonly level: "beginner" | "intermediate" | "advanced";
  readonly features: readonly number[];
  readonly teaches: readonly string[];
  readonly needs: readonly string[];
  readonly suggests: readonly string[];
  readonly play: { readonly world: string; readonly seed: number };
  readonly worlds: Readonly<Record<string, CompiledWorld>>;
  readonly steps: readonly CompiledStep[];
  readonly prose: LabProse;
  readonly solutions: readonly CompiledSolution[];
  readonly mistakes: readonly CompiledMistake[];
  /** Changes when anything that decides a grade changes. */
  readonly hash: string;
}

/** A world of a lab after `like` is resolved. */
export interface CompiledWorld {
  readonly scenario: string;
  /** What learners see: "40 GiB model load". */
  readonly title: string;
  readonly until: string | undefined;
  readonly responders: "recorded" | undefined;
  readonly actions: readonly ScriptedAction[];
}

export interface CompiledStep {
  readonly id: string;
  readonly answer: AnswerKind;
  readonly starter: string;
  readonly weight: number;
  /** Score needed to pass, 0..100. */
  readonly pass: number;
  readonly goal: { readonly expr: string; readonly text: string } | undefined;
  readonly checks: readonly CheckParams[];
  readonly onlyAnswer: string | undefined;
  /** Measured cost of the first solution. */
  readonly par: { readonly samples: number } | undefined;
}

export interface CompiledSolution {
  readonly file: string;
  readonly name: string;
  readonly why: string;
  readonly steps: Readonly<Record<string, string>>;
}

export interface CompiledMistake {
  readonly file: string;
  readonly step: string;
  /** Code of the first essential finding this answer must earn. */
  readonly finding: string;
  readonly why: string;
  readonly answer: string;
}
