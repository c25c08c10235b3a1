import type { QueryFailure, ResultSeries } from "../promql/query-types.ts";
import type { Labels } from "../tsdb/labels.ts";
import type { LogLine } from "../world-types.ts";

/** Where lines come from: a world, as it is now. Lines in `(fromMs, toMs]`, oldest first, the newest `limit` of them. */
export type LogSource = (query: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly level?: string;
  readonly contains?: string;
}) => LogLine[];

/** A query at one time, or over a range; times are milliseconds since the epoch. Log queries ignore the step. */
export type LogqlRequest =
  | { readonly expr: string; readonly timeMs: number }
  | { readonly expr: string; readonly startMs: number; readonly endMs: number; readonly stepMs: number };

export interface LogqlOptions {
  /** Most lines returned. Default 100, as Loki's API; at most 5,000 (`max_entries_limit_per_query`). */
  readonly limit?: number;
  /** `backward`, the default, keeps the newest lines and gives them newest first. */
  readonly direction?: "backward" | "forward";
  /** Bytes of lines read before the query is refused; default 200 MB. */
  readonly maxBytes?: number;
}

/** One line of a result. */
export interface ResultLine {
  readonly labels: Labels;
  readonly atMs: number;
  /** The line as the pipeline leaves it. */
  readonly line: string;
  /** The line as it was written. */
  readonly source: LogLine;
}

/** What a query read. */
export interface ScanFacts {
  readonly linesScanned: number;
  readonly bytesScanned: number;
}

export type LogqlSuccess = { readonly status: "success" } & ScanFacts &
  (
    | {
        readonly resultType: "streams";
        readonly lines: readonly ResultLine[];
        /** There are more lines than `limit` in the range. */
        readonly cut: boolean;
      }
    | {
        readonly resultType: "vector" | "matrix" | "scalar";
        /** Sorted by labels; a `sort`, `topk` or `bottomk` at one time keeps its own order. */
        readonly series: readonly ResultSeries[];
      }
  );

export type LogqlResult = LogqlSuccess | QueryFailure;
