import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import type { QueryResult } from "../query-types.ts";
import { query } from "./query.ts";

const STEP = 15_000;

/** What happens at one scrape: a value, nothing, or the end of the series. */
type Scrape = number | "missed" | "stale";

interface World {
  readonly series: readonly (readonly Scrape[])[];
}

const scrape = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 2, arbitrary: fc.constant("missed" as const) },
  { weight: 1, arbitrary: fc.constant("stale" as const) },
);

/** Counters that grow by small steps, sometimes start again, miss scrapes and end. */
const world: fc.Arbitrary<World> = fc.record({
  series: fc.array(fc.array(scrape, { minLength: 10, maxLength: 80 }), { minLength: 1, maxLength: 5 }),
});

function fill({ series }: World, scale = 1, shiftMs = 0, odd: readonly number[] = []): SeriesStore {
  const store = new SeriesStore();
  series.forEach((scrapes, row) => {
    const ref = store.series(
      Labels.of({ __name__: "x_total", row: String(row), job: row % 2 === 0 ? "even" : "odd" }),
    );
    let value = 0;
    scrapes.forEach((one, i) => {
      // Scrapes of different targets do not fall on the same instant.
      const timeMs = shiftMs + i * STEP + row * 700;
      if (one === "stale") store.appendStale(ref, timeMs);
      if (typeof one !== "number") return;
      value = one > 45 ? 0 : value + one;
      store.append(ref, timeMs, odd[i % Math.max(1, odd.length)] ?? value * scale);
    });
  });
  return store;
}

function points(result: QueryResult): Map<string, number> {
  if (result.status === "error") throw new Error(result.error);
  const found = new Map<string, number>();
  for (const { labels, timesMs, values } of result.series) {
    timesMs.forEach((timeMs, i) => {
      found.set(`${labels.key}@${timeMs}`, values[i] ?? Number.NaN);
    });
  }
  return found;
}

function expectSame(got: Map<string, number>, wanted: Map<string, number>): void {
  expect([...got.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [key, value] of wanted) {
    const other = got.get(key) ?? Number.NaN;
    if (Object.is(value, other)) continue;
    const scale = Math.max(Math.abs(value), Math.abs(other), 1e-300);
    expect(Math.abs(value - other) / scale, `${key}: ${other} instead of ${value}`).toBeLessThan(1e-9);
  }
}

const EXPRESSIONS = [
  "x_total",
  "x_total offset 1m",
  "timestamp(x_total)",
  "-x_total",
  "rate(x_total[1m])",
  "increase(x_total[2m15s])",
  "delta(x_total[1m])",
  "irate(x_total[1m])",
  "resets(x_total[3m])",
  "changes(x_total[3m])",
  "sum_over_time(x_total[5m])",
  "avg_over_time(x_total[5m])",
  "count_over_time(x_total[1m])",
  "min_over_time(x_total[2m])",
  "max_over_time(x_total[2m])",
  "stddev_over_time(x_total[2m])",
  "quantile_over_time(0.3, x_total[4m])",
  "last_over_time(x_total[2m])",
  "present_over_time(x_total[1m])",
  "deriv(x_total[5m])",
  "predict_linear(x_total[5m], 600)",
  "absent(x_total{row='0'})",
  "absent_over_time(x_total{row='0'}[30s])",
  "sum by (job) (rate(x_total[1m]))",
  "avg(x_total)",
  "stddev by (job) (x_total)",
  "quantile(0.9, x_total)",
  "topk(2, x_total)",
  "count_values('v', x_total > bool 100)",
  "x_total / on(row) (x_total offset 30s)",
  "x_total / ignoring(row) group_left sum without(row) (x_total)",
  "x_total > 100 or x_total < 20",
  "x_total unless on(job) (x_total > 300)",
  "max_over_time(rate(x_total[1m])[3m:30s])",
  "sum(x_total @ 300) + time()",
  "clamp_max(x_total, scalar(x_total{row='0'}))",
];

describe("query", () => {
  test.each(EXPRESSIONS)("range query = sequence of instants: %s", (expr) => {
    fc.assert(
      fc.property(world, fc.constantFrom(7000, STEP, 60_000, 400_000), (data, stepMs) => {
        const store = fill(data);
        const endMs = 80 * STEP + 301_000;
        const range = points(query(store, { expr, startMs: 0, endMs, stepMs }));
        const instants = new Map<string, number>();
        for (let timeMs = 0; timeMs <= endMs; timeMs += stepMs) {
          for (const [key, value] of points(query(store, { expr, timeMs }))) instants.set(key, value);
        }
        expectSame(range, instants);
      }),
      { numRuns: 12, seed: 3 },
    );
  });

  test.each([
    "sum_over_time(x_total[5m])",
    "avg_over_time(x_total[5m])",
    "deriv(x_total[5m])",
    "max_over_time(x_total[5m])",
    "quantile_over_time(0.5, x_total[5m])",
    "rate(x_total[5m])",
  ])("stays exact with NaN, infinities and huge numbers about: %s", (expr) => {
    const odd = fc.array(
      fc.oneof(
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300, 1e-300, 0, -0),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      ),
      { minLength: 5, maxLength: 40 },
    );
    fc.assert(
      fc.property(world, odd, (data, values) => {
        const store = fill(data, 1, 0, values);
        const endMs = 60 * STEP;
        const range = points(query(store, { expr, startMs: 0, endMs, stepMs: STEP }));
        const instants = new Map<string, number>();
        for (let timeMs = 0; timeMs <= endMs; timeMs += STEP) {
          for (const [key, value] of points(query(store, { expr, timeMs }))) instants.set(key, value);
        }
        expect([...range.keys()].sort()).toEqual([...instants.keys()].sort());
        for (const [key, value] of instants) {
          const other = range.get(key) ?? Number.NaN;
          // With numbers of 1e300 beside each other the last digits of a difference are anyone's.
          if (Number.isFinite(value) && Math.abs(value) < 1e15) {
            expect(Math.abs(value - other)).toBeLessThanOrEqual(Math.max(1e-6, Math.abs(value) * 1e-6));
          } else if (Number.isNaN(value)) expect(other).toBeNaN();
        }
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  const request = { startMs: 0, endMs: 80 * STEP, stepMs: 20_000 };

  test("rate is linear in scale", () => {
    fc.assert(
      fc.property(world, (data) => {
        const once = points(query(fill(data), { expr: "rate(x_total[2m])", ...request }));
        const eight = points(query(fill(data, 8), { expr: "rate(x_total[2m])", ...request }));
        expectSame(eight, new Map([...once].map(([key, value]) => [key, value * 8])));
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  test("the sum over a partition is the sum", () => {
    fc.assert(
      fc.property(world, (data) => {
        const store = fill(data);
        const parts = points(query(store, { expr: "sum(sum by (job) (x_total))", ...request }));
        expectSame(parts, points(query(store, { expr: "sum(x_total)", ...request })));
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  test("shifting data and query shifts the result", () => {
    const hour = 3_600_000;
    fc.assert(
      fc.property(world, fc.constantFrom(...EXPRESSIONS.slice(3, 21)), (data, expr) => {
        const here = points(query(fill(data), { expr, ...request }));
        const later = query(fill(data, 1, hour), {
          expr,
          startMs: hour,
          endMs: hour + request.endMs,
          stepMs: request.stepMs,
        });
        const moved = new Map(
          [...points(later)].map(([key, value]) => {
            const [labels = "", time = "0"] = key.split("@");
            return [`${labels}@${Number(time) - hour}`, value];
          }),
        );
        expectSame(moved, here);
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});
