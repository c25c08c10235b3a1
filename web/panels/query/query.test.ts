import { describe, expect, it } from "vitest";
import {
  commonPrefix,
  legendColumns,
  selectorText,
  seriesName,
  statsOf,
  toChartSeries,
} from "../../components/chart/legend.ts";
import { alignedRange, mostPoints, stepFor } from "../../components/chart/resolution.ts";
import type { SeriesData } from "../../session/query-data.ts";
import { placeRuler, readSlope } from "./slope.ts";

const series = (labels: Record<string, string>, values: number[] = [1]): SeriesData => ({
  labels,
  timesMs: Float64Array.from(values, (_, i) => i * 15_000),
  values: Float64Array.from(values),
});

describe("legend", () => {
  const all = [
    series({ __name__: "up", instance: "10.0.0.1:8000", job: "ml", node: "gpu-node-1", pod: "bert-model-a" }),
    series({ __name__: "up", instance: "10.0.0.2:8000", job: "ml", node: "gpu-node-2", pod: "bert-model-b" }),
    series({ __name__: "up", instance: "10.0.0.3:8000", job: "ml", node: "gpu-node-1", pod: "bert-model-c" }),
  ];

  it("shows what differs, the name before its address, and says the rest once", () => {
    expect(legendColumns(all)).toEqual({ varying: ["pod", "node"], shared: 'job="ml"' });
    expect(toChartSeries(all, ["pod"]).map(({ name }) => name)).toEqual([
      "bert-model-a",
      "bert-model-b",
      "bert-model-c",
    ]);
  });

  it("names a series without labels", () => {
    expect(seriesName(series({}), [])).toBe("{}");
    expect(selectorText(series({ __name__: "up" }))).toBe("up");
    expect(selectorText(series({ __name__: "up", job: 'a"b' }))).toBe('up{job="a\\"b"}');
  });

  it("cuts a long shared beginning at a dash", () => {
    expect(commonPrefix(["bert-model-serving-x1", "bert-model-serving-x2"])).toBe("bert-model-serving-");
    expect(commonPrefix(["a-1", "a-2"])).toBe("");
    expect(commonPrefix(["bert-model-serving-x1"])).toBe("");
  });

  it("reads last, smallest and largest", () => {
    expect(statsOf(Float64Array.of(3, 1, 2))).toEqual({ last: 2, min: 1, max: 3 });
    expect(statsOf(new Float64Array())).toBeUndefined();
  });
});

describe("resolution", () => {
  it("divides the range by 100, 250 or 750, on whole scrapes once a scrape is near", () => {
    expect(stepFor(900_000, "medium")).toBe(3000);
    expect(stepFor(3_600_000, "medium")).toBe(15_000);
    expect(stepFor(3_600_000, "low")).toBe(30_000);
    expect(stepFor(60_000, "high")).toBe(1000);
  });

  it("never asks for more points than a server gives", () => {
    for (const days of [1, 7, 30, 360]) {
      const duration = days * 86_400_000;
      expect(duration / stepFor(duration, "high")).toBeLessThanOrEqual(mostPoints);
    }
  });

  it("puts a live range on the grid and leaves a pinned one alone", () => {
    expect(alignedRange(60_000, 100_007, 15_000, true)).toEqual({ startMs: 30_000, endMs: 90_000 });
    expect(alignedRange(60_000, 100_007, 15_000, false)).toEqual({ startMs: 40_007, endMs: 100_007 });
  });
});

describe("slope ruler", () => {
  /** Flat, one jump, then a steady climb of 3,600 a minute. */
  const line = {
    key: "a",
    name: "a",
    timesMs: Array.from({ length: 81 }, (_, i) => i * 15_000),
    values: Array.from({ length: 81 }, (_, i) => (i < 20 ? 0 : 30_000 + (i - 20) * 900)),
  };

  it("reads change per minute and when the limit is met", () => {
    const slope = readSlope(line, { key: "a", fromMs: 600_000, toMs: 900_000 }, 81_900);
    expect(slope).toMatchObject({ perMinute: 3600, fromValue: 48_000, toValue: 66_000 });
    expect(slope?.minutesToLimit).toBeCloseTo((81_900 - 66_000) / 3600, 9);
    expect(
      readSlope(line, { key: "a", fromMs: 600_000, toMs: 900_000 }, 1000)?.minutesToLimit,
    ).toBeUndefined();
  });

  it("lies on the climb, not on the jump", () => {
    const place = placeRuler([line]);
    expect(place === undefined ? undefined : readSlope(line, place, undefined)?.perMinute).toBeCloseTo(
      3600,
      6,
    );
    expect(placeRuler([])).toBeUndefined();
  });
});
