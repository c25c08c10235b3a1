import type { Expr } from "../../simulator/index.ts";
import { type Unit, unitOfMetric } from "../components/format/units.ts";

/**
 * The unit of a query's values, from the units its metrics carry: `rate` of a counter is per second,
 * a rate of seconds is a ratio of time, a quotient of equal units is a ratio. `none` when unsure.
 */
export function inferUnit(expr: Expr): Unit {
  switch (expr.kind) {
    case "vectorSelector":
      return expr.name === undefined ? "none" : unitOfMetric(expr.name);
    case "matrixSelector":
      return inferUnit(expr.selector);
    case "paren":
    case "unary":
    case "subquery":
      return inferUnit(expr.expr);
    case "aggregate":
      return expr.op === "count" || expr.op === "count_values" || expr.op === "group"
        ? "count"
        : inferUnit(expr.expr);
    case "call":
      return unitOfCall(expr.func, expr.args);
    case "binary":
      return unitOfBinary(expr.op, expr.returnBool, inferUnit(expr.lhs), inferUnit(expr.rhs), expr);
    default:
      return "none";
  }
}

const keepsUnit =
  /^(abs|ceil|floor|round|clamp|clamp_min|clamp_max|sort|sort_desc|label_replace|label_join|last_over_time|avg_over_time|min_over_time|max_over_time|sum_over_time|quantile_over_time|delta|idelta|increase|predict_linear|scalar)$/;

function unitOfCall(func: string, args: readonly Expr[]): Unit {
  const subject = args.find((arg) => arg.kind !== "number" && arg.kind !== "string");
  const unit = subject === undefined ? "none" : inferUnit(subject);
  // Counting per second inside changes nothing about what the buckets measure.
  if (func === "histogram_quantile") return subject === undefined ? "none" : unitOfMetric(metricOf(subject));
  if (func === "rate" || func === "irate") {
    // A bucket or a total of seconds counts events or adds time; only a sum is a time.
    if (subject !== undefined && /_(bucket|count)$/.test(metricOf(subject))) return "per-second";
    return unit === "count" ? "per-second" : unit === "seconds" ? "ratio" : "none";
  }
  if (func.startsWith("count") || func === "changes" || func === "resets") return "count";
  if (func === "time" || func === "timestamp") return "seconds";
  return keepsUnit.test(func) ? unit : "none";
}

function metricOf(expr: Expr): string {
  if (expr.kind === "vectorSelector") return expr.name ?? "";
  if (expr.kind === "matrixSelector") return expr.selector.name ?? "";
  if ("expr" in expr) return metricOf(expr.expr);
  if (expr.kind === "call") return expr.args.map(metricOf).find((name) => name !== "") ?? "";
  return "";
}

function unitOfBinary(op: string, bool: boolean, left: Unit, right: Unit, expr: Expr): Unit {
  if (bool) return "none";
  if (op === "/" && left === right && left !== "none") return "ratio";
  if (op === "/" && /_sum$/.test(expr.kind === "binary" ? metricOf(expr.lhs) : "")) return "seconds";
  if (op === "*" || op === "/" || op === "^" || op === "%") return "none";
  return left === "none" ? right : left;
}
