import { goFloat } from "../../promql/engine/go-text.ts";
import type { FloatHistogram } from "../../promql/histogram/float-histogram.ts";
import type { SparseBuckets } from "../../promql/histogram/sparse-buckets.ts";

/** A histogram in the notation of Prometheus's tests: `{{schema:1 count:3 sum:4 buckets:[1 2]}}`. */
export function histogramText(histogram: FloatHistogram): string {
  const parts: string[] = [];
  const number = (key: string, value: number) => {
    if (value !== 0) parts.push(`${key}:${goFloat(value)}`);
  };
  number("schema", histogram.schema);
  number("count", histogram.count);
  number("sum", histogram.sum);
  number("z_bucket", histogram.zeroCount);
  number("z_bucket_w", histogram.zeroThreshold);
  if (histogram.usesCustomBuckets)
    parts.push(`custom_values:[${histogram.customValues.map((one) => goFloat(one)).join(" ")}]`);
  if (histogram.resetHint !== "unknown") parts.push(`counter_reset_hint:${histogram.resetHint}`);
  sideText(parts, "offset", "buckets", histogram.positive);
  sideText(parts, "n_offset", "n_buckets", histogram.negative);
  return `{{${parts.join(" ")}}}`;
}

/** The buckets from the first to the last filled one; gaps are written as zeros. */
function sideText(parts: string[], offsetKey: string, bucketsKey: string, side: SparseBuckets): void {
  const { indexes, counts } = side.compacted();
  const [first] = indexes;
  const last = indexes.at(-1);
  if (first === undefined || last === undefined) return;
  if (first !== 0) parts.push(`${offsetKey}:${first}`);
  const all: string[] = new Array(last - first + 1).fill("0");
  indexes.forEach((index, i) => {
    all[index - first] = goFloat(counts[i] ?? 0);
  });
  parts.push(`${bucketsKey}:[${all.join(" ")}]`);
}
