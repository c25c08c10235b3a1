import type { Counterexample } from "../../finding.ts";
import type { IncidentFacts } from "../../grader/incident-facts.ts";
import type { PostmortemDocument, TextSpan } from "./document.ts";
import type { ExecutableChange } from "./executable-change.ts";

/** The five parts of a postmortem's score and their points: facts 48, causes 16, actions 22, language 10, form 4. */
export type RubricPart = "facts" | "causes" | "actions" | "language" | "form";

/** One complaint of a rubric line; the code is completed to `postmortem/<code>`. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly at?: TextSpan | undefined;
  readonly evidence?: Counterexample;
}

/** Result of one rubric line: the share of its points that is earned, and what is missing. */
export interface LineResult {
  readonly share: number;
  readonly complaints: readonly Complaint[];
}

/** Numbers of one replay: what this change alone, or all together, would have done on one seed. */
export interface Replay {
  readonly seed: number;
  readonly failedBefore: number;
  readonly failedAfter: number;
  readonly firstPageBeforeMs: number | undefined;
  readonly firstPageAfterMs: number | undefined;
}

export interface RubricContext {
  readonly document: PostmortemDocument;
  readonly facts: IncidentFacts;
  /** The empty form, to recognise sections nobody filled in. */
  readonly template: PostmortemDocument | undefined;
  /** First value of a query at a moment, or why there is none. */
  evaluate(expr: string, atMs: number): { readonly value: number } | { readonly problem: string };
  /** Replays the incident with changes on: the run's own seed first, then two siblings when asked. */
  replay(changes: readonly ExecutableChange[], siblings: boolean): Promise<readonly Replay[]>;
}

/** One line of the rubric (04 section 5): its id, its finding code and its points of 100. */
export interface RubricLine {
  readonly id: string;
  readonly part: RubricPart;
  readonly code: string;
  readonly points: number;
  readonly run: (context: RubricContext) => LineResult | Promise<LineResult>;
}

export const full: LineResult = { share: 1, complaints: [] };

/** A line that earned nothing, with one complaint. */
export function miss(code: string, message: string, at?: TextSpan, params?: Complaint["params"]): LineResult {
  return { share: 0, complaints: [{ code, message, at, ...(params === undefined ? {} : { params }) }] };
}
