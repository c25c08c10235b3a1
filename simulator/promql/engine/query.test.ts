import { describe, expect, test } from "vitest";
import type { QueryOptions, QueryResult } from "../query-types.ts";
import { loadSeries } from "../testdata/load-series.ts";
import type { TestStorage } from "../testlang/test-storage.ts";
import { query } from "./query.ts";

const MINUTE = 60_000;
const store = loadSeries(
  "1m",
  `http_requests_total{job="web", instance="a"} 0+10x20`,
  `http_requests_total{job="web", instance="b"} 0+20x20`,
  `http_requests_total{job="api", instance="c"} 0+60x20`,
  `node_memory_bytes{instance="a"} 100x20`,
  `node_memory_bytes{instance="b"} 200x20`,
);

function at(expr: string, minutes = 20, source: TestStorage = store, options?: QueryOptions): QueryResult {
  return query(source, { expr, timeMs: minutes * MINUTE }, options);
}

/** Results as `label value` pairs, by one label. */
function values(result: QueryResult, label = "instance"): Record<string, number> {
  if (result.status === "error") throw new Error(result.error);
  return Object.fromEntries(result.series.map((one) => [one.labels.get(label), one.values[0] ?? Number.NaN]));
}

function errorOf(result: QueryResult): string | undefined {
  return result.status === "error" ? result.error : undefined;
}

describe("windows", () => {
  test("are open on the left, for ranges and for the lookback", () => {
    expect(values(at(`count_over_time(http_requests_total{instance="a"}[5m])`, 10))).toEqual({ a: 5 });
    const single = loadSeries("1m", "up 1");
    expect(values(at("up", 4, single))).toEqual({ "": 1 });
    expect(values(at("up", 5, single))).toEqual({});
    expect(values(at("up", 5, single, { lookbackMs: 300_001 }))).toEqual({ "": 1 });
  });

  test("end where a stale marker says so, and begin again with the next sample", () => {
    const flapping = loadSeries("1m", `up{instance="a"} 1 1 stale _ 1`);
    expect(values(at("up", 1, flapping))).toEqual({ a: 1 });
    expect(values(at("up", 2, flapping))).toEqual({});
    expect(values(at("up", 3, flapping))).toEqual({});
    expect(values(at("up", 4, flapping))).toEqual({ a: 1 });
    expect(values(at("count_over_time(up[10m])", 5, flapping))).toEqual({ a: 3 });
  });

  test("move with offset and @", () => {
    const one = (expr: string) => values(at(expr)).a;
    expect(one(`http_requests_total{instance="a"} offset 5m`)).toBe(150);
    expect(one(`http_requests_total{instance="a"} @ 120`)).toBe(20);
    expect(one(`http_requests_total{instance="a"} @ 120 offset 1m`)).toBe(10);
    expect(one(`http_requests_total{instance="a"} offset -4m`)).toBe(200);
    // `timestamp()` of a pinned selector forgets the offset, though what is read heeds it (as of 3.14).
    expect(one(`timestamp(http_requests_total{instance="a"} offset 1m)`)).toBe(19 * 60);
    expect(one(`timestamp(http_requests_total{instance="a"} @ 150 offset 1m)`)).toBe(60);
    expect(one(`timestamp(http_requests_total{instance="a"} @ 150 offset -1m)`)).toBe(120);
    expect(one(`timestamp(http_requests_total{instance="a"} @ 600 offset 6m)`)).toBeUndefined();
    const range = query(store, {
      expr: `http_requests_total{instance="a"} @ end()`,
      startMs: 0,
      endMs: 2 * MINUTE,
      stepMs: MINUTE,
    });
    expect(range.status === "success" && [...(range.series[0]?.values ?? [])]).toEqual([20, 20, 20]);
  });

  test("of subqueries lie on absolute multiples of the step", () => {
    const result = query(store, { expr: "time()[3m:1m]", timeMs: 10 * MINUTE + 17_000 });
    expect(result.status).toBe("error");
    const vector = query(store, { expr: "vector(time())[3m:1m]", timeMs: 10 * MINUTE + 17_000 });
    expect(vector.status === "success" && [...(vector.series[0]?.timesMs ?? [])]).toEqual([
      8 * MINUTE,
      9 * MINUTE,
      10 * MINUTE,
    ]);
    const odd = query(store, { expr: "vector(1)[3m:50s]", timeMs: 10 * MINUTE });
    expect(odd.status === "success" && [...(odd.series[0]?.timesMs ?? [])]).toEqual([
      450_000, 500_000, 550_000, 600_000,
    ]);
  });
});

describe("rate", () => {
  test("extrapolates to both edges of the window", () => {
    expect(values(at("rate(http_requests_total[5m])"))).toEqual({ a: 10 / 60, b: 20 / 60, c: 1 });
    expect(values(at("increase(http_requests_total[5m])")).c).toBeCloseTo(300, 9);
  });

  test("adds back what a restart took away", () => {
    const restarted = loadSeries("1m", "x_total 100 110 120 5 15 25");
    // 20 before, 5 at once after, 20 more: 45 in 5 minutes, stretched to the window and half a spacing.
    expect(values(at("increase(x_total[5m])", 5, restarted))[""]).toBeCloseTo(45 - 10 + (45 - 10) / 4, 9);
    expect(values(at("resets(x_total[6m])", 5, restarted))[""]).toBe(1);
  });

  test("never extrapolates a counter below zero", () => {
    const young = loadSeries("1m", "x_total _ _ _ _ 1 11");
    // It would have been zero 6 s before its first sample, so only those 6 s are added on the left.
    expect(values(at("increase(x_total[5m])", 5, young))[""]).toBeCloseTo(10 * (66 / 60), 9);
  });

  test("needs two samples", () => {
    expect(values(at("rate(http_requests_total[1m])"))).toEqual({});
  });
});

describe("operators", () => {
  test("match series by labels", () => {
    const sum = at("http_requests_total + on(instance) node_memory_bytes");
    expect(values(sum)).toEqual({ a: 300, b: 600 });
    const ratio = at("http_requests_total / on(job) group_left sum by (job) (http_requests_total)");
    expect(values(ratio)).toEqual({ a: 1 / 3, b: 2 / 3, c: 1 });
  });

  test("keep the vector's value in comparisons, whichever side it is on", () => {
    expect(values(at("http_requests_total > 300"))).toEqual({ b: 400, c: 1200 });
    expect(values(at("300 < http_requests_total"))).toEqual({ b: 400, c: 1200 });
    expect(values(at("http_requests_total > bool 300"))).toEqual({ a: 0, b: 1, c: 1 });
  });

  test("combine sets", () => {
    expect(values(at("http_requests_total and on(instance) node_memory_bytes"))).toEqual({ a: 200, b: 400 });
    expect(values(at("http_requests_total unless on(instance) node_memory_bytes"))).toEqual({ c: 1200 });
    expect(values(at(`node_memory_bytes{instance="a"} or on(instance) http_requests_total`))).toEqual({
      a: 100,
      b: 400,
      c: 1200,
    });
  });

  test("calculate as Go does", () => {
    const number = (expr: string) => values(at(expr), "")[""];
    expect(number("-2 ^ 2")).toBe(-4);
    expect(number("-7 % 3")).toBe(-1);
    expect(number("1 ^ NaN")).toBe(1);
    expect(number("-1 ^ Inf")).toBe(-1);
    expect(number("0 / 0")).toBeNaN();
  });

  test("fail with Prometheus's words", () => {
    expect(errorOf(at("node_memory_bytes / on(job) http_requests_total"))).toBe(
      `found duplicate series for the match group {job="web"} on the right hand-side of the operation: [{__name__="http_requests_total", instance="a", job="web"}, {__name__="http_requests_total", instance="b", job="web"}];many-to-many matching not allowed: matching labels must be unique on one side`,
    );
    expect(errorOf(at("http_requests_total / on(job) sum by (job) (http_requests_total)"))).toBe(
      "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
    );
    expect(errorOf(at(`label_replace(http_requests_total, "instance", "x", "instance", ".*")`))).toBe(
      "vector cannot contain metrics with the same labelset",
    );
    expect(errorOf(at("sum by (job) (rate(http_requests_total[5m])) + {job="))).toContain("parse error");
  });
});

test("the first sample of a series that or joins says whether its name goes", () => {
  const late = loadSeries("1m", `x{i="1"} _ _ 3 4`, `y{i="1"} 5 _ _ _`);
  const ask = (expr: string) => {
    const request = { expr, startMs: 0, endMs: 3 * MINUTE, stepMs: MINUTE };
    const result = query(late, request, { features: "conformance", lookbackMs: MINUTE });
    return result.status === "error"
      ? result.error
      : result.series.map(({ labels }) => labels.get("__name__"));
  };
  // The left side has no sample at all, so its lost name does not matter.
  expect(ask("abs(x > 9) or x")).toEqual(["x"]);
  expect(ask("abs(x < 4) or x")).toEqual([""]);
});

describe("aggregations", () => {
  test("group by and without", () => {
    expect(values(at("sum by (job) (http_requests_total)"), "job")).toEqual({ web: 600, api: 1200 });
    expect(values(at("count without (instance) (http_requests_total)"), "job")).toEqual({ web: 2, api: 1 });
    expect(values(at("quantile(0.5, http_requests_total)"), "job")).toEqual({ "": 400 });
  });

  test("order topk by value", () => {
    const result = at("topk(2, http_requests_total)");
    expect(result.status === "success" && result.series.map((one) => one.values[0])).toEqual([1200, 400]);
    expect(errorOf(at("topk(NaN, http_requests_total)"))).toBe("Parameter value is NaN");
    expect(errorOf(at("topk(1e30, http_requests_total)"))).toBe("Scalar value 1e+30 overflows int64");
  });

  test("let NaN give way to numbers in min and max only", () => {
    const mixed = loadSeries("1m", `x{i="1"} NaN`, `x{i="2"} 3`);
    expect(values(at("max(x)", 0, mixed))[""]).toBe(3);
    expect(values(at("sum(x)", 0, mixed))[""]).toBeNaN();
  });

  test("add tiny and huge numbers without losing the tiny ones", () => {
    const cancelling = loadSeries("1m", `x{i="1"} 1e100`, `x{i="2"} 1`, `x{i="3"} -1e100`);
    expect(values(at("sum(x)", 0, cancelling))[""]).toBe(1);
    expect(values(at("avg(x)", 0, cancelling))[""]).toBeCloseTo(1 / 3, 12);
  });
});

describe("requests", () => {
  const range = (expr: string, endMs: number, stepMs: number) =>
    query(store, { expr, startMs: 0, endMs, stepMs });

  test("are refused as a server refuses them", () => {
    expect(errorOf(range("http_requests_total[5m]", MINUTE, MINUTE))).toBe(
      'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
    expect(errorOf(range("up", 11_001 * 1000, 1000))).toBe(
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
    expect(range("up", 11_000_999, 1000).status).toBe("success");
    // The times are judged first, then the text, then its type.
    expect(errorOf(range("up[", 11_001 * 1000, 1000))).toContain("exceeded maximum resolution");
    expect(errorOf(range("up[", MINUTE, MINUTE))).toContain("parse error");
    expect(errorOf(range("up", MINUTE, 0))).toContain("zero or negative query resolution step widths");
    expect(errorOf(range("up", -1, 1000))).toContain("end timestamp must not be before start time");
  });

  test("stop when they hold too many samples", () => {
    const result = at("http_requests_total", 20, store, { maxSamples: 2 });
    expect(result).toMatchObject({
      status: "error",
      errorType: "execution",
      error: "query processing would load too many samples into memory in query execution",
    });
    expect(at("http_requests_total", 20, store, { maxSamples: 3 }).status).toBe("success");
  });

  test("carry the position of a parse error", () => {
    expect(at("rate(http_requests_total")).toMatchObject({
      errorType: "bad_data",
      error: "1:25: parse error: unclosed left parenthesis",
      at: { start: 24 },
    });
  });

  test("sort range results by labels and list only points that exist", () => {
    const late = loadSeries("1m", `x{i="2"} _ _ 1 2`, `x{i="1"} 5 6 7 8`);
    const result = query(late, { expr: "x", startMs: 0, endMs: 3 * MINUTE, stepMs: MINUTE });
    if (result.status === "error") throw new Error(result.error);
    expect(result.series.map((one) => one.labels.get("i"))).toEqual(["1", "2"]);
    expect([...(result.series[1]?.timesMs ?? [])]).toEqual([2 * MINUTE, 3 * MINUTE]);
  });

  test("return strings, scalars and range vectors for what they are", () => {
    expect(at(`("hello")`)).toMatchObject({ resultType: "string", text: "hello" });
    expect(at("1 + 1")).toMatchObject({ resultType: "scalar" });
    const matrix = at(`http_requests_total{instance="a"}[2m]`);
    expect(matrix.status === "success" && [...(matrix.series[0]?.values ?? [])]).toEqual([190, 200]);
  });
});

describe("notes", () => {
  test("carry level and position", () => {
    const result = at("rate(node_memory_bytes[5m])");
    expect(result.status === "success" && result.infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "node_memory_bytes" (1:6)',
    ]);
    const quantile = at("quantile(\n2, http_requests_total)");
    expect(quantile.status === "success" && quantile.warnings).toEqual([
      "PromQL warning: quantile value should be between 0 and 1, got 2 (2:1)",
    ]);
  });

  test("tell how classic buckets had to be repaired", () => {
    const broken = loadSeries("1m", `b{le="1"} 10`, `b{le="2"} 8`, `b{le="+Inf"} 12`);
    const result = at("histogram_quantile(0.5, b)", 0, broken);
    expect(result.status === "success" && result.infos).toEqual([
      "PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile), from buckets 2 to 2, with a max diff of 2, over 1 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:00:00Z (1:25)",
    ]);
    expect(values(result)[""]).toBeCloseTo(0.6, 12);
  });
});

describe("node summaries", () => {
  test("say what every node read and gave", () => {
    const result = at("sum by (job) (rate(http_requests_total[5m])) > 0.6");
    if (result.status === "error") throw new Error(result.error);
    expect(result.samplesRead).toBe(15);
    expect(
      result.nodes.map(({ nodeId, seriesOut, samplesRead }) => [nodeId, seriesOut, samplesRead]),
    ).toEqual([
      [0, 1, 0],
      [1, 2, 0],
      [2, 3, 0],
      [3, 3, 0],
      [4, 3, 15],
      [5, 1, 0],
    ]);
  });
});
