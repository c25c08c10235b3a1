import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import { SparseBuckets } from "../promql/histogram/sparse-buckets.ts";
import { Labels } from "./labels.ts";
import { matcherTest } from "./matchers.ts";
import type { BorrowedSamples, Matcher, MatchOp } from "./sample-source.ts";
import { emptyColumns } from "./series-columns.ts";
import { SeriesStore } from "./store.ts";

const EVER = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

function storeOf(...sets: Readonly<Record<string, string>>[]): SeriesStore {
  const store = new SeriesStore();
  for (const set of sets) store.append(store.series(Labels.of(set)), 1000, 1);
  return store;
}

function names(store: SeriesStore, matchers: readonly Matcher[]): string[] {
  return store.select(matchers, ...EVER).map(({ labels }) => labels.get("__name__"));
}

describe("SeriesStore", () => {
  test("takes samples in time order only, as a server's head does", () => {
    const store = new SeriesStore();
    const ref = store.series(Labels.of({ __name__: "up" }));
    expect(store.append(ref, 2000, 1)).toBe("ok");
    expect(store.append(ref, 1000, 1)).toBe("out-of-order");
    expect(store.append(ref, 2000, 1)).toBe("ok");
    expect(store.append(ref, 2000, 2)).toBe("duplicate");
    expect(store.append(ref, 2000, Number.NaN)).toBe("duplicate");
    expect(store.appendStale(ref, 2000)).toBe("duplicate");
    expect(store.append(ref, 3000, Number.NaN)).toBe("ok");
    expect(store.append(ref, 3000, Number.NaN)).toBe("ok");
    expect(store.appendStale(ref, 4000)).toBe("ok");
    expect(store.sampleCount).toBe(3);
  });

  test("keeps NaN and stale markers apart", () => {
    const store = new SeriesStore();
    const ref = store.series(Labels.of({ __name__: "up" }));
    store.append(ref, 1000, Number.NaN);
    store.appendStale(ref, 2000);
    const columns = emptyColumns();
    store.allSeries()[0]?.read(0, 2000, columns);
    expect(columns.count).toBe(2);
    expect([columns.values[0], columns.stale[0], columns.stale[1]]).toEqual([Number.NaN, 0, 1]);
  });

  test("reads left-open windows and lends the same samples from the open chunk", () => {
    const store = new SeriesStore();
    const ref = store.series(Labels.of({ __name__: "up" }));
    for (let i = 1; i <= 200; i++) store.append(ref, i * 1000, i);
    const [series] = store.allSeries();
    const columns = emptyColumns(1);
    const lent: BorrowedSamples = {
      timesMs: columns.timesMs,
      values: columns.values,
      start: 0,
      end: 0,
      stale: undefined,
    };
    for (const [from, to] of [
      [1000, 3000],
      [0, 200_000],
      [199_999, 600_000],
      [600_000, 700_000],
      [5000, 4000],
    ] as const) {
      series?.read(from, to, columns);
      expect(series?.borrow?.(from, to, lent)).toBe(true);
      const read = [...columns.values.subarray(0, columns.count)];
      expect([...lent.values.subarray(lent.start, lent.end)]).toEqual(read);
      expect(read.every((value) => value * 1000 > from && value * 1000 <= to)).toBe(true);
    }
    series?.read(1000, 3000, columns);
    expect([...columns.timesMs.subarray(0, columns.count)]).toEqual([2000, 3000]);
    for (let i = 201; i <= 500; i++) store.append(ref, i * 1000, i);
    expect(series?.borrow?.(1000, 3000, lent)).toBe(false);
    expect(series?.borrow?.(490_000, 495_000, lent)).toBe(true);
    expect([...lent.values.subarray(lent.start, lent.end)]).toEqual([491, 492, 493, 494, 495]);
  });

  test("answers the four matchers, absent labels counting as empty", () => {
    const store = storeOf({ __name__: "a", job: "x" }, { __name__: "b", job: "y" }, { __name__: "c" });
    const match = (op: MatchOp, value: string) => names(store, [{ name: "job", op, value }]);
    expect(match("=", "x")).toEqual(["a"]);
    expect(match("!=", "x")).toEqual(["b", "c"]);
    expect(match("=~", "x|y")).toEqual(["a", "b"]);
    expect(match("!~", "x.*")).toEqual(["b", "c"]);
    expect(match("=", "")).toEqual(["c"]);
    expect(match("=~", ".*")).toEqual(["a", "b", "c"]);
    expect(match("=~", ".+")).toEqual(["a", "b"]);
  });

  test("agrees with testing every series by hand", () => {
    const value = fc.constantFrom("", "a", "ab", "b", "c");
    const series = fc.array(fc.record({ __name__: fc.constantFrom("m", "n"), x: value, y: value }), {
      minLength: 1,
      maxLength: 12,
    });
    const matcher = fc.record({
      name: fc.constantFrom("__name__", "x", "y", "z"),
      op: fc.constantFrom<MatchOp>("=", "!=", "=~", "!~"),
      value: fc.constantFrom("", "a", "ab", "m", "a|b", "a.*", ".*b", ".+", ".*", "[ab]+"),
    });
    fc.assert(
      fc.property(series, fc.array(matcher, { maxLength: 3 }), (sets, matchers) => {
        const store = storeOf(...sets);
        const wanted = store
          .allSeries()
          .filter(({ labels }) => matchers.every((one) => matcherTest(one)(labels.get(one.name))));
        expect(store.select(matchers, ...EVER)).toEqual(wanted);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test("leaves out series without samples in the window, and keeps the array while nothing changes", () => {
    const store = new SeriesStore();
    const old = store.series(Labels.of({ __name__: "up", pod: "old" }));
    const young = store.series(Labels.of({ __name__: "up", pod: "young" }));
    store.append(old, 1000, 1);
    store.append(young, 9000, 1);
    const pods = (from: number, to: number) =>
      store.select([], from, to).map(({ labels }) => labels.get("pod"));
    expect(pods(0, 10_000)).toEqual(["old", "young"]);
    expect(pods(1000, 10_000)).toEqual(["young"]);
    expect(pods(0, 8999)).toEqual(["old"]);
    expect(store.select([], 1000, 10_000)).toBe(store.select([], 2000, 11_000));
  });

  test("counts series for the cardinality page, largest first", () => {
    const store = storeOf(
      { __name__: "req", pod: "p1" },
      { __name__: "req", pod: "p2" },
      { __name__: "up", pod: "p1" },
    );
    const status = store.status(1);
    expect(status.headStats).toMatchObject({ numSeries: 3, numLabelPairs: 4, chunkCount: 3, minTime: 1000 });
    expect(status.seriesCountByMetricName).toEqual([{ name: "req", value: 2 }]);
    expect(status.labelValueCountByLabelName).toEqual([{ name: "__name__", value: 2 }]);
    expect(status.seriesCountByLabelValuePair).toEqual([{ name: "__name__=req", value: 2 }]);
    expect(new SeriesStore().status().headStats.maxTime).toBe(0);
  });

  test("counts only what is in the head: series of the last two to three hours, and their chunks", () => {
    const store = new SeriesStore();
    const old = store.series(Labels.of({ __name__: "up", pod: "old" }));
    const here = store.series(Labels.of({ __name__: "up", pod: "here" }));
    const start = 1_747_008_000_000;
    for (let i = 0; i <= 10 * 240; i++) {
      if (i < 240) store.append(old, start + i * 15_000, 1);
      store.append(here, start + i * 15_000, 1);
    }
    const { headStats, labelValueCountByLabelName } = store.status();
    // Ten hours after a full block boundary the head has been cut at hour eight.
    expect(headStats).toEqual({
      numSeries: 1,
      numLabelPairs: 2,
      chunkCount: 5,
      minTime: start + 8 * 3_600_000,
      maxTime: start + 10 * 3_600_000,
    });
    expect(labelValueCountByLabelName[0]).toEqual({ name: "__name__", value: 1 });
    expect(store.seriesCount).toBe(2);
  });

  test("counts label memory in bytes of UTF-8, once per series", () => {
    const store = storeOf({ __name__: "a", site: "Zürich" }, { __name__: "b", site: "Zürich" });
    expect(store.status().memoryInBytesByLabelName).toEqual([
      { name: "site", value: 14 },
      { name: "__name__", value: 2 },
    ]);
  });

  test("works out what is known about resets of native histograms", () => {
    const store = new SeriesStore();
    const ref = store.series(Labels.of({ __name__: "latency" }));
    const of = (count: number, schema = 0) =>
      new FloatHistogram({ schema, count, positive: new SparseBuckets([1], [count]) });
    const gauge = of(1);
    gauge.resetHint = "gauge";
    const appended = [of(1), of(2), of(1), of(3), of(4, 1), gauge, gauge, of(1)];
    appended.forEach((histogram, i) => {
      expect(store.appendHistogram(ref, 1000 * (i + 1), histogram)).toBe("ok");
    });
    const columns = emptyColumns();
    store.allSeries()[0]?.read(0, 100_000, columns);
    expect(columns.histograms?.map((histogram) => histogram?.resetHint)).toEqual([
      "unknown",
      "not_reset",
      "unknown",
      "not_reset",
      "unknown",
      "gauge",
      "gauge",
      "unknown",
    ]);
    expect(store.appendHistogram(ref, 1000, of(1))).toBe("out-of-order");
    expect(store.appendHistogram(ref, 8000, of(2))).toBe("duplicate");
    expect(store.append(ref, 8000, 1)).toBe("duplicate");
  });
});
