import type { LogLine, Span } from "../../simulator/index.ts";
import type { Unit } from "../components/format/units.ts";
import type { PlainLabels } from "./protocol.ts";

/** What the simulator worker answers to questions about queries, rules and logs; survives a structured clone. */

/** One series of a result; `timesMs` and `values` have equal length, absent points are absent. */
export interface SeriesData {
  readonly labels: PlainLabels;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** What one node of the query did. `depth` and `text` come from the parsed tree. */
export interface NodeData {
  readonly nodeId: number;
  readonly depth: number;
  readonly kind: string;
  readonly span: Span;
  readonly text: string;
  readonly seriesOut: number;
  readonly samplesRead: number;
}

export type QueryData =
  | {
      readonly status: "success";
      readonly resultType: "vector" | "matrix" | "scalar" | "string";
      readonly series: readonly SeriesData[];
      readonly text?: string;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      readonly samplesRead: number;
      readonly nodes: readonly NodeData[];
      /** Unit of the values as far as metric names and functions tell. */
      readonly unit: Unit;
      /** Wall milliseconds of the evaluation in the worker. */
      readonly tookMs: number;
      /** Why the result is empty, most specific reason first found; only when `series` is empty. */
      readonly diagnosis?: Diagnosis;
    }
  | {
      readonly status: "error";
      readonly errorType: "bad_data" | "execution" | "timeout" | "canceled";
      readonly error: string;
      readonly at?: Span;
    };

export type QuerySuccessData = Extract<QueryData, { status: "success" }>;

/** Why a query found nothing, with the values its sentence needs. */
export interface Diagnosis {
  readonly reason:
    | "metric-unknown"
    | "metric-gone"
    | "label-unknown"
    | "value-unknown"
    | "side-empty"
    | "filtered"
    | "short-range"
    | "no-data";
  readonly params: Readonly<Record<string, string>>;
}

/** A sentence of the Explain tree by its code and values; the page has the words. */
export interface NodeSentence {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Sub-results of a range query, one per node, thinned to at most 60 points a line, for sparklines. */
export interface ExplainData {
  readonly nodes: readonly (NodeData & {
    readonly sentence: NodeSentence;
    readonly labelNames: readonly { readonly name: string; readonly values: number }[];
    readonly series: readonly SeriesData[];
    /** What the series cover; a node inside a subquery has a range of its own. */
    readonly fromMs: number;
    readonly toMs: number;
    /** Wall milliseconds of this node alone. */
    readonly tookMs: number;
    readonly error?: string;
  })[];
}

/** An error of a query text, in Prometheus's words. */
export interface ParseErrorData {
  readonly text: string;
  readonly span: Span;
}

export interface CompletionItem {
  readonly kind: "metric" | "label" | "value" | "function" | "aggregation" | "keyword";
  readonly label: string;
  readonly detail: string;
  readonly doc: string;
  /** Text to put in place of `from..to` of the request's text. */
  readonly insert: string;
}

export interface CompletionData {
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

export interface RuleFileData {
  readonly groups: readonly {
    readonly name: string;
    readonly intervalMs: number;
    readonly rules: readonly {
      readonly kind: "recording" | "alerting";
      readonly name: string;
      readonly expr: string;
      readonly forMs: number;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
  /** In promtool's words; offsets into the file when known. */
  readonly errors: readonly { readonly text: string; readonly at?: Span; readonly line?: number }[];
}

/** What a LogQL query gives: lines oldest first, numbers by label, or Loki's error. */
export type LogqlData =
  | {
      readonly status: "error";
      readonly error: string;
      readonly at?: { readonly start: number; readonly end: number };
    }
  | {
      readonly status: "lines";
      readonly lines: readonly LogLine[];
      readonly cut: boolean;
      readonly linesScanned: number;
      readonly bytesScanned: number;
    }
  | {
      readonly status: "numbers";
      readonly series: readonly {
        readonly labels: Readonly<Record<string, string>>;
        readonly value: number;
      }[];
      readonly linesScanned: number;
      readonly bytesScanned: number;
    };
