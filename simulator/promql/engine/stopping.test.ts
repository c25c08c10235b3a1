import { describe, expect, test } from "vitest";
import type { QueryResult, StopReason } from "../query-types.ts";
import { loadSeries } from "../testdata/load-series.ts";
import { query } from "./query.ts";

const MINUTE = 60_000;
const series = Array.from({ length: 60 }, (_, i) => `x_total{i="${i}", half="${i % 2}"} 0+${i + 1}x2000`);
const buckets = Array.from(
  { length: 60 },
  (_, i) => `b_bucket{i="${i % 6}", le="${i < 54 ? i : "+Inf"}"} 0+${i + 1}x2000`,
);
const store = loadSeries("1m", ...series, ...buckets);
const range = { startMs: 0, endMs: 2000 * MINUTE, stepMs: MINUTE };

/** Runs a query whose caller asks it to stop at the n-th question; also how often it was asked. */
function stopAt(expr: string, nth: number, reason: StopReason = "canceled"): [QueryResult, number] {
  let asked = 0;
  const shouldStop = () => (++asked >= nth ? reason : undefined);
  return [query(store, { expr, ...range }, { shouldStop, maxSamples: 50_000_000 }), asked];
}

describe("a query that is no longer wanted", () => {
  test("stops in the server's words", () => {
    expect(stopAt("x_total", 1)[0]).toMatchObject({
      status: "error",
      errorType: "canceled",
      error: "query was canceled in query execution",
    });
    expect(stopAt("sum(rate(x_total[5m]))", 2)[0]).toMatchObject({
      errorType: "canceled",
      error: "query was canceled in expression evaluation",
    });
    expect(stopAt("sum(rate(x_total[5m]))", 2, "timeout")[0]).toMatchObject({
      errorType: "timeout",
      error: "query timed out in expression evaluation",
    });
    const [done] = stopAt("sum(x_total)", Number.POSITIVE_INFINITY);
    expect(done.status).toBe("success");
  });

  test.each([
    "x_total",
    "rate(x_total[5m])",
    "quantile_over_time(0.9, x_total[10h])",
    "mad_over_time(x_total[1h])",
    "stddev_over_time(x_total[5h])",
    "predict_linear(x_total[2h], 60)",
    "max_over_time(rate(x_total[1m])[2h:1m])",
    "quantile by (half) (0.9, x_total)",
    "topk(3, x_total)",
    "count_values('v', x_total % 7)",
    "histogram_quantile(0.9, rate(b_bucket[5m]))",
    "x_total * on (i) group_left x_total",
    "x_total and on (half) x_total",
    "x_total or x_total",
    "sort(label_replace(x_total, 'j', '$1', 'i', '(.).*'))",
  ])("asks often enough: %s", (expr) => {
    let last = performance.now();
    let longest = 0;
    const shouldStop = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      return undefined;
    };
    query(
      store,
      { expr, ...range },
      {
        shouldStop,
        maxSamples: 50_000_000,
        features: expr.startsWith("mad") ? "conformance" : "prometheus3",
      },
    );
    // 50 ms is promised on a quiet machine; a busy one may lose time between two questions.
    expect(longest).toBeLessThan(200);
  });
});

describe("a query that is too large", () => {
  const refused = "query processing would load too many samples into memory in query execution";
  test("is refused before a subquery's grid takes the memory", () => {
    const result = query(store, { expr: "max_over_time(x_total[30d:1s])", timeMs: 2000 * MINUTE });
    expect(result).toMatchObject({ error: `${refused}; this subquery alone needs 155,520,000` });
  });

  test("is refused before its own grid takes the memory", () => {
    const fine = { startMs: 0, endMs: 11_000 * MINUTE, stepMs: MINUTE };
    expect(query(store, { expr: "x_total", ...fine }, { maxSamples: 41_000 })).toMatchObject({
      error: refused,
    });
  });
});
