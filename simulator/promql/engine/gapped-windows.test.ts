import fc from "fast-check";
import { expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import { gappedWindows } from "./gapped-windows.ts";
import { query } from "./query.ts";
import { wholeSpans } from "./testdata/whole-spans.ts";

const START = 1_747_008_000_000;
const MINUTE = 60_000;
const expressions = [
  "x_total",
  "x_total offset 7m",
  "timestamp(x_total)",
  "rate(x_total[5m])",
  "sum by (job) (increase(x_total[11m] offset 3m))",
  "changes(x_total[4m])",
  "resets(x_total[2m])",
  "max_over_time(x_total[90s])",
  "quantile_over_time(0.5, x_total[6m])",
  "deriv(x_total[10m])",
  "count_over_time(x_total[1m])",
  "x_total @ end()",
];

/** A day of two counters with pauses, stale markers and resets. */
function fill(seed: number): SeriesStore {
  const store = new SeriesStore();
  for (const job of ["a", "b"]) {
    const ref = store.series(Labels.of({ __name__: "x_total", job }));
    let value = 0;
    for (let i = 0; i < 5760; i++) {
      const hash = Math.imul(i + seed, 0x9e3779b1) >>> 16;
      value = hash % 97 === 0 ? 0 : value + (hash % 50);
      if (hash % 211 < 5) continue;
      const timeMs = START + i * 15_000 + (job === "a" ? 1 : hash % 400);
      if (hash % 131 === 0) store.appendStale(ref, timeMs);
      else store.append(ref, timeMs, value);
    }
  }
  return store;
}

test("reading only the windows answers as reading everything does", () => {
  const grid = fc.record({
    startMs: fc.integer({ min: -120, max: 900 }).map((minutes) => START + minutes * MINUTE),
    spanMs: fc.integer({ min: 0, max: 1500 * MINUTE }),
    stepMs: fc.integer({ min: 1 * MINUTE, max: 200 * MINUTE }),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...expressions),
      grid,
      fc.nat(1000),
      (expr, { startMs, spanMs, stepMs }, seed) => {
        const store = fill(seed);
        const request = { expr, startMs, endMs: startMs + spanMs, stepMs };
        const whole = query(wholeSpans(store), request);
        // How many samples were read is the one thing that differs.
        expect({ ...query(store, request), samplesRead: 0, nodes: [] }).toEqual({
          ...whole,
          samplesRead: 0,
          nodes: [],
        });
      },
    ),
    { numRuns: 150, seed: 12 },
  );
});

test("only far steps leave gaps worth skipping", () => {
  const grid = { startMs: START, steps: 3, stepMs: 11 * MINUTE };
  expect(gappedWindows(grid, MINUTE, 5 * MINUTE)).toEqual({
    endMs: START - MINUTE,
    stepMs: 11 * MINUTE,
    steps: 3,
    rangeMs: 5 * MINUTE,
  });
  expect(gappedWindows(grid, 0, 6 * MINUTE)).toBeUndefined();
  expect(gappedWindows({ ...grid, steps: 1 }, 0, MINUTE)).toBeUndefined();
});
