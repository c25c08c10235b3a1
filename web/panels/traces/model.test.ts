import { describe, expect, it } from "vitest";
import { createWorld, type TraceSpan } from "../../../simulator/index.ts";
import { axisOffsets, isTraceId, layoutTrace, showMs, sortTraces, tracePod } from "./model.ts";

const span = (
  spanId: string,
  parentSpanId: string | undefined,
  startMs: number,
  durationMs: number,
  status: TraceSpan["status"] = "ok",
): TraceSpan => ({
  traceId: "t1",
  spanId,
  parentSpanId,
  name: spanId,
  service: "s",
  startMs: 1000 + startMs,
  durationSeconds: durationMs / 1000,
  status,
  attributes: {},
});

const request = [
  span("root", undefined, 0, 100, "error"),
  span("late", "root", 40, 60, "error"),
  span("early", "root", 0, 40),
  span("inner", "late", 50, 30),
];

describe("the waterfall", () => {
  it("puts parents before children and siblings by their start", () => {
    const trace = layoutTrace(request);
    expect(trace?.rows.map(({ span: one, depth, startMs }) => [one.name, depth, startMs])).toEqual([
      ["root", 0, 0],
      ["early", 1, 0],
      ["late", 1, 40],
      ["inner", 2, 50],
    ]);
    expect([trace?.durationMs, trace?.errors]).toEqual([100, 2]);
  });

  it("counts as self time what no child covers", () => {
    const self = new Map(
      layoutTrace(request)?.rows.map(({ span: one, selfMs }) => [one.name, Math.round(selfMs)]),
    );
    expect(Object.fromEntries(self)).toEqual({ root: 0, early: 40, late: 30, inner: 30 });
    const overlapping = layoutTrace([
      span("r", undefined, 0, 10),
      span("a", "r", 0, 6),
      span("b", "r", 4, 4),
    ]);
    expect(overlapping?.rows[0]?.selfMs).toBeCloseTo(2);
  });

  it("marks the spans that were waited for", () => {
    const parallel = layoutTrace([
      span("r", undefined, 0, 100),
      span("fast", "r", 0, 30),
      span("slow", "r", 0, 90),
      span("after", "r", 90, 10),
    ]);
    const critical = parallel?.rows.filter((row) => row.critical).map((row) => row.span.name);
    expect(critical).toEqual(["r", "slow", "after"]);
  });

  it("keeps spans whose parent was not kept", () => {
    expect(layoutTrace([span("orphan", "gone", 5, 1)])?.rows.map(({ depth }) => depth)).toEqual([0]);
    expect(layoutTrace([])).toBeUndefined();
  });
});

describe("words and axes", () => {
  it("show durations in a readable unit", () => {
    expect([0, 0.35, 9.349, 84, 936.15, 1234].map(showMs)).toEqual([
      "0 ms",
      "350 µs",
      "9.35 ms",
      "84 ms",
      "936 ms",
      "1.23 s",
    ]);
  });

  it("has round ticks from zero and never more than asked for", () => {
    expect(axisOffsets(936, 5)).toEqual([0, 200, 400, 600, 800]);
    expect(axisOffsets(0, 5)).toEqual([0]);
    for (const duration of [0.3, 7, 41, 1999]) expect(axisOffsets(duration, 5).length).toBeLessThanOrEqual(6);
  });

  it("knows a trace id from other words", () => {
    expect(["0".repeat(32), "06D2".repeat(8), "", "xyz", "0".repeat(33)].map(isTraceId)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("traces of a real incident", () => {
  it("are complete trees whose slow part is the model's", () => {
    const world = createWorld("flagship-leak", 1);
    world.advance(Date.parse("2025-10-15T14:20:00Z"));
    const found = world.traces({
      fromMs: world.nowMs - 120_000,
      toMs: world.nowMs,
      limit: 50,
      status: "error",
    });
    const laid = found.flatMap((spans) => layoutTrace(spans) ?? []);
    expect(laid.length).toBeGreaterThan(0);
    for (const trace of laid) {
      expect(trace.rows.filter(({ depth }) => depth === 0)).toHaveLength(1);
      expect(tracePod(trace)).toMatch(/^bert-model-serving-/);
      const critical = trace.rows.filter((row) => row.critical).map((row) => row.span.name);
      expect(critical).toContain("inference");
    }
    const [first, second] = sortTraces(laid, "slowest");
    expect(first?.durationMs).toBeGreaterThanOrEqual(second?.durationMs ?? 0);
  });
});
