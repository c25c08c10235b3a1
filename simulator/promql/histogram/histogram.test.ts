import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketBound, CUSTOM_SCHEMA, coarserIndex } from "./bucket-bounds.ts";
import { ClassicBuckets } from "./classic-buckets.ts";
import { type BucketDefect, classicQuantile } from "./classic-quantile.ts";
import { addHistogram, HistogramSum, subtractHistogram } from "./combine.ts";
import { detectReset } from "./detect-reset.ts";
import { FloatHistogram, type HistogramFields } from "./float-histogram.ts";
import { classicFraction, nativeFraction } from "./fraction.ts";
import { HistogramMean } from "./mean.ts";
import { nativeQuantile } from "./native-quantile.ts";
import { SparseBuckets } from "./sparse-buckets.ts";
import { trimHistogram } from "./trim.ts";
import { histogramVariance } from "./variance.ts";

/** Consecutive positive buckets from `offset` on; count and sum follow from them. */
function exponential(counts: number[], offset = 1, more: Partial<HistogramFields> = {}): FloatHistogram {
  const count = counts.reduce((sum, one) => sum + one, more.zeroCount ?? 0);
  return new FloatHistogram({
    schema: 0,
    count,
    sum: count,
    positive: new SparseBuckets(
      counts.map((_, i) => i + offset),
      [...counts],
    ),
    ...more,
  });
}

function custom(bounds: number[], counts: number[]): FloatHistogram {
  const indexes = counts.map((_, i) => i);
  return exponential(counts, 0, {
    schema: CUSTOM_SCHEMA,
    customValues: bounds,
    positive: new SparseBuckets(indexes, [...counts]),
  });
}

describe("bucket bounds", () => {
  test("are powers of two split by the schema", () => {
    expect(bucketBound(3, 0, [])).toBe(8);
    expect(bucketBound(1, 1, [])).toBeCloseTo(Math.SQRT2, 15);
    expect(bucketBound(2, 1, [])).toBe(2);
    expect(bucketBound(1, -2, [])).toBe(16);
    expect(bucketBound(-1, 0, [])).toBe(0.5);
    expect(bucketBound(-1073, 0, [])).toBe(2 ** -1073);
    expect(bucketBound(1024, 0, [])).toBe(Number.MAX_VALUE);
    expect(bucketBound(1025, 0, [])).toBe(Number.POSITIVE_INFINITY);
    expect(bucketBound(256, -2, [])).toBe(Number.MAX_VALUE);
  });

  test("come from the list for custom buckets", () => {
    expect([-1, 0, 1, 2].map((index) => bucketBound(index, CUSTOM_SCHEMA, [5, 10]))).toEqual([
      Number.NEGATIVE_INFINITY,
      5,
      10,
      Number.POSITIVE_INFINITY,
    ]);
  });

  test("of a coarser schema contain those of a finer one", () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 5 }), (index, by) => {
        const coarse = coarserIndex(index, 3, 3 - by);
        expect(bucketBound(index, 3, [])).toBeLessThanOrEqual(bucketBound(coarse, 3 - by, []) * (1 + 1e-12));
        expect(bucketBound(index - 1, 3, [])).toBeGreaterThanOrEqual(
          bucketBound(coarse - 1, 3 - by, []) * (1 - 1e-12),
        );
      }),
      { seed: 1 },
    );
  });
});

describe("combining", () => {
  test("adds and subtracts bucket by bucket", () => {
    const target = exponential([1, 2], 1);
    expect(addHistogram(target, exponential([5, 7], 2))).toEqual({
      resetCollision: false,
      boundsReconciled: false,
    });
    expect([target.positive.indexes, target.positive.counts]).toEqual([
      [1, 2, 3],
      [1, 7, 7],
    ]);
    subtractHistogram(target, exponential([5, 7], 2));
    expect(target.compact().equals(exponential([1, 2], 1))).toBe(true);
  });

  test("meets at the coarser schema", () => {
    const fine = exponential([1, 1, 1, 1], 1, { schema: 1 });
    addHistogram(fine, exponential([10, 10], 1));
    expect([fine.schema, fine.positive.indexes, fine.positive.counts]).toEqual([0, [1, 2], [12, 12]]);
  });

  test("widens the smaller zero bucket", () => {
    const target = exponential([4, 2], 0, { zeroThreshold: 0.001, zeroCount: 1 });
    addHistogram(target, exponential([1], 1, { zeroThreshold: 1, zeroCount: 3 }));
    // The bucket up to 1 is inside the wider zero bucket now.
    expect([target.zeroThreshold, target.zeroCount]).toEqual([1, 8]);
    expect([target.positive.indexes, target.positive.counts]).toEqual([[1], [3]]);
  });

  test("keeps only the bounds that custom histograms share", () => {
    const target = custom([1, 2, 5], [1, 1, 1, 1]);
    const result = addHistogram(target, custom([2, 4, 5], [10, 10, 10, 10]));
    expect(result).toMatchObject({ boundsReconciled: true });
    expect([target.customValues, target.positive.counts]).toEqual([
      [2, 5],
      [12, 21, 11],
    ]);
    expect(addHistogram(target, exponential([1]))).toBe("incompatible");
  });

  test("says when the two sides disagree about resets", () => {
    const reset = exponential([1], 1, { resetHint: "reset" });
    const result = addHistogram(reset, exponential([1], 1, { resetHint: "not_reset" }));
    expect(result).toMatchObject({ resetCollision: true });
    expect(reset.resetHint).toBe("unknown");
    const gauge = exponential([1], 1, { resetHint: "gauge" });
    addHistogram(gauge, exponential([1], 1, { resetHint: "reset" }));
    expect(gauge.resetHint).toBe("gauge");
  });

  test("sums without losing small counts, and averages without overflowing", () => {
    const sum = new HistogramSum(exponential([1e100]));
    sum.add(exponential([1]));
    sum.add(exponential([-1e100]));
    expect(sum.finish().positive.counts).toEqual([1]);
    const mean = new HistogramMean(exponential([1e308]));
    mean.add(exponential([1e308]));
    mean.add(exponential([1e308]));
    expect((mean.finish().positive.counts[0] ?? 0) / 1e308).toBeCloseTo(1, 12);
  });
});

describe("detectReset", () => {
  test("sees any count fall, and layouts that only a restart explains", () => {
    const before = exponential([2, 3]);
    expect(detectReset(exponential([2, 3]), before)).toBe(false);
    expect(detectReset(exponential([2, 4, 1]), before)).toBe(false);
    expect(detectReset(exponential([2, 2]), before)).toBe(true);
    expect(detectReset(exponential([1, 9]), before)).toBe(true);
    expect(detectReset(exponential([9], 2), before)).toBe(true);
    expect(detectReset(exponential([9, 9], 1, { schema: 1 }), before)).toBe(true);
    expect(detectReset(exponential([9], 1, { schema: -1 }), before)).toBe(false);
  });

  test("believes what the sample says about itself", () => {
    const before = exponential([2, 3]);
    expect(detectReset(exponential([1], 1, { resetHint: "not_reset" }), before)).toBe(false);
    expect(detectReset(exponential([9, 9], 1, { resetHint: "reset" }), before)).toBe(true);
  });

  test("compares custom histograms within the bounds they share", () => {
    const before = custom([1, 2, 5], [1, 1, 1]);
    expect(detectReset(custom([2, 5], [2, 1]), before)).toBe(false);
    expect(detectReset(custom([2, 5], [1, 2]), before)).toBe(true);
  });
});

describe("quantiles", () => {
  test("interpolate on a logarithmic scale in exponential buckets", () => {
    const histogram = exponential([4, 4], 1);
    expect(nativeQuantile(0.5, histogram).value).toBeCloseTo(2, 12);
    expect(nativeQuantile(0.25, histogram).value).toBeCloseTo(Math.SQRT2, 12);
    expect(nativeQuantile(0, histogram).value).toBe(1);
    expect(nativeQuantile(1, histogram).value).toBe(4);
    expect(nativeQuantile(-1, histogram).value).toBe(Number.NEGATIVE_INFINITY);
    expect(nativeQuantile(2, histogram).value).toBe(Number.POSITIVE_INFINITY);
    expect(nativeQuantile(0.5, exponential([])).value).toBeNaN();
  });

  test("mirror negative buckets and split the zero bucket", () => {
    const negative = new FloatHistogram({
      schema: 0,
      count: 8,
      negative: new SparseBuckets([1, 2], [4, 4]),
    });
    expect(nativeQuantile(0.5, negative).value).toBeCloseTo(-2, 12);
    const zero = exponential([2], 1, { zeroThreshold: 0.5, zeroCount: 2, sum: 2 });
    expect(nativeQuantile(0.25, zero).value).toBeCloseTo(0.25, 12);
  });

  test("tell what NaN observations did", () => {
    const histogram = exponential([2, 2], 1, { count: 8, sum: Number.NaN });
    expect(nativeQuantile(0.9, histogram)).toEqual({ value: Number.NaN, nanEffect: "result-nan" });
    expect(nativeQuantile(0.25, histogram).nanEffect).toBe("skewed-higher");
  });

  test("of custom buckets stay inside finite bounds", () => {
    const histogram = custom([1, 2], [2, 2, 2]);
    expect(nativeQuantile(0.5, histogram).value).toBeCloseTo(1.5, 12);
    expect(nativeQuantile(0.1, histogram).value).toBeCloseTo(0.3, 12);
    expect(nativeQuantile(0.99, histogram).value).toBe(2);
  });

  test("and fractions undo each other", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (counts, q) => {
          const histogram = exponential(counts, -2);
          const { value } = nativeQuantile(q, histogram);
          expect(nativeFraction(Number.NEGATIVE_INFINITY, value, histogram).value).toBeCloseTo(q, 9);
        },
      ),
      { seed: 2 },
    );
  });
});

describe("classic histograms", () => {
  function buckets(...pairs: [bound: number, count: number][]): ClassicBuckets {
    const all = new ClassicBuckets();
    for (const [bound, count] of pairs) all.push(bound, count);
    return all;
  }
  const INF = Number.POSITIVE_INFINITY;
  const unexpected = (defect: BucketDefect) => {
    throw new Error(`repaired ${JSON.stringify(defect)}`);
  };

  test("interpolate linearly, from zero in the lowest bucket", () => {
    const all = () => buckets([1, 10], [2, 30], [INF, 40]);
    expect(classicQuantile(0.5, all(), unexpected)).toBeCloseTo(1.5, 12);
    expect(classicQuantile(0.125, all(), unexpected)).toBeCloseTo(0.5, 12);
    expect(classicQuantile(0.99, all(), unexpected)).toBe(2);
    expect(classicQuantile(1.1, all(), unexpected)).toBe(INF);
  });

  test("need a +Inf bucket, a second one and observations", () => {
    expect(classicQuantile(0.5, buckets([1, 10], [2, 30]), unexpected)).toBeNaN();
    expect(classicQuantile(0.5, buckets([INF, 30]), unexpected)).toBeNaN();
    expect(classicQuantile(0.5, buckets([1, 0], [INF, 0]), unexpected)).toBeNaN();
    expect(classicQuantile(0.5, buckets([-1, 10], [INF, 10]), unexpected)).toBe(-1);
  });

  test("are made to rise, and say so unless it was only rounding", () => {
    const defects: BucketDefect[] = [];
    const broken = buckets([1, 10], [2, 8], [4, 9], [INF, 12]);
    expect(classicQuantile(0.5, broken, (defect) => defects.push(defect))).toBeCloseTo(0.6, 12);
    expect(defects).toEqual([{ minBucket: 2, maxBucket: 4, maxDiff: 2 }]);
    classicQuantile(0.5, buckets([1, 10], [2, 10 - 1e-12], [INF, 12]), unexpected);
  });

  test("join buckets of one bound and grow beyond their first size", () => {
    expect(classicQuantile(0.5, buckets([1, 5], [1, 5], [INF, 10]), unexpected)).toBeCloseTo(0.5, 12);
    const many = new ClassicBuckets();
    for (let i = 1; i <= 100; i++) many.push(i, i);
    many.push(INF, 100);
    expect(classicQuantile(0.5, many, unexpected)).toBeCloseTo(50, 12);
  });

  test("give the share between two values", () => {
    const all = () => buckets([1, 10], [2, 30], [INF, 40]);
    expect(classicFraction(1, 2, all())).toBeCloseTo(0.5, 12);
    expect(classicFraction(0.5, 1.5, all())).toBeCloseTo((20 - 5) / 40, 12);
    expect(classicFraction(2, 1, all())).toBe(0);
    expect(classicFraction(2, INF, all())).toBeCloseTo(0.25, 12);
    expect(classicFraction(0, 1, buckets([1, 1]))).toBeNaN();
  });
});

describe("trimming", () => {
  test("drops what lies beyond the cut and estimates count and sum again", () => {
    const above = trimHistogram(exponential([4, 4], 1), 2, "above");
    expect([above.count, above.positive.indexes]).toEqual([4, [2]]);
    expect(above.sum).toBeCloseTo(4 * Math.sqrt(8), 12);
    const below = trimHistogram(custom([1, 3], [2, 4, 0]), 2, "below");
    expect(below.positive.counts).toEqual([2, 2]);
    expect(below.count).toBe(4);
  });

  test("leaves a histogram alone that lies on the kept side", () => {
    const histogram = exponential([4, 4], 1);
    expect(trimHistogram(histogram.copy(), 100, "below").equals(histogram)).toBe(true);
  });

  test("cuts the zero bucket in proportion", () => {
    const histogram = new FloatHistogram({ schema: 0, count: 4, zeroThreshold: 1, zeroCount: 4 });
    expect(trimHistogram(histogram, 0.5, "below").zeroCount).toBeCloseTo(3, 12);
  });
});

describe("FloatHistogram", () => {
  test("prints as Prometheus prints it", () => {
    const histogram = exponential([1, 2], 1, { sum: 2.5, zeroThreshold: 0.1, zeroCount: 1 });
    expect(histogram.toString()).toBe("{count:4, sum:2.5, [-0.1,0.1]:1, (1,2]:1, (2,4]:2}");
    expect(custom([5], [1, 2]).toString()).toBe("{count:3, sum:3, [-Inf,5]:1, (5,+Inf]:2}");
  });

  test("has the variance of its bucket middles", () => {
    expect(histogramVariance(custom([0, 2, 4], [0, 1, 1]))).toBeCloseTo(
      ((1 - 1) ** 2 + (3 - 1) ** 2) / 2,
      12,
    );
  });
});
