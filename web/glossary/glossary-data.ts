import type { GlossaryTerm } from "../../content/glossary/term.ts";

/** A term as the page shows it. */
export interface TermEntry extends Omit<GlossaryTerm, "words"> {
  /** Ids of labs that name it, those that do most first. */
  readonly labs: readonly string[];
}

/** One metric that can exist in a simulated world. */
export interface MetricEntry {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly labels: readonly string[];
}
