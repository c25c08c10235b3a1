import type { CallExpr, Expr } from "../parse/ast.ts";
import { valueType } from "../plan/value-type.ts";
import { traceAggregation } from "./trace-aggregation.ts";
import { traceArithmetic } from "./trace-arithmetic.ts";
import type { TraceContext } from "./trace-context.ts";
import { traceAbsence, traceElements } from "./trace-elements.ts";
import { traceMatch } from "./trace-match.ts";
import { traceQuantile } from "./trace-quantile.ts";
import { traceSelector } from "./trace-selector.ts";
import { traceSubquery } from "./trace-subquery.ts";
import type { NodeDetail } from "./trace-types.ts";
import { traceRangeCall, traceWindow } from "./trace-window.ts";

/** What lies behind the result of one node; undefined where there is nothing to tell, as for a number. */
export function traceNode(context: TraceContext, node: Expr): NodeDetail | undefined {
  switch (node.kind) {
    case "vectorSelector":
      // An interpolated value lies between samples; there is no one sample to show.
      return node.smoothed ? undefined : traceSelector(context, node);
    case "matrixSelector":
      return traceWindow(context, node, undefined);
    case "subquery":
      return traceSubquery(context, node);
    case "aggregate":
      return traceAggregation(context, node);
    case "binary":
      if (valueType(node.lhs) === "scalar" || valueType(node.rhs) === "scalar")
        return traceArithmetic(context, node);
      return node.matching === undefined ? undefined : traceMatch(context, node, node.matching);
    case "call":
      return traceCall(context, node);
    case "unary":
      return traceElements(context, node);
    default:
      return undefined;
  }
}

function traceCall(context: TraceContext, node: CallExpr): NodeDetail | undefined {
  const [first] = node.args;
  if (node.func === "histogram_quantile") return traceQuantile(context, node);
  if ((node.func === "absent" || node.func === "absent_over_time") && first !== undefined) {
    return traceAbsence(context, node, first);
  }
  return traceRangeCall(context, node) ?? traceElements(context, node);
}
