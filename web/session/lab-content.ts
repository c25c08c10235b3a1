import type { RootContent } from "mdast";
import type { CompiledLab } from "../../labs/compiled-lab.ts";

/** What the map and the palette know of a lab before it is loaded. */
export interface LabSummary {
  readonly slug: string;
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly section: number;
  readonly minutes: number;
  readonly level: CompiledLab["level"];
  /** Ids of labs that usually come before. They warn and never lock. */
  readonly needs: readonly string[];
  readonly teaches: readonly string[];
  readonly steps: readonly { readonly id: string; readonly title: string; readonly answer: string }[];
}

/** Prose of one step as Markdown trees without positions, parsed at build time. */
export interface StepProseTree {
  readonly title: string;
  readonly body: readonly RootContent[];
  readonly hints: readonly (readonly RootContent[])[];
  readonly approaches: readonly RootContent[];
  readonly background: readonly RootContent[];
}

export type LabProseTree = Readonly<Record<string, StepProseTree>>;

/** One lab as its own lazily loaded chunk. Recorded mistakes stay out: only the contract test reads them. */
export interface LabModule {
  readonly lab: CompiledLab;
  readonly prose: LabProseTree;
}
