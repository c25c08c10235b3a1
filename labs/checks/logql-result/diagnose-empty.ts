import { type LogExpr, type LogqlExpr, type LogSource, queryLogs } from "../../../simulator/index.ts";

/** Why nothing came out: which part of the query lets the last line through, and which none. */
export interface EmptyLogs {
  readonly code: "no-stream" | "nothing-left";
  readonly message: string;
  readonly at: { readonly start: number; readonly end: number };
}

/** The first pipeline of a query, where an empty result is looked for. */
function firstLog(expr: LogqlExpr): LogExpr | undefined {
  switch (expr.kind) {
    case "log":
      return expr;
    case "range":
      return expr.log;
    case "aggregate":
      return firstLog(expr.inner);
    case "binary":
      return firstLog(expr.left) ?? firstLog(expr.right);
    default:
      return undefined;
  }
}

/** Finds the part of `text` after which no line is left in `(startMs, endMs]`; undefined when lines remain. */
export function diagnoseEmpty(
  text: string,
  expr: LogqlExpr,
  logs: LogSource,
  startMs: number,
  endMs: number,
): EmptyLogs | undefined {
  const log = firstLog(expr);
  if (log === undefined) return undefined;
  const found = (end: number) => {
    const part = text.slice(log.span.start, end);
    const result = queryLogs(logs, { expr: part, startMs, endMs, stepMs: 1000 }, { limit: 20 });
    return result.status === "success" && result.resultType === "streams" ? result.lines : [];
  };
  const close = text.indexOf("}", log.span.start) + 1;
  const selectorEnd = log.stages[0]?.span.start ?? close;
  let before = found(selectorEnd);
  if (before.length === 0) {
    return {
      code: "no-stream",
      message: noStream(log, logs, startMs, endMs),
      at: { start: log.span.start, end: close },
    };
  }
  for (const stage of log.stages) {
    const after = found(stage.span.end);
    if (after.length === 0) {
      const part = text.slice(stage.span.start, stage.span.end).trim();
      const names = [...new Set(before.flatMap(({ labels }) => labels.pairs.map(([name]) => name)))].sort();
      return {
        code: "nothing-left",
        message: `Lines reach \`${part}\`, and none gets through.${labelHint(stage, names, before)}`,
        at: { start: stage.span.start, end: stage.span.end },
      };
    }
    before = after;
  }
  return undefined;
}

function noStream(log: LogExpr, logs: LogSource, startMs: number, endMs: number): string {
  const lines = logs({ fromMs: startMs, toMs: endMs, limit: Number.POSITIVE_INFINITY });
  for (const { name, op, value } of log.matchers) {
    const values = [...new Set(lines.map(({ labels }) => labels[name] ?? ""))]
      .filter((one) => one !== "")
      .sort();
    if (values.length === 0) {
      const names = [...new Set(lines.flatMap(({ labels }) => Object.keys(labels)))].sort();
      return `No stream has a label \`${name}\`; they have ${names.join(", ")}. Other fields are in the line, and \`| json\` takes them out.`;
    }
    if (op === "=" && !values.includes(value)) {
      return `\`${name}\` never equals "${value}" here; values seen: ${values.join(", ")}.`;
    }
  }
  return "No stream matches the selector.";
}

function labelHint(
  stage: LogExpr["stages"][number],
  names: readonly string[],
  before: readonly { readonly labels: { get(name: string): string } }[],
): string {
  if (stage.kind !== "labelFilter") return "";
  const { filter } = stage;
  const name =
    filter.kind === "match" ? filter.matcher.name : filter.kind === "compare" ? filter.name : undefined;
  if (name === undefined) return "";
  if (names.includes(`${name}_extracted`)) {
    const own = [...new Set(before.map(({ labels }) => labels.get(name)))].sort().join(", ");
    return ` \`${name}\` is the stream's label (${own}); the field of that name in the line is \`${name}_extracted\`.`;
  }
  if (!names.includes(name))
    return ` There is no label \`${name}\` at that point; there are ${names.join(", ")}.`;
  return "";
}
