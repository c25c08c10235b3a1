import { quantileOf } from "../../promql/functions/quantile.ts";
import type { RangeAggregation } from "../ast.ts";
import type { Collected } from "./collect.ts";
import type { Row, Steps } from "./steps.ts";

/** The value of a range aggregation at each step, over the samples in `(t - offset - range, t - offset]`. */
export function rangeValues(node: RangeAggregation, series: Collected, steps: Steps): Row {
  const values: (number | undefined)[] = [];
  let low = 0;
  let high = 0;
  for (let i = 0; i < steps.count; i++) {
    const untilMs = steps.startMs + i * steps.stepMs - node.offsetMs;
    while (high < series.timesMs.length && (series.timesMs[high] ?? 0) <= untilMs) high++;
    while (low < high && (series.timesMs[low] ?? 0) <= untilMs - node.rangeMs) low++;
    values.push(low === high ? undefined : windowValue(node, series.values, low, high));
  }
  return { labels: series.labels, values };
}

function windowValue(node: RangeAggregation, all: readonly number[], low: number, high: number): number {
  const count = high - low;
  const values = all.slice(low, high);
  const sum = (): number => values.reduce((total, value) => total + value, 0);
  switch (node.op) {
    case "count_over_time":
      return count;
    case "rate":
    case "bytes_rate":
      return sum() / (node.rangeMs / 1000);
    case "bytes_over_time":
    case "sum_over_time":
      return sum();
    case "avg_over_time":
      return sum() / count;
    case "min_over_time":
      return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    case "max_over_time":
      return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    case "first_over_time":
      return values[0] ?? Number.NaN;
    case "last_over_time":
      return values.at(-1) ?? Number.NaN;
    case "stdvar_over_time":
      return variance(values);
    case "stddev_over_time":
      return Math.sqrt(variance(values));
    case "quantile_over_time":
      return quantileOf(node.param ?? Number.NaN, Float64Array.from(values));
  }
}

/** Population variance. */
export function variance(values: readonly number[]): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return values.reduce((total, value) => total + (value - mean) * (value - mean), 0) / values.length;
}
