/** Prose of one lab: front matter and one section per step id. */
export interface LabProse {
  readonly title: string;
  readonly summary: string;
  readonly steps: Readonly<Record<string, StepProse>>;
}

/** Prose of one step, as Markdown. */
export interface StepProse {
  readonly title: string;
  readonly body: string;
  readonly hints: readonly string[];
  readonly approaches: string;
  readonly background: string;
}
