import { expect, test } from "vitest";
import {
  addPoint,
  addSpan,
  figuresOf,
  type ModelPoint,
  recordedPoints,
  type ServedSpan,
} from "./model-history.ts";

const span = (atMs: number, batches: number, more: Partial<ServedSpan> = {}): ServedSpan => ({
  atMs,
  batches,
  labelled: 32 * batches,
  correct: 30 * batches,
  skipped: 0,
  busyMs: 12 * batches,
  ...more,
});

test("a long history is thinned, and every peak before a kill stays", () => {
  let points: readonly ModelPoint[] = [];
  for (let i = 0; i < 5000; i++) {
    const step = i % 65;
    points = addPoint(points, { atMs: 1000 * i, tensors: 6 + 34 * step, bytes: 4_196_480 * step });
  }
  expect(points.length).toBeLessThanOrEqual(1001);
  expect(points.filter(({ bytes }) => bytes === 4_196_480 * 64)).toHaveLength(76);
  expect(points.filter(({ bytes }) => bytes === 0)).toHaveLength(77);
  expect(points.at(-1)?.atMs).toBe(4_999_000);
  expect([...points].sort((a, b) => a.atMs - b.atMs)).toEqual(points);
});

test("a flat history is thinned evenly", () => {
  let points: readonly ModelPoint[] = [];
  for (let i = 0; i < 1001; i++) points = addPoint(points, { atMs: i, tensors: 6, bytes: 12_804 });
  expect(points).toHaveLength(501);
});

test("the log gives the points of earlier processes", () => {
  const report = { numTensors: 8, numBytes: 14_980, batches: 1, restarts: 0, correct: 30, labelled: 32 };
  expect(
    recordedPoints([
      { atMs: 5, kind: "note", text: "x" },
      { atMs: 15_000, kind: "model-report", report },
    ]),
  ).toEqual([{ atMs: 15_000, tensors: 8, bytes: 14_980 }]);
});

test("figures look back on 30 batches", () => {
  let spans: readonly ServedSpan[] = [];
  for (let i = 1; i <= 40; i++) spans = addSpan(spans, span(3200 * i, 1, { correct: i <= 10 ? 0 : 30 }));
  expect(figuresOf(spans)).toEqual({
    labelled: 960,
    accuracy: 0.9375,
    perSecond: 10,
    sampled: 1,
    batchMs: 12,
  });
});

test("the rate is one of whole batches, however often one looks", () => {
  let spans: readonly ServedSpan[] = [];
  for (let second = 1; second <= 320; second++) {
    const batches = Math.floor(second / 3.2) - Math.floor((second - 1) / 3.2);
    spans = addSpan(spans, span(1000 * second, batches));
  }
  expect(figuresOf(spans).perSecond).toBeCloseTo(10, 0);
});

test("skipped requests show in the rate and the share", () => {
  const spans = [10, 20, 30, 40].map((second) => span(1000 * second, 2, { skipped: 36 }));
  const { perSecond, sampled } = figuresOf(spans);
  expect(perSecond).toBe(6.4);
  expect(sampled).toBe(0.64);
  expect(figuresOf(spans.slice(1)).perSecond).toBeUndefined();
});

test("nothing served gives no figures instead of zeros", () => {
  expect(figuresOf([])).toEqual({
    labelled: 0,
    accuracy: undefined,
    perSecond: undefined,
    sampled: 1,
    batchMs: undefined,
  });
});
