import type { RangeAggregation, RangeOp, VectorOp } from "../ast.ts";

/** Range aggregations over unwrapped values that may be grouped (Loki, `RangeAggregationExpr.validate`). */
const groupable: ReadonlySet<RangeOp> = new Set<RangeOp>([
  "avg_over_time",
  "stddev_over_time",
  "stdvar_over_time",
  "quantile_over_time",
  "max_over_time",
  "min_over_time",
  "first_over_time",
  "last_over_time",
]);
/** Those that count lines or bytes. */
const counting: ReadonlySet<RangeOp> = new Set<RangeOp>(["count_over_time", "bytes_rate", "bytes_over_time"]);

/** What is wrong with a range aggregation whose syntax is right, in Loki's words. */
export function checkRange(node: RangeAggregation, paramText: string): string | undefined {
  const { op, param, grouping, unwrap } = node;
  if (param !== undefined && op !== "quantile_over_time") {
    return `parameter ${paramText} not supported for operation ${op}`;
  }
  if (param === undefined && op === "quantile_over_time") return `parameter required for operation ${op}`;
  if (grouping !== undefined && !groupable.has(op)) return `grouping not allowed for ${op} aggregation`;
  if (unwrap !== undefined) return counting.has(op) ? `invalid aggregation ${op} with unwrap` : undefined;
  return counting.has(op) || op === "rate" ? undefined : `invalid aggregation ${op} without unwrap`;
}

/** What is wrong with a vector aggregation whose syntax is right, in Loki's words. */
export function checkVector(
  op: VectorOp,
  paramText: string | undefined,
  grouped: boolean,
): string | undefined {
  if (op === "topk" || op === "bottomk") {
    if (paramText === undefined) return `parameter required for operation ${op}`;
    if (!/^\d+$/.test(paramText)) return `invalid parameter ${op}(${paramText},`;
    if (Number(paramText) <= 0) return `invalid parameter (must be greater than 0) ${op}(${paramText}`;
    return undefined;
  }
  if (paramText !== undefined) return `unsupported parameter for operation ${op}(${paramText},`;
  if (grouped && (op === "sort" || op === "sort_desc"))
    return "sort and sort_desc doesn't allow grouping by ";
  return undefined;
}
