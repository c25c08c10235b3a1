import { Labels } from "../../tsdb/labels.ts";
import { withoutIdentity } from "../engine/metric-identity.ts";
import { HISTOGRAM, type StepBlock } from "../engine/step-block.ts";
import { argument } from "../functions/arguments.ts";
import { bucketsAt, type HistogramGroup, histogramGroups } from "../functions/classic-groups.ts";
import { ClassicBuckets } from "../histogram/classic-buckets.ts";
import { classicQuantile } from "../histogram/classic-quantile.ts";
import { nativeQuantile } from "../histogram/native-quantile.ts";
import type { CallExpr } from "../parse/ast.ts";
import { blockOf, firstOf, plain, type TraceContext } from "./trace-context.ts";
import type { NativeQuantileGroup, QuantileDetail, QuantileGroup, TracedBucket } from "./trace-types.ts";

/** The buckets behind `histogram_quantile`, the one that was hit, and the interpolation inside it. */
export function traceQuantile(context: TraceContext, node: CallExpr): QuantileDetail {
  const q = blockOf(context, argument(node, 0)).values[0] ?? Number.NaN;
  const input = blockOf(context, argument(node, 1));
  const found = histogramGroups(input);
  const present = found.groups.filter((group) => isPresent(input, group));
  const shown = firstOf(context, present, ({ labels }) => withoutIdentity(labels));
  const buckets = new ClassicBuckets();
  const classic: QuantileGroup[] = [];
  const native: NativeQuantileGroup[] = [];
  for (const group of shown) {
    const hasBuckets = bucketsAt(input, group, 0, buckets);
    const histogram = group.nativeRow === undefined ? undefined : nativeAt(input, group.nativeRow);
    // A histogram that is both at once gives no quantile.
    if (hasBuckets === (histogram !== undefined)) continue;
    if (hasBuckets) classic.push(classicGroup(group.labels, q, buckets));
    else if (histogram !== undefined) {
      native.push({
        labels: plain(withoutIdentity(group.labels)),
        q,
        count: histogram.count,
        result: nativeQuantile(q, histogram).value,
        buckets: histogram.allBuckets().map(({ lower, upper, count }) => ({ lower, upper, own: count })),
      });
    }
  }
  return {
    kind: "quantile",
    classic,
    native,
    count: present.length,
    malformed: found.malformed
      .filter((row) => input.kinds[row] !== 0)
      .map((row) => plain(input.list.labels[row] ?? Labels.empty)),
  };
}

function isPresent(input: StepBlock, group: HistogramGroup): boolean {
  const rows = group.nativeRow === undefined ? group.bucketRows : [...group.bucketRows, group.nativeRow];
  return rows.some((row) => input.kinds[row] !== 0);
}

function nativeAt(input: StepBlock, row: number) {
  return input.kinds[row] === HISTOGRAM ? input.histograms?.[row] : undefined;
}

/** The engine repairs and reads the buckets; what it did is read off before and after. */
function classicGroup(labels: Labels, q: number, buckets: ClassicBuckets): QuantileGroup {
  const { length } = buckets;
  const stored = [...buckets.counts.subarray(0, length)];
  const result = classicQuantile(q, buckets, () => undefined);
  const counts = [...buckets.counts.subarray(0, length)];
  const bounds = [...buckets.bounds.subarray(0, length)];
  const common = {
    labels: plain(withoutIdentity(labels)),
    q,
    result,
    buckets: counts.map((cumulative, i): TracedBucket => {
      const repaired = stored[i] !== cumulative && stored[i] !== undefined && !Number.isNaN(cumulative);
      return {
        le: bounds[i] ?? Number.NaN,
        cumulative,
        ...(repaired ? { repairedFrom: stored[i] ?? 0 } : {}),
        own: cumulative - (i === 0 ? 0 : (counts[i - 1] ?? 0)),
      };
    }),
  };
  const outcome = obstacle(q, bounds, counts);
  if (outcome !== undefined) return { ...common, outcome };
  return { ...common, ...locate(q, bounds, counts) };
}

/** Why no bucket is looked for at all. */
function obstacle(
  q: number,
  bounds: readonly number[],
  counts: readonly number[],
): QuantileGroup["outcome"] | undefined {
  if (!(q >= 0 && q <= 1)) return "quantile-outside";
  if (bounds[bounds.length - 1] !== Number.POSITIVE_INFINITY) return "no-inf-bucket";
  if (bounds.length < 2) return "one-bucket";
  return counts[counts.length - 1] === 0 ? "no-observations" : undefined;
}

function locate(
  q: number,
  bounds: readonly number[],
  counts: readonly number[],
): Pick<QuantileGroup, "outcome" | "rank" | "hit" | "start" | "end" | "below" | "inside"> {
  const last = counts.length - 1;
  const rank = q * (counts[last] ?? 0);
  const found = counts.findIndex((count) => count >= rank);
  const hit = found < 0 ? last : found;
  if (hit === last) return { outcome: "in-inf-bucket", rank, hit };
  const end = bounds[hit] ?? 0;
  if (hit === 0 && end <= 0) return { outcome: "lowest-not-positive", rank, hit };
  const below = hit > 0 ? (counts[hit - 1] ?? 0) : 0;
  return {
    outcome: "interpolated",
    rank,
    hit,
    start: hit > 0 ? (bounds[hit - 1] ?? 0) : 0,
    end,
    below,
    inside: (counts[hit] ?? 0) - below,
  };
}
