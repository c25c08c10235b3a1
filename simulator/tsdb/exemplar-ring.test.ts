import { describe, expect, test } from "vitest";
import { Labels } from "./labels.ts";
import { SeriesStore } from "./store.ts";

const bucket = (le: string) => Labels.of({ __name__: "latency_bucket", le });
const exemplar = (le: string, timeMs: number, value: number, trace = `t${timeMs}`) => ({
  series: bucket(le),
  labels: { trace_id: trace },
  timeMs,
  value,
});

describe("exemplars", () => {
  test("the newest push the oldest out, over all series", () => {
    const store = new SeriesStore();
    for (let i = 0; i < 10_002; i++) store.addExemplar(exemplar(i % 2 === 0 ? "1" : "2", i, i));
    const kept = store.exemplars();
    expect(kept).toHaveLength(10_000);
    expect([kept[0]?.value, kept[9999]?.value]).toEqual([2, 10_001]);
  });

  test("are found by series and time, both ends included", () => {
    const store = new SeriesStore();
    for (const le of ["2", "1", "3"]) store.series(bucket(le));
    for (let i = 0; i < 10_010; i++) store.addExemplar(exemplar(i % 2 === 0 ? "2" : "1", i, i));
    const found = store.selectExemplars([{ name: "__name__", op: "=", value: "latency_bucket" }], 0, 12);
    expect(
      found.map(({ series, exemplars }) => [series.get("le"), exemplars.map(({ value }) => value)]),
    ).toEqual([
      ["1", [11]],
      ["2", [10, 12]],
    ]);
  });

  test("refuses repetitions, late ones and long labels, as a server does", () => {
    const store = new SeriesStore();
    expect(store.addExemplar(exemplar("1", 1000, 5))).toBe("ok");
    expect(store.addExemplar(exemplar("1", 1000, 5))).toBe("duplicate");
    expect(store.addExemplar(exemplar("1", 1000, 4))).toBe("out-of-order");
    expect(store.addExemplar(exemplar("1", 1000, 6))).toBe("ok");
    expect(store.addExemplar(exemplar("1", 999, 6))).toBe("out-of-order");
    expect(store.addExemplar(exemplar("2", 999, 6))).toBe("ok");
    expect(store.addExemplar(exemplar("2", 2000, 6, "x".repeat(121)))).toBe("labels-too-long");
    expect(store.addExemplar(exemplar("2", 2000, 6, "x".repeat(120)))).toBe("ok");
    expect(store.exemplars()).toHaveLength(4);
  });
});
