import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import { query } from "../engine/query.ts";
import { FloatHistogram } from "../histogram/float-histogram.ts";
import { SparseBuckets } from "../histogram/sparse-buckets.ts";
import type { QuerySuccess } from "../query-types.ts";
import { toApiJson, toApiJsonBytes } from "./to-api-json.ts";

const store = new SeriesStore();
const up = store.series(Labels.of({ __name__: "up", job: "serve-0" }));
for (let i = 0; i < 5; i++) store.append(up, 1_747_094_400_000 + i * 15_000, i * 0.5);
const at = 1_747_094_460_000;

function body(expr: string, timeMs = at): string {
  return toApiJson(query(store, { expr, timeMs }), timeMs);
}

/** One vector sample's value as the API prints it. */
function printed(value: number): string {
  const result: QuerySuccess = {
    status: "success",
    resultType: "scalar",
    series: [{ labels: Labels.empty, timesMs: Float64Array.of(0), values: Float64Array.of(value) }],
    warnings: [],
    infos: [],
    samplesRead: 0,
    nodes: [],
  };
  return /\[0,"(.*)"\]/.exec(toApiJson(result))?.[1] ?? "";
}

describe("toApiJson", () => {
  test("prints each kind of result as a Prometheus server does", () => {
    expect(body("up")).toBe(
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"serve-0"},"value":[1747094460,"2"]}]}}',
    );
    expect(body("nothing")).toBe('{"status":"success","data":{"resultType":"vector","result":[]}}');
    expect(body("1/3", 1_500)).toBe(
      '{"status":"success","data":{"resultType":"scalar","result":[1.500,"0.3333333333333333"]}}',
    );
    expect(body("'a<b'", -250)).toBe(
      '{"status":"success","data":{"resultType":"string","result":[-0.250,"a\\u003cb"]}}',
    );
    const range = { expr: "up", startMs: at - 15_000, endMs: at, stepMs: 15_000 };
    expect(toApiJson(query(store, range))).toBe(
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"serve-0"},"values":[[1747094445,"1.5"],[1747094460,"2"]]}]}}',
    );
  });

  test("names the parameter of a bad query and adds warnings and infos only when there are some", () => {
    expect(body("sum(")).toBe(
      '{"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:5: parse error: unclosed left parenthesis"}',
    );
    expect(body("rate(up[1m])")).toContain(
      '"}]},"infos":["PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \\"up\\" (1:6)"]}'.replace(
        '"}]}',
        "]}",
      ),
    );
    const tooFine = { expr: "up", startMs: 0, endMs: 11_001_000, stepMs: 1_000 };
    expect(toApiJson(query(store, tooFine))).toBe(
      '{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"}',
    );
  });

  test.each([
    [0, "0"],
    [-0, "-0"],
    [1, "1"],
    [-17, "-17"],
    [9_007_199_254_740_991, "9007199254740991"],
    [-4_294_967_296, "-4294967296"],
    [1_000_000_000, "1000000000"],
    [999_999_999, "999999999"],
    [1e15, "1000000000000000"],
    [1e16, "10000000000000000"],
    [1e20, "100000000000000000000"],
    [1e21, "1e+21"],
    [1.5e300, "1.5e+300"],
    [0.1, "0.1"],
    [1e-6, "0.000001"],
    [1e-7, "1e-07"],
    [-2.5e-10, "-2.5e-10"],
    [5e-324, "5e-324"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "+Inf"],
    [Number.NEGATIVE_INFINITY, "-Inf"],
  ])("prints %d as %s", (value, text) => {
    expect(printed(value)).toBe(text);
  });

  test("writes labels of any alphabet as UTF-8 and escapes what JSON must", () => {
    const odd = new SeriesStore();
    odd.append(odd.series(Labels.of({ __name__: "x", "größe 😀": 'a"\\\n\t\u0001<\u007f' })), 0, 1);
    const result = query(odd, { expr: "x", timeMs: 0 });
    expect(toApiJson(result)).toContain('{"__name__":"x","größe 😀":"a\\"\\\\\\n\\t\\u0001<\u007f"}');
    expect(Buffer.from(toApiJsonBytes(result)).toString("utf8")).toBe(toApiJson(result));
  });

  test("writes native histograms with their non-empty buckets, apart from the floats of the same series", () => {
    const histogram = new FloatHistogram({
      schema: 0,
      count: 4,
      sum: 2.5,
      zeroThreshold: 0.001,
      zeroCount: 1,
      positive: new SparseBuckets([0, 1, 2], [1, 0, 2]),
    });
    const series = {
      labels: Labels.empty,
      timesMs: Float64Array.of(0, 1000, 2000),
      values: Float64Array.of(1, 0, 3),
      histograms: [undefined, histogram, undefined],
    };
    const common = { status: "success", warnings: [], infos: [], samplesRead: 0, nodes: [] } as const;
    const buckets =
      '{"count":"4","sum":"2.5","buckets":[[3,"-0.001","0.001","1"],[0,"0.5","1","1"],[0,"2","4","2"]]}';
    expect(toApiJson({ ...common, resultType: "matrix", series: [series] })).toBe(
      `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[0,"1"],[2,"3"]],"histograms":[[1,${buckets}]]}]}}`,
    );
    const instant = { ...series, timesMs: Float64Array.of(1000), histograms: [histogram] };
    expect(toApiJson({ ...common, resultType: "vector", series: [instant] })).toContain(
      `{"metric":{},"histogram":[1,${buckets}]}`,
    );
  });

  test("series with shared times print like series with their own", () => {
    const timesMs = Float64Array.of(60_000, 120_500);
    const series = [1, 2, 3].map((n) => ({
      labels: Labels.of({ n: String(n) }),
      timesMs,
      values: Float64Array.of(n, n / 4),
    }));
    const common = { status: "success", warnings: [], infos: [], samplesRead: 0, nodes: [] } as const;
    const shared = toApiJson({ ...common, resultType: "matrix", series });
    const apart = series.map((one) => ({ ...one, timesMs: one.timesMs.slice() }));
    expect(shared).toBe(toApiJson({ ...common, resultType: "matrix", series: apart }));
    expect(shared).toContain('{"metric":{"n":"3"},"values":[[60,"3"],[120.500,"0.75"]]}');
  });
});
