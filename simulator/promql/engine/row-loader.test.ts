import fc from "fast-check";
import { expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import { query } from "./query.ts";
import { wholeSpans } from "./testdata/whole-spans.ts";

const START = 1_747_008_000_000;
const expressions = [
  "rate(x_total[1m])",
  "sum(increase(x_total[5m]))",
  "delta(x_total[2m])",
  "changes(x_total[3m])",
  "avg_over_time(x_total[2m])",
  "predict_linear(x_total[4m], 60)",
  "max_over_time(rate(x_total[1m])[5m:30s])",
  "rate(x_total[1m] offset 90s)",
];

/** Two targets of four series; some miss scrapes, end, restart from zero, or come later. */
function fill(seed: number, scrapes: number): SeriesStore {
  const store = new SeriesStore();
  const hash = (a: number, b: number) => Math.imul((a + 1) * 7919 + b + seed, 0x9e3779b1) >>> 16;
  const values = new Float64Array(8);
  for (let i = 0; i < scrapes; i++) {
    for (let series = 0; series < 8; series++) {
      const odd = hash(series, 0) % 3 === 0;
      if (odd && (hash(series, i) % 60 === 0 || i < hash(series, 1) % 40)) continue;
      const ref = store.series(
        Labels.of({ __name__: "x_total", target: String(series >> 2), le: String(series) }),
      );
      const timeMs = START + i * 15_000 + (series >> 2) * 4321;
      if (odd && hash(series, i) % 90 === 1) store.appendStale(ref, timeMs);
      else {
        values[series] = hash(series, i) % 150 === 2 ? 0 : (values[series] ?? 0) + (hash(i, series) % 40);
        store.append(ref, timeMs, values[series] ?? 0);
      }
    }
  }
  return store;
}

test("reading only the values of series that share their times changes no answer", () => {
  const grid = fc.record({
    expr: fc.constantFrom(...expressions),
    scrapes: fc.integer({ min: 5, max: 700 }),
    start: fc.integer({ min: -20, max: 600 }),
    steps: fc.integer({ min: 0, max: 300 }),
    stepMs: fc.constantFrom(1000, 15_000, 17_000, 60_000),
    seed: fc.nat(1000),
  });
  fc.assert(
    fc.property(grid, ({ expr, scrapes, start, steps, stepMs, seed }) => {
      const store = fill(seed, scrapes);
      const startMs = START + start * 15_000;
      const request = { expr, startMs, endMs: startMs + steps * stepMs, stepMs };
      expect(query(store, request)).toEqual(query(wholeSpans(store), request));
    }),
    { numRuns: 120, seed: 21 },
  );
});
