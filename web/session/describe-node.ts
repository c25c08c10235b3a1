import type { Expr } from "../../simulator/index.ts";
import type { NodeSentence } from "./query-data.ts";

/** Functions with a sentence of their own. */
const known = new Set([
  "rate",
  "irate",
  "increase",
  "delta",
  "deriv",
  "predict_linear",
  "histogram_quantile",
  "absent",
  "label_replace",
  "clamp_min",
  "clamp_max",
]);

/** What a node does, as the code of a sentence in `web/i18n/en/explain.ts`; the worker knows no language. */
export function describeNode(expr: Expr): NodeSentence {
  switch (expr.kind) {
    case "vectorSelector":
      return say("selector");
    case "matrixSelector":
      return say("window");
    case "subquery":
      return say("subquery");
    case "paren":
      return say("grouped");
    case "unary":
      return say(expr.op === "-" ? "negated" : "unchanged");
    case "number":
    case "string":
      return say("constant");
    case "call":
      if (known.has(expr.func)) return say(expr.func);
      return say(expr.func.endsWith("_over_time") ? "overTime" : "eachValue");
    case "aggregate": {
      const params = { op: expr.op, labels: expr.grouping.join(", ") };
      if (expr.without) return { code: "aggregateWithout", params };
      return { code: expr.grouping.length === 0 ? "aggregateAll" : "aggregateBy", params };
    }
    case "binary":
      return describeBinary(expr);
  }
}

function say(code: string): NodeSentence {
  return { code, params: {} };
}

function describeBinary(expr: Extract<Expr, { kind: "binary" }>): NodeSentence {
  if (expr.op === "and" || expr.op === "or" || expr.op === "unless") return say(expr.op);
  if (/^[<>=!]/.test(expr.op)) return say(expr.returnBool ? "bool" : "whereTrue");
  if (expr.matching === undefined) return say("withConstant");
  const { on, labels, card } = expr.matching;
  if (!on && labels.length === 0) return say("pairsAll");
  const how = on ? "On" : "Ignoring";
  return {
    code: `${card === "one-to-one" ? "pairs" : "many"}${how}`,
    params: { labels: labels.join(", ") || "{}" },
  };
}
