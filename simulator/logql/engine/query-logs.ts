import type { QueryFailure, ResultSeries } from "../../promql/query-types.ts";
import { Labels } from "../../tsdb/labels.ts";
import type { Grouping, LogExpr, LogqlExpr, MetricExpr, RangeAggregation } from "../ast.ts";
import { LogqlError } from "../logql-error.ts";
import { parseLogql } from "../parse/parse-logql.ts";
import type {
  LogqlOptions,
  LogqlRequest,
  LogqlResult,
  LogqlSuccess,
  LogSource,
  ResultLine,
} from "../query-types.ts";
import { aggregateRows } from "./aggregate-rows.ts";
import { binaryRows, type Value } from "./binary-rows.ts";
import { collect } from "./collect.ts";
import { rangeValues } from "./range-values.ts";
import { Scanner } from "./scan.ts";
import type { Row, Steps } from "./steps.ts";

/** Loki's `max_entries_limit_per_query`, `max_query_series`, and the most points of one series. */
const maxEntries = 5000;
const maxSeries = 500;
const maxPoints = 11_000;
/** Bytes one query may read; Loki's `max_query_bytes_read` is off unless set, but a browser has less patience. */
const defaultMaxBytes = 200e6;

/**
 * Runs a LogQL query over the lines of a world. Never throws on any text. Unlike Loki it has one tenant, adds no
 * `service_name` or `detected_level`, reads `(start, end]`, and draws lines anew instead of storing chunks.
 */
export function queryLogs(source: LogSource, request: LogqlRequest, options: LogqlOptions = {}): LogqlResult {
  const parsed = parseLogql(request.expr);
  if ("error" in parsed) return failure(new LogqlError(parsed.error, parsed.at));
  try {
    return new Run(source, request, options).answer(parsed.expr);
  } catch (error) {
    if (error instanceof LogqlError) return failure(error);
    throw error;
  }
}

function failure({ message, at, errorType }: LogqlError): QueryFailure {
  return { status: "error", errorType, error: message, ...(at === undefined ? {} : { at }) };
}

class Run {
  private readonly request: LogqlRequest;
  private readonly options: LogqlOptions;
  private readonly scanner: Scanner;

  constructor(source: LogSource, request: LogqlRequest, options: LogqlOptions) {
    this.request = request;
    this.options = options;
    this.scanner = new Scanner(source, options.maxBytes ?? defaultMaxBytes);
  }

  answer(expr: LogqlExpr): LogqlSuccess {
    const { request } = this;
    if (expr.kind === "log") {
      if ("timeMs" in request) {
        throw new LogqlError(
          "log queries are not supported as an instant query type, please change your query to a range query type",
        );
      }
      return this.lines(expr, request.startMs, request.endMs);
    }
    const steps = stepsOf(request);
    const value = this.evaluate(expr, steps);
    if ("scalar" in value) return this.result([constantRow(value.scalar, steps)], steps, "scalar");
    if (value.rows.length > maxSeries) {
      throw new LogqlError(
        `maximum number of series (${maxSeries}) reached for a single query; consider reducing query cardinality by adding more specific stream selectors, reducing the time range, or aggregating results with functions like sum(), count() or topk()`,
        undefined,
        "execution",
      );
    }
    const ordered = expr.kind === "aggregate" && ["sort", "sort_desc", "topk", "bottomk"].includes(expr.op);
    const rows = [...value.rows];
    if (!ordered || !("timeMs" in request)) rows.sort((a, b) => Labels.compare(a.labels, b.labels));
    return this.result(rows, steps, "vector");
  }

  private lines(log: LogExpr, startMs: number, endMs: number): LogqlSuccess {
    const limit = this.options.limit ?? 100;
    if (limit > maxEntries) {
      throw new LogqlError(
        `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${maxEntries})`,
      );
    }
    const lines: ResultLine[] = [];
    let cut = false;
    this.scanner.scan(log, startMs, endMs, this.options.direction !== "forward", (entry) => {
      cut = lines.length >= limit;
      if (cut) return false;
      lines.push({
        labels: Labels.fromPairs(entry.labels),
        atMs: entry.source.atMs,
        line: entry.line,
        source: entry.source,
      });
      return true;
    });
    return { status: "success", resultType: "streams", lines, cut, ...this.facts() };
  }

  private facts(): { linesScanned: number; bytesScanned: number } {
    const { linesScanned, bytesScanned } = this.scanner;
    return { linesScanned, bytesScanned };
  }

  private evaluate(expr: MetricExpr, steps: Steps): Value {
    switch (expr.kind) {
      case "number":
        return { scalar: expr.value };
      case "vector":
        return { rows: [constantRow(expr.value, steps)] };
      case "range":
        return { rows: this.range(expr, expr.grouping, steps) };
      case "aggregate": {
        const { inner } = expr;
        // A sum of counts is a count over the sum's labels, which are all that need be kept.
        const sums = expr.op === "sum" && inner.kind === "range" && inner.unwrap === undefined;
        const value = sums
          ? { rows: this.range(inner, expr.grouping ?? { without: false, labels: [] }, steps) }
          : this.evaluate(inner, steps);
        const rows = "scalar" in value ? [constantRow(value.scalar, steps)] : value.rows;
        return { rows: aggregateRows(expr, rows, steps) };
      }
      case "binary":
        return binaryRows(expr, this.evaluate(expr.left, steps), this.evaluate(expr.right, steps));
    }
  }

  private range(node: RangeAggregation, grouping: Grouping | undefined, steps: Steps): Row[] {
    const lastMs = steps.startMs + (steps.count - 1) * steps.stepMs - node.offsetMs;
    const fromMs = steps.startMs - node.offsetMs - node.rangeMs;
    return collect(node, grouping, this.scanner, fromMs, lastMs)
      .map((series) => rangeValues(node, series, steps))
      .filter(({ values }) => values.some((value) => value !== undefined));
  }

  private result(rows: readonly Row[], steps: Steps, at: "vector" | "scalar"): LogqlSuccess {
    const series = rows.map(({ labels, values }): ResultSeries => {
      const present = values.flatMap((value, i) =>
        value === undefined ? [] : [{ timeMs: steps.startMs + i * steps.stepMs, value }],
      );
      return {
        labels,
        timesMs: Float64Array.from(present, ({ timeMs }) => timeMs),
        values: Float64Array.from(present, ({ value }) => value),
      };
    });
    const resultType = "timeMs" in this.request ? at : "matrix";
    return { status: "success", resultType, series, ...this.facts() };
  }
}

function constantRow(value: number, steps: Steps): Row {
  return { labels: Labels.empty, values: new Array<number>(steps.count).fill(value) };
}

function stepsOf(request: LogqlRequest): Steps {
  if ("timeMs" in request) return { startMs: request.timeMs, stepMs: 1, count: 1 };
  const { startMs, endMs, stepMs } = request;
  if (!(stepMs > 0)) {
    throw new LogqlError(
      "zero or negative query resolution step widths are not accepted. Try a positive integer",
    );
  }
  const count = Math.floor((endMs - startMs) / stepMs) + 1;
  if (count > maxPoints) {
    throw new LogqlError(
      "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter",
    );
  }
  return { startMs, stepMs, count: Math.max(0, count) };
}
