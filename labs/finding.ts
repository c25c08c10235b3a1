/** One piece of feedback. `code` is `<check kind>/<what>`; tests assert codes, never wording. */
export interface Finding {
  readonly code: string;
  readonly type: "essential" | "actionable" | "informative" | "celebratory";
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** Span in the learner's answer, character offsets, end exclusive. */
  readonly at?: { readonly start: number; readonly end: number };
  readonly hint?: string;
  readonly evidence?: Counterexample;
}

/** The smallest failing case, which the page can open and draw with both results. */
export interface Counterexample {
  readonly world: string;
  readonly scenario: string;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Lines to draw: the learner's, the wanted one, and context. Times in ms, values in `unit`. */
  readonly lines: readonly {
    readonly name: string;
    readonly role: "yours" | "wanted" | "context";
    readonly timesMs: readonly number[];
    readonly values: readonly number[];
  }[];
  readonly marks: readonly { readonly atMs: number; readonly text: string }[];
  readonly unit: string;
  readonly seen: string;
  readonly wanted: string;
}

/** The result of grading one step. */
export interface Verdict {
  readonly step: string;
  readonly status: "pass" | "fail" | "error";
  /** 0..100. */
  readonly score: number;
  readonly parts: readonly {
    readonly name: string;
    readonly score: number;
    readonly weight: number;
    readonly value: string;
    readonly par?: string;
  }[];
  readonly findings: readonly Finding[];
  /** One row per hidden world: its name, what it wants, and whether each seed agreed. */
  readonly worlds: readonly {
    readonly name: string;
    readonly wants: string;
    readonly seeds: readonly { readonly seed: number; readonly ok: boolean }[];
    readonly yours: string;
  }[];
}
