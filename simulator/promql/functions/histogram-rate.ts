import type { RangeCall } from "../engine/range-function.ts";
import type { HistogramSamples, Window } from "../engine/window.ts";
import { addHistogram, subtractHistogram } from "../histogram/combine.ts";
import { detectReset } from "../histogram/detect-reset.ts";
import { FloatHistogram } from "../histogram/float-histogram.ts";
import { type Growth, type GrowthEnds, stretchFactor, stretchFromStart } from "./growth.ts";
import { startedAnew, startsOverlap } from "./start-times.ts";

/** The growth of a native histogram over a window; the result is a gauge histogram. */
export function histogramGrowth(window: Window, call: RangeCall, growth: Growth): number {
  const { histograms } = window;
  if (histograms === undefined) return window.none();
  const { lo, hi } = histograms;
  const first = histograms.histograms[lo];
  if (first === undefined) return window.none();
  const gaps = hi - lo - 1;
  let result = gaps > 0 ? histogramChange(histograms, call, growth) : undefined;
  if (gaps > 0 && result === undefined) return window.none();
  const ends: GrowthEnds = {
    firstMs: histograms.times[lo] ?? 0,
    lastMs: histograms.times[hi - 1] ?? 0,
    gaps,
    first: first.count,
    change: result?.count ?? 0,
  };
  const start = histograms.starts?.[lo] ?? 0;
  if (growth.isCounter && start !== 0 && start > window.startMs && start < ends.firstMs) {
    if (result === undefined) result = first.copy();
    else {
      const added = addHistogram(result, first);
      if (added === "incompatible") {
        call.notes.mixedSchemas(call.labels);
        return window.none();
      }
      call.notes.reconciled(added, "addition");
    }
    window.histogramResult = result.multiply(
      stretchFromStart(window.startMs, window.endMs, start, ends, growth),
    );
    return Number.NaN;
  }
  if (result === undefined) return window.none();
  window.histogramResult = result.multiply(stretchFactor(window.startMs, window.endMs, ends, growth));
  return Number.NaN;
}

/** The difference between last and first histogram, plus what resets took away. */
function histogramChange(
  samples: HistogramSamples,
  call: RangeCall,
  growth: Growth,
): FloatHistogram | undefined {
  const points = samples.histograms.slice(samples.lo, samples.hi);
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return undefined;
  if (growth.isCounter && (first.resetHint === "gauge" || last.resetHint === "gauge")) {
    call.notes.notCounter(call.labels);
  }
  const base = growth.isCounter ? baseline(samples, points) : first;
  const schema = commonSchema(points, base, call, growth);
  if (schema === undefined) return undefined;
  const result = last.copyToSchema(schema);
  const subtracted = subtractHistogram(result, base);
  if (subtracted === "incompatible") {
    call.notes.mixedSchemas(call.labels);
    return undefined;
  }
  call.notes.reconciled(subtracted, "subtraction");
  if (growth.isCounter) {
    if (!addResets(result, samples, points, base, call)) return undefined;
  } else if (first.resetHint !== "gauge" || last.resetHint !== "gauge") {
    call.notes.notGauge(call.labels);
  }
  result.resetHint = "gauge";
  return result.compact();
}

/** The first sample, or an empty histogram when the counter was reset right behind it. */
function baseline(samples: HistogramSamples, points: readonly FloatHistogram[]): FloatHistogram {
  const [first, second] = points;
  if (first === undefined || second === undefined) return new FloatHistogram({ schema: 0 });
  const anew = samples.starts !== undefined && startedAnew(startedAt(samples, 0), startedAt(samples, 1));
  if (!anew && !detectReset(second, first)) return first;
  return new FloatHistogram({ schema: second.schema, customValues: second.customValues });
}

function startedAt(samples: HistogramSamples, at: number): { timeMs: number; startMs: number } {
  const index = samples.lo + at;
  return { timeMs: samples.times[index] ?? 0, startMs: samples.starts?.[index] ?? 0 };
}

/** The coarsest schema among the samples; undefined, with a note, when kinds of buckets are mixed. */
function commonSchema(
  points: readonly FloatHistogram[],
  base: FloatHistogram,
  call: RangeCall,
  growth: Growth,
): number | undefined {
  const last = points[points.length - 1] ?? base;
  if (last.usesCustomBuckets !== base.usesCustomBuckets) {
    call.notes.mixedSchemas(call.labels);
    return undefined;
  }
  let schema = Math.min(last.schema, base.schema);
  if (!growth.isCounter) return schema;
  for (const point of points.slice(1, -1)) {
    if (point.resetHint === "gauge") call.notes.notCounter(call.labels);
    schema = Math.min(schema, point.schema);
    if (point.usesCustomBuckets !== base.usesCustomBuckets) {
      call.notes.mixedSchemas(call.labels);
      return undefined;
    }
  }
  return schema;
}

function addResets(
  result: FloatHistogram,
  samples: HistogramSamples,
  points: readonly FloatHistogram[],
  base: FloatHistogram,
  call: RangeCall,
): boolean {
  let previous = base;
  let overlapNoted = false;
  for (let i = 1; i < points.length; i++) {
    const current = points[i] ?? previous;
    const before = startedAt(samples, i - 1);
    const now = startedAt(samples, i);
    if (!overlapNoted && samples.starts !== undefined && startsOverlap(before, now)) {
      call.ev.notes.startTimesOverlap(call.labels.get("__name__"), call.firstSpan);
      overlapNoted = true;
    }
    const anew = samples.starts !== undefined && startedAnew(before, now);
    if (anew || detectReset(current, previous)) {
      const added = addHistogram(result, previous);
      if (added === "incompatible") {
        call.notes.mixedSchemas(call.labels);
        return false;
      }
      call.notes.reconciled(added, "addition");
    }
    previous = current;
  }
  return true;
}
