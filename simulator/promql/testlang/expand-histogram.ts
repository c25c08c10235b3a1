import { addHistogram, subtractHistogram } from "../histogram/combine.ts";
import { FloatHistogram } from "../histogram/float-histogram.ts";
import { SparseBuckets } from "../histogram/sparse-buckets.ts";
import type { HistogramDescription } from "../parse/histogram-description.ts";
import type { HistogramValue } from "../parse/series-values.ts";

/** Members of one `{{..}}+{{..}}x5`, by how often the difference was added. */
const sequences = new WeakMap<HistogramDescription, FloatHistogram[]>();

/** The histogram that a value of a test stands for, or the text of the error when it cannot be computed. */
export function expandHistogram({ base, delta, sign, times }: HistogramValue): FloatHistogram | string {
  if (delta === undefined) return histogramOf(base);
  const step = histogramOf(delta);
  const members = sequences.get(delta) ?? [histogramOf(base)];
  sequences.set(delta, members);
  for (let last = members[members.length - 1]; members.length <= times && last !== undefined; ) {
    if (last.schema > step.schema) {
      return `error combining histograms: cannot merge from schema ${step.schema} to ${last.schema}`;
    }
    const next = last.copy();
    const outcome = sign === "-" ? subtractHistogram(next, step) : addHistogram(next, step);
    if (outcome === "incompatible") return "cannot apply this operation on custom buckets schema";
    members.push(next);
    last = next;
  }
  return members[times] ?? histogramOf(base);
}

function histogramOf(description: HistogramDescription): FloatHistogram {
  const { schema, sum, count, zeroCount, zeroThreshold, customValues } = description;
  return new FloatHistogram({
    schema,
    sum,
    count,
    zeroCount,
    zeroThreshold,
    customValues,
    positive: consecutive(description.offset, description.buckets),
    negative: consecutive(description.negativeOffset, description.negativeBuckets),
    resetHint: description.counterResetHint,
  });
}

function consecutive(offset: number, counts: readonly number[]): SparseBuckets {
  return new SparseBuckets(
    counts.map((_, i) => offset + i),
    [...counts],
  );
}
