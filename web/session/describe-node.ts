import type { Expr } from "../../simulator/index.ts";

const functionSentences: Readonly<Record<string, string>> = {
  rate: "average per second over the window, resets repaired",
  irate: "per second between the last two samples",
  increase: "growth over the window, resets repaired",
  delta: "last minus first of a gauge, stretched to the window",
  deriv: "slope of a straight line through the window, per second",
  predict_linear: "where a straight line through the window ends up",
  histogram_quantile: "value below which this share of observations lies",
  absent: "one series when the selector finds nothing",
  label_replace: "labels rewritten by a regular expression",
  clamp_min: "values raised to a floor",
  clamp_max: "values cut at a ceiling",
};

const aggregateSentences: Readonly<Record<string, string>> = {
  sum: "added up",
  avg: "averaged",
  min: "smallest kept",
  max: "largest kept",
  count: "counted",
  topk: "largest few kept",
  bottomk: "smallest few kept",
  quantile: "quantile over series",
  group: "present or not",
};

/** One short sentence on what a node does, for the Explain tree. */
export function describeNode(expr: Expr): string {
  switch (expr.kind) {
    case "vectorSelector":
      return "newest sample of each series, at most 5 min old";
    case "matrixSelector":
      return "all samples of each series in the window";
    case "aggregate": {
      const what = aggregateSentences[expr.op] ?? expr.op;
      if (expr.without) return `${what}, one line per set of labels without ${expr.grouping.join(", ")}`;
      return expr.grouping.length === 0
        ? `${what} into one line`
        : `${what}, one line per ${expr.grouping.join(" and ")}`;
    }
    case "call":
      return (
        functionSentences[expr.func] ??
        (expr.func.endsWith("_over_time") ? "one value per window" : "applied to each value")
      );
    case "binary":
      return describeBinary(expr);
    case "subquery":
      return "evaluated again at each step of the window";
    case "paren":
      return "grouped";
    case "unary":
      return expr.op === "-" ? "sign turned" : "unchanged";
    case "number":
    case "string":
      return "a constant";
  }
}

function describeBinary(expr: Extract<Expr, { kind: "binary" }>): string {
  if (expr.op === "and") return "left lines with a partner at the right";
  if (expr.op === "unless") return "left lines without a partner at the right";
  if (expr.op === "or") return "left lines, and right lines without a partner";
  if (/^[<>=!]/.test(expr.op)) return expr.returnBool ? "1 where true, else 0" : "kept where true";
  if (expr.matching === undefined) return "each value with a constant";
  const { on, labels, card } = expr.matching;
  const how = on
    ? `matched on ${labels.join(", ") || "nothing"}`
    : labels.length > 0
      ? `matched ignoring ${labels.join(", ")}`
      : "matched on all labels";
  return card === "one-to-one" ? `pairs, ${how}` : `many with one, ${how}`;
}
