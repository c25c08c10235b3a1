import { goFloat } from "../engine/go-text.ts";
import { bucketBound, CUSTOM_SCHEMA, sameBounds } from "./bucket-bounds.ts";
import { SparseBuckets } from "./sparse-buckets.ts";

/** What is known about counter resets between a histogram and the one before it in its series. */
export type ResetHint = "unknown" | "reset" | "not_reset" | "gauge";

/** The fields of a native histogram; all but the schema may be left out and are then zero or empty. */
export interface HistogramFields {
  readonly schema: number;
  readonly count?: number;
  readonly sum?: number;
  readonly zeroThreshold?: number;
  readonly zeroCount?: number;
  readonly customValues?: readonly number[];
  readonly positive?: SparseBuckets;
  readonly negative?: SparseBuckets;
  readonly resetHint?: ResetHint;
}

/** One bucket with its bounds. */
export interface HistogramBucket {
  lower: number;
  upper: number;
  lowerInclusive: boolean;
  upperInclusive: boolean;
  readonly count: number;
}

/**
 * A native histogram sample: one value that holds a whole distribution. Exponential schemas (-4 to 8) have
 * bucket `i` reach up to 2^(i / 2^schema), mirrored for negative values, around a zero bucket; schema -53
 * has custom bounds, as classic histograms do. Counts are floats, because rates of histograms are
 * histograms too. Methods that change a histogram change it in place and return it.
 */
export class FloatHistogram {
  schema: number;
  count: number;
  sum: number;
  zeroThreshold: number;
  zeroCount: number;
  customValues: readonly number[];
  positive: SparseBuckets;
  negative: SparseBuckets;
  resetHint: ResetHint;

  constructor(fields: HistogramFields) {
    this.schema = fields.schema;
    this.count = fields.count ?? 0;
    this.sum = fields.sum ?? 0;
    this.zeroThreshold = fields.zeroThreshold ?? 0;
    this.zeroCount = fields.zeroCount ?? 0;
    this.customValues = fields.customValues ?? [];
    this.positive = fields.positive ?? new SparseBuckets();
    this.negative = fields.negative ?? new SparseBuckets();
    this.resetHint = fields.resetHint ?? "unknown";
  }

  get usesCustomBuckets(): boolean {
    return this.schema === CUSTOM_SCHEMA;
  }

  copy(): FloatHistogram {
    return new FloatHistogram({
      schema: this.schema,
      count: this.count,
      sum: this.sum,
      zeroThreshold: this.usesCustomBuckets ? 0 : this.zeroThreshold,
      zeroCount: this.usesCustomBuckets ? 0 : this.zeroCount,
      customValues: this.customValues,
      positive: this.positive.copy(),
      negative: this.negative.copy(),
      resetHint: this.resetHint,
    });
  }

  /** A copy in a coarser (smaller) exponential schema; knowledge about resets is lost with resolution. */
  copyToSchema(schema: number): FloatHistogram {
    if (schema === this.schema) return this.copy();
    const copy = this.copy();
    copy.resetHint = "unknown";
    return copy.reduceTo(schema);
  }

  reduceTo(schema: number): this {
    this.positive = this.positive.coarser(this.schema, schema);
    this.negative = this.negative.coarser(this.schema, schema);
    this.schema = schema;
    return this;
  }

  /** The same sample with its knowledge about resets forgotten, unless it is a gauge. */
  withoutResetHint(): FloatHistogram {
    if (this.resetHint === "unknown" || this.resetHint === "gauge") return this;
    const copy = this.copy();
    copy.resetHint = "unknown";
    return copy;
  }

  multiply(factor: number): this {
    this.zeroCount *= factor;
    this.count *= factor;
    this.sum *= factor;
    this.positive.multiply(factor);
    this.negative.multiply(factor);
    if (factor < 0) this.resetHint = "gauge";
    return this;
  }

  divide(by: number): this {
    this.zeroCount /= by;
    this.count /= by;
    this.sum /= by;
    if (by === 0) {
      this.positive = new SparseBuckets();
      this.negative = new SparseBuckets();
      return this;
    }
    this.positive.divide(by);
    this.negative.divide(by);
    if (by < 0) this.resetHint = "gauge";
    return this;
  }

  /** Removes empty buckets. */
  compact(): this {
    this.positive = this.positive.compacted();
    this.negative = this.negative.compacted();
    return this;
  }

  /** Equal in every bit but the reset hint; both sides should be compact. */
  equals(other: FloatHistogram): boolean {
    return (
      this.schema === other.schema &&
      Object.is(this.count, other.count) &&
      Object.is(this.sum, other.sum) &&
      this.zeroThreshold === other.zeroThreshold &&
      Object.is(this.zeroCount, other.zeroCount) &&
      (!this.usesCustomBuckets || sameBounds(this.customValues, other.customValues)) &&
      this.negative.equals(other.negative) &&
      this.positive.equals(other.positive)
    );
  }

  hasOverflow(): boolean {
    const infinite = (value: number) =>
      value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
    return (
      infinite(this.zeroCount) ||
      infinite(this.count) ||
      infinite(this.sum) ||
      this.positive.hasInfinity() ||
      this.negative.hasInfinity() ||
      this.customValues.some(infinite)
    );
  }

  /** A bucket of the positive side by position. */
  positiveBucket(at: number): HistogramBucket {
    const index = this.positive.indexes[at] ?? 0;
    return {
      lower: bucketBound(index - 1, this.schema, this.customValues),
      upper: bucketBound(index, this.schema, this.customValues),
      lowerInclusive: this.usesCustomBuckets && index === 0,
      upperInclusive: true,
      count: this.positive.counts[at] ?? 0,
    };
  }

  /** A bucket of the negative side by position; position 0 is the one closest to zero. */
  negativeBucket(at: number): HistogramBucket {
    const index = this.negative.indexes[at] ?? 0;
    return {
      lower: -bucketBound(index, this.schema, this.customValues),
      upper: -bucketBound(index - 1, this.schema, this.customValues),
      lowerInclusive: true,
      upperInclusive: false,
      count: this.negative.counts[at] ?? 0,
    };
  }

  get zeroBucket(): HistogramBucket {
    return {
      lower: -this.zeroThreshold,
      upper: this.zeroThreshold,
      lowerInclusive: true,
      upperInclusive: true,
      count: this.zeroCount,
    };
  }

  /** All buckets from the lowest to the highest; the zero bucket cuts into its neighbours. */
  allBuckets(): HistogramBucket[] {
    const buckets: HistogramBucket[] = [];
    const { zeroThreshold } = this;
    for (let i = this.negative.length - 1; i >= 0; i--) {
      const bucket = this.negativeBucket(i);
      if (bucket.upper < 0 && bucket.upper > -zeroThreshold) bucket.upper = -zeroThreshold;
      buckets.push(bucket);
    }
    if (this.zeroCount > 0) buckets.push(this.zeroBucket);
    for (let i = 0; i < this.positive.length; i++) {
      const bucket = this.positiveBucket(i);
      if (bucket.lower > 0 && bucket.lower < zeroThreshold) bucket.lower = zeroThreshold;
      buckets.push(bucket);
    }
    return buckets;
  }

  /** What a sample costs against the sample limit: its size in a server's memory over that of a float. */
  get sampleSize(): number {
    const spans = this.positive.spanCount() + this.negative.spanCount();
    const words = spans + this.positive.length + this.negative.length + this.customValues.length;
    return Math.floor((168 + 8 * words + 8) / 16);
  }

  /** The text Prometheus prints: `{count:3, sum:2.5, (0.5,1]:1, (1,2]:2}`. */
  toString(): string {
    let text = `{count:${goFloat(this.count)}, sum:${goFloat(this.sum)}`;
    for (let i = this.negative.length - 1; i >= 0; i--) text += bucketText(this.negativeBucket(i));
    if (!this.usesCustomBuckets) text += bucketText(this.zeroBucket);
    for (let i = 0; i < this.positive.length; i++) text += bucketText(this.positiveBucket(i));
    return `${text}}`;
  }
}

function bucketText(bucket: HistogramBucket): string {
  if (bucket.count === 0) return "";
  const open = bucket.lowerInclusive ? "[" : "(";
  const close = bucket.upperInclusive ? "]" : ")";
  return `, ${open}${goFloat(bucket.lower)},${goFloat(bucket.upper)}${close}:${goFloat(bucket.count)}`;
}
