import { KahanSum } from "../functions/kahan.ts";
import { bucketBound, sameBounds } from "./bucket-bounds.ts";
import { addMismatched, commonBounds } from "./custom-bounds.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import { SparseBuckets } from "./sparse-buckets.ts";
import { reconcileZeroBuckets } from "./zero-bucket.ts";

/** What adding or subtracting two histograms brought to light. */
export interface CombineNotes {
  /** One side says there was a reset, the other that there was none. */
  readonly resetCollision: boolean;
  /** Custom bounds differed, so only the common ones are left. */
  readonly boundsReconciled: boolean;
}

/** Exponential and custom buckets cannot be combined. */
export type CombineResult = CombineNotes | "incompatible";

/** Adds `other` to `target` in place. */
export function addHistogram(target: FloatHistogram, other: FloatHistogram): CombineResult {
  return combine(target, other, 1, undefined);
}

/** Subtracts `other` from `target` in place. */
export function subtractHistogram(target: FloatHistogram, other: FloatHistogram): CombineResult {
  return combine(target, other, -1, undefined);
}

/** A sum of histograms that keeps the rounding error of every bucket. */
export class HistogramSum {
  readonly total: FloatHistogram;
  /** Rounding errors, in the same buckets as `total`; undefined until the first addition. */
  private rest: FloatHistogram | undefined;

  constructor(first: FloatHistogram, rest?: FloatHistogram) {
    this.total = first;
    this.rest = rest;
  }

  copy(): HistogramSum {
    return new HistogramSum(this.total.copy(), this.rest?.copy());
  }

  add(other: FloatHistogram): CombineResult {
    if (this.rest === undefined) {
      this.rest = this.total.copy();
      clear(this.rest);
    }
    return combine(this.total, other, 1, this.rest);
  }

  divide(by: number): void {
    this.total.divide(by);
    this.rest?.divide(by);
  }

  multiply(factor: number): void {
    this.total.multiply(factor);
    this.rest?.multiply(factor);
  }

  /** The sum with the errors added. */
  finish(): FloatHistogram {
    if (this.rest !== undefined) {
      this.rest.resetHint = this.total.resetHint;
      combine(this.total, this.rest, 1, undefined);
    }
    return this.total;
  }
}

function clear(histogram: FloatHistogram): void {
  histogram.count = 0;
  histogram.sum = 0;
  histogram.zeroCount = 0;
  histogram.positive.counts.fill(0);
  histogram.negative.counts.fill(0);
}

const kahan = new KahanSum();

function combine(
  target: FloatHistogram,
  other: FloatHistogram,
  sign: 1 | -1,
  rest: FloatHistogram | undefined,
): CombineResult {
  if (target.usesCustomBuckets !== other.usesCustomBuckets) return "incompatible";
  const resetCollision = adjustResetHint(target, other);
  let otherZero = 0;
  if (!target.usesCustomBuckets) {
    otherZero = reconcileZeroBuckets(target, other, rest);
    addField("zeroCount", otherZero, target, sign, rest);
  }
  addField("count", other.count, target, sign, rest);
  addField("sum", other.sum, target, sign, rest);
  if (target.usesCustomBuckets) {
    return { resetCollision, boundsReconciled: combineCustom(target, other, sign, rest) };
  }
  const schema = Math.min(target.schema, other.schema);
  if (target.schema > schema) {
    rest?.reduceTo(schema);
    target.reduceTo(schema);
  }
  const threshold = target.zeroThreshold;
  for (const side of ["positive", "negative"] as const) {
    const merged = mergeBuckets(target[side], other[side].coarser(other.schema, schema), {
      sign,
      rest: rest?.[side],
      ignore: (index) => bucketBound(index, schema, []) <= threshold,
    });
    target[side] = merged.buckets;
    if (rest !== undefined) rest[side] = merged.rest;
  }
  if (rest !== undefined) {
    rest.schema = schema;
    rest.zeroThreshold = threshold;
  }
  return { resetCollision, boundsReconciled: false };
}

function addField(
  field: "count" | "sum" | "zeroCount",
  value: number,
  target: FloatHistogram,
  sign: 1 | -1,
  rest: FloatHistogram | undefined,
): void {
  if (rest === undefined) {
    target[field] += sign * value;
    return;
  }
  kahan.reset(target[field], rest[field]);
  kahan.add(sign * value);
  target[field] = kahan.sum;
  rest[field] = kahan.rest;
}

function combineCustom(
  target: FloatHistogram,
  other: FloatHistogram,
  sign: 1 | -1,
  rest: FloatHistogram | undefined,
): boolean {
  if (sameBounds(target.customValues, other.customValues)) {
    const merged = mergeBuckets(target.positive, other.positive, {
      sign,
      rest: rest?.positive,
      ignore: () => false,
    });
    target.positive = merged.buckets;
    if (rest !== undefined) rest.positive = merged.rest;
    return false;
  }
  const bounds = commonBounds(target.customValues, other.customValues);
  const merged = addMismatched(target, other, bounds, sign, rest?.positive);
  target.positive = merged.buckets;
  target.customValues = bounds;
  if (rest !== undefined) {
    rest.positive = merged.rest;
    rest.customValues = bounds;
  }
  return true;
}

interface MergeHow {
  readonly sign: 1 | -1;
  readonly rest: SparseBuckets | undefined;
  /** Buckets of the other side that lie within the zero bucket. */
  readonly ignore: (index: number) => boolean;
}

function mergeBuckets(
  a: SparseBuckets,
  b: SparseBuckets,
  how: MergeHow,
): { buckets: SparseBuckets; rest: SparseBuckets } {
  const buckets = new SparseBuckets();
  const rest = new SparseBuckets();
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a.indexes[i] ?? Number.POSITIVE_INFINITY;
    const right = b.indexes[j] ?? Number.POSITIVE_INFINITY;
    if (right <= left && how.ignore(right)) {
      j++;
      continue;
    }
    const index = Math.min(left, right);
    kahan.reset(left === index ? (a.counts[i] ?? 0) : 0, left === index ? (how.rest?.counts[i] ?? 0) : 0);
    if (right === index) {
      const value = how.sign * (b.counts[j] ?? 0);
      // A bucket that is new here starts with the value itself, not with a rounded sum.
      if (left !== index) kahan.reset(value);
      else if (how.rest === undefined) kahan.reset(kahan.sum + value);
      else kahan.add(value);
    }
    buckets.push(index, kahan.sum);
    rest.push(index, kahan.rest);
    if (left === index) i++;
    if (right === index) j++;
  }
  return { buckets, rest };
}

/** Settles what the result says about resets; true when the two sides contradict each other. */
function adjustResetHint(target: FloatHistogram, other: FloatHistogram): boolean {
  if (other.resetHint === target.resetHint || target.resetHint === "gauge") return false;
  if (other.resetHint === "gauge") {
    target.resetHint = "gauge";
    return false;
  }
  if (target.resetHint === "unknown") return false;
  const collision = other.resetHint !== "unknown";
  target.resetHint = "unknown";
  return collision;
}
