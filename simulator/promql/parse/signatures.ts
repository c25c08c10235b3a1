import type { ValueType } from "./ast.ts";

/**
 * What a PromQL function takes and gives. Prometheus checks arguments against such a table before anything
 * is evaluated, so a wrong call is an error of the expression, not of the data.
 */
export interface FunctionSignature {
  readonly name: string;
  readonly argTypes: readonly ValueType[];
  /**
   * 0: exactly the listed arguments. n > 0: the last listed type may be left out or repeated, at most n
   * arguments beyond the others. -1: any number of the last type.
   */
  readonly variadic: number;
  readonly returnType: ValueType;
  /** Refused unless experimental functions are switched on. */
  readonly experimental: boolean;
}

const S: ValueType = "scalar";
const V: ValueType = "vector";
const M: ValueType = "matrix";
const T: ValueType = "string";

type Row = readonly [name: string, argTypes: readonly ValueType[], variadic?: number, returnType?: ValueType];

/** Functions of one instant vector: `abs(v)`. */
const VECTOR_TO_VECTOR =
  "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp";

/** Functions of one range vector: `rate(v[5m])`. */
const MATRIX_TO_VECTOR =
  "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time";

/** Calendar functions, whose vector may be left out and is then `vector(time())`. */
const DATE = "day_of_month day_of_week day_of_year days_in_month hour minute month year";

const STABLE: readonly Row[] = [
  ...VECTOR_TO_VECTOR.split(" ").map((name): Row => [name, [V]]),
  ...MATRIX_TO_VECTOR.split(" ").map((name): Row => [name, [M]]),
  ...DATE.split(" ").map((name): Row => [name, [V], 1]),
  ["clamp", [V, S, S]],
  ["clamp_max", [V, S]],
  ["clamp_min", [V, S]],
  ["histogram_fraction", [S, S, V]],
  ["histogram_quantile", [S, V]],
  ["label_join", [V, T, T, T], -1],
  ["label_replace", [V, T, T, T, T]],
  ["pi", [], 0, S],
  ["predict_linear", [M, S]],
  ["quantile_over_time", [S, M]],
  ["round", [V, S], 1],
  ["scalar", [V], 0, S],
  ["time", [], 0, S],
  ["vector", [S]],
];

const EXPERIMENTAL: readonly Row[] = [
  ["double_exponential_smoothing", [M, S, S]],
  ["end", [], 0, S],
  ["histogram_quantiles", [V, T, S, S], 9],
  ["info", [V, V], 1],
  ["mad_over_time", [M]],
  ["max_of", [S, S], 0, S],
  ["min_of", [S, S], 0, S],
  ["range", [], 0, S],
  ["sort_by_label", [V, T], -1],
  ["sort_by_label_desc", [V, T], -1],
  ["start", [], 0, S],
  ["start_timestamp", [V]],
  ["step", [], 0, S],
  ["ts_of_first_over_time", [M]],
  ["ts_of_last_over_time", [M]],
  ["ts_of_max_over_time", [M]],
  ["ts_of_min_over_time", [M]],
];

function signature([name, argTypes, variadic, returnType]: Row, experimental: boolean): FunctionSignature {
  return { name, argTypes, variadic: variadic ?? 0, returnType: returnType ?? V, experimental };
}

/** All 90 functions of Prometheus 3.14 by name: 73 stable, 17 experimental. */
export const functionSignatures: ReadonlyMap<string, FunctionSignature> = new Map(
  [...STABLE.map((row) => signature(row, false)), ...EXPERIMENTAL.map((row) => signature(row, true))].map(
    (one) => [one.name, one],
  ),
);
