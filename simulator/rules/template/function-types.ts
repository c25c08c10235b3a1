import { goQuote } from "../../promql/engine/go-text.ts";
import type { RuleVector } from "../rule-vector.ts";
import { GoDuration, GoInt, GoMap, type GoValue, typeName } from "./go-value.ts";

/** What a template's functions may ask for. */
export interface TemplateContext {
  /** Time of the evaluation, milliseconds since the epoch. */
  readonly nowMs: number;
  /** The server's own address for `externalURL` and `pathPrefix`; promtool's unit tests have none. */
  readonly serverUrl: string | undefined;
  /** Evaluates an expression at the evaluation's time. */
  query(expr: string): RuleVector;
}

/** What a function's parameter accepts. */
export type Param = "any" | "string" | "results" | "sample" | "duration" | "time";

/** A function templates can call. `call` throws `FunctionError` with the function's own message. */
export interface TemplateFunction {
  readonly params: readonly Param[];
  /** Type of any further arguments. */
  readonly rest?: Param;
  call(args: readonly GoValue[], context: TemplateContext): GoValue;
}

/** What a function reports when it cannot do its work. */
export class FunctionError extends Error {}

/** Turns a query's labels into a map templates can read. */
export function labelMap(pairs: Iterable<readonly [string, string]>): GoMap {
  return new GoMap(new Map(pairs));
}

/** Converts to float64 as Prometheus's template functions do: numbers, numeric strings, durations. */
export function toFloat(value: GoValue): number {
  if (typeof value === "number") return value;
  if (value instanceof GoInt) return value.value;
  if (value instanceof GoDuration) return value.nanoseconds / 1e9;
  if (typeof value === "string") return parseFloatGo(value);
  throw new FunctionError(`can't convert ${typeName(value)} to float`);
}

/** `strconv.ParseFloat`. */
export function parseFloatGo(text: string): number {
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (!/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) {
    throw new FunctionError(`strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new FunctionError(`strconv.ParseFloat: parsing ${goQuote(text)}: value out of range`);
  }
  return value;
}
