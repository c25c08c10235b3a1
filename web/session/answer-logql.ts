import { type LogLine, parseLogql, queryLogs, type World } from "../../simulator/index.ts";
import { plainLabels } from "./plain.ts";
import type { LogqlData } from "./query-data.ts";

/** Bytes of lines one query of the page may read: some 200,000 lines, a few seconds of work. */
const maxBytes = 100e6;

/** A LogQL query over `(startMs, endMs]`: lines oldest first, or the newest value of each series at `endMs`. */
export function answerLogql(
  world: World,
  { expr, startMs, endMs, limit }: { expr: string; startMs: number; endMs: number; limit: number },
): LogqlData {
  const parsed = parseLogql(expr);
  const asLines = "expr" in parsed && parsed.expr.kind === "log";
  const request = asLines
    ? { expr, startMs, endMs, stepMs: Math.max(1, endMs - startMs) }
    : { expr, timeMs: endMs };
  const result = queryLogs(world.logs, request, { limit, maxBytes });
  if (result.status === "error") {
    return {
      status: "error",
      error: result.error.trim(),
      ...(result.at === undefined ? {} : { at: result.at }),
    };
  }
  const { linesScanned, bytesScanned } = result;
  if (result.resultType === "streams") {
    const rewritten =
      "expr" in parsed &&
      parsed.expr.kind === "log" &&
      parsed.expr.stages.some(({ kind }) => kind === "lineFormat");
    const lines = result.lines.map(
      ({ source, line }): LogLine => (rewritten ? { ...source, text: line } : source),
    );
    return { status: "lines", lines: lines.reverse(), cut: result.cut, linesScanned, bytesScanned };
  }
  const series = result.series.map(({ labels, values }) => ({
    labels: plainLabels(labels),
    value: values.at(-1) ?? Number.NaN,
  }));
  return { status: "numbers", series, linesScanned, bytesScanned };
}
