import { describe, expect, it } from "vitest";
import type { ExemplarData } from "../../session/protocol.ts";
import { exemplarDots, slowestFirst, spanOf } from "./exemplar-dots.ts";

const geometry = {
  left: 50,
  top: 10,
  width: 600,
  height: 200,
  axisLabel: undefined,
  fromMs: 0,
  toMs: 600_000,
  low: 0,
  high: 2,
};
const exemplar = (id: string | undefined, timeMs: number, value: number): ExemplarData => ({
  series: { le: "1" },
  labels: id === undefined ? {} : { trace_id: id },
  timeMs,
  value,
});

describe("the dots of exemplars", () => {
  it("stand at their time and value, and lead to their trace", () => {
    expect(exemplarDots(geometry, [exemplar("a", 300_000, 1)])).toMatchObject([
      { x: 350, y: 110, traceId: "a" },
    ]);
  });

  it("are one where several would cover each other: the slowest", () => {
    const dots = exemplarDots(geometry, [exemplar("a", 300_000, 1), exemplar("b", 301_000, 1.02)]);
    expect(dots.map(({ traceId }) => traceId)).toEqual(["b"]);
  });

  it("are left out without a trace, out of either range, and without a value", () => {
    const none = [
      exemplar("c", 1, 9),
      exemplar(undefined, 1, 1),
      exemplar("a", 600_001, 1),
      exemplar("b", 1, Number.NaN),
    ];
    expect(exemplarDots(geometry, none)).toEqual([]);
  });
});

describe("the span of exemplars", () => {
  it("is what the axis has to reach, and none without a value", () => {
    const some = [exemplar("a", 1, 0.4), exemplar("b", 2, Number.NaN), exemplar("c", 3, 0.1)];
    expect(spanOf(some)).toEqual([0.1, 0.4]);
    expect(spanOf([])).toBeUndefined();
  });
});

describe("the list of exemplars", () => {
  it("has each trace once, the slowest first, and no more rows than asked for", () => {
    const all = [exemplar("a", 1, 0.2), exemplar("b", 2, 0.9), exemplar("a", 3, 0.4), exemplar("c", 4, 0.1)];
    expect(slowestFirst(all, 2).map(({ labels, value }) => [labels.trace_id, value])).toEqual([
      ["b", 0.9],
      ["a", 0.4],
    ]);
  });
});
