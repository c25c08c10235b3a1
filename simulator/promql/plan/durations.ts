import { QueryError } from "../engine/query-error.ts";
import type { DurationExpr } from "../parse/ast.ts";

/** The query's own step and range, which `step()` and `range()` stand for; milliseconds. */
export interface QueryExtent {
  readonly stepMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Largest duration Go's int64 nanoseconds can hold, in seconds. */
const MAX_SECONDS = 2 ** 63 / 1e9;

/** The length of a range, offset or step in whole milliseconds; throws Prometheus's texts. */
export function durationMs(expr: DurationExpr, extent: QueryExtent, allowNegative: boolean): number {
  if (expr.kind === "duration" && (expr.ms > 0 || allowNegative)) return expr.ms;
  const seconds = evaluate(expr, extent);
  if (!Number.isFinite(seconds)) throw failure(expr, "duration is NaN or infinite");
  if (seconds <= 0 && !allowNegative) throw failure(expr, "duration must be greater than 0");
  if (Math.abs(seconds) > MAX_SECONDS) throw failure(expr, "duration is out of range");
  return Math.trunc(seconds * 1000);
}

function failure(expr: DurationExpr, text: string): QueryError {
  return new QueryError(`${expr.span.start}:${expr.span.end}: ${text}`, expr.span, "bad_data");
}

function evaluate(expr: DurationExpr, extent: QueryExtent): number {
  switch (expr.kind) {
    case "duration":
      return expr.ms / 1000;
    case "durationUnary": {
      const value = evaluate(expr.expr, extent);
      return expr.op === "-" ? -value : value;
    }
    case "durationBinary":
      return arithmetic(expr, evaluate(expr.lhs, extent), evaluate(expr.rhs, extent));
    case "durationCall": {
      if (expr.name === "step") return extent.stepMs / 1000;
      if (expr.name === "range") return (extent.endMs - extent.startMs) / 1000;
      const values = expr.args.map((arg) => evaluate(arg, extent));
      return expr.name === "min_of" ? Math.min(...values) : Math.max(...values);
    }
  }
}

function arithmetic(expr: DurationExpr & { kind: "durationBinary" }, lhs: number, rhs: number): number {
  switch (expr.op) {
    case "+":
      return lhs + rhs;
    case "-":
      return lhs - rhs;
    case "*":
      return lhs * rhs;
    case "/":
      if (rhs === 0) throw failure(expr, "division by zero");
      return lhs / rhs;
    case "%":
      if (rhs === 0) throw failure(expr, "modulo by zero");
      return lhs % rhs;
    case "^":
      return lhs ** rhs;
  }
}
