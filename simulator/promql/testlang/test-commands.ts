import type { Labels } from "../../tsdb/labels.ts";
import type { SequenceValue } from "../parse/series-values.ts";
import type { TextMatch } from "./text-match.ts";

/** One series of a `load`, with start times (offsets to each sample, milliseconds) where an `@st` line gave them. */
export interface LoadedSeries {
  readonly labels: Labels;
  readonly values: readonly SequenceValue[];
  readonly startOffsetsMs: readonly (number | undefined)[] | undefined;
}

/** `load 5m`: one value per `stepMs`, the first at time zero. */
export interface LoadCommand {
  readonly kind: "load";
  readonly line: number;
  readonly stepMs: number;
  /** `load_with_nhcb` also stores classic histograms as native ones with custom buckets. */
  readonly withNhcb: boolean;
  readonly series: readonly LoadedSeries[];
}

/** `clear`: an empty store. */
export interface ClearCommand {
  readonly kind: "clear";
  readonly line: number;
}

/** What an `expect` line may ask for. */
export type ExpectKind = "ordered" | "fail" | "warn" | "no_warn" | "info" | "no_info";

/** One expected series, with its place among the expected lines (from 1). */
export interface ExpectedSeries {
  readonly labels: Labels;
  readonly position: number;
  readonly values: readonly SequenceValue[];
}

/** When a query is evaluated. Milliseconds. */
export type EvalTime =
  | { readonly kind: "instant"; readonly atMs: number }
  | { readonly kind: "range"; readonly startMs: number; readonly endMs: number; readonly stepMs: number };

/** One `eval` statement and all that is expected of it. */
export interface EvalCommand {
  readonly kind: "eval";
  /** Line of the statement, from 1. */
  readonly line: number;
  readonly expr: string;
  readonly time: EvalTime;
  /** The grid of `expect range vector`; undefined for other instant queries. */
  readonly rangeVector:
    | { readonly startMs: number; readonly endMs: number; readonly stepMs: number }
    | undefined;
  readonly expectations: Readonly<Record<ExpectKind, readonly TextMatch[]>>;
  /** Expected series by label key. */
  readonly series: ReadonlyMap<string, ExpectedSeries>;
  readonly scalar: number | undefined;
  readonly text: string | undefined;
}

export type TestCommand = LoadCommand | ClearCommand | EvalCommand;

/** A line that is no part of the language; the file ends there. */
export interface TestFileError {
  readonly line: number;
  readonly message: string;
}
