import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { query } from "../engine/query.ts";
import type { QueryOptions } from "../query-types.ts";
import { loadSeries } from "../testdata/load-series.ts";
import type { TestStorage } from "../testlang/test-storage.ts";
import { expandTemplate } from "./expand-template.ts";
import { KahanSum } from "./kahan.ts";
import { goLog2 } from "./logarithms.ts";
import { naturalOrder } from "./natural-order.ts";
import { quantileOf } from "./quantile.ts";
import { RunningSum } from "./running-sum.ts";
import { SortedWindow } from "./sorted-window.ts";
import { startedAnew, startsOverlap } from "./start-times.ts";

const ALL: QueryOptions = { features: "conformance" };

/** Results of an instant query as text, `{labels} value` each. */
function evaluate(store: TestStorage, expr: string, timeMs = 0, options: QueryOptions = ALL): string[] {
  const result = query(store, { expr, timeMs }, options);
  if (result.status === "error") return [`error: ${result.error}`];
  return result.series.map(({ labels, values, histograms }) => {
    const pairs = labels.pairs.map(([name, value]) => `${name}=${value}`).join(",");
    return `{${pairs}} ${histograms?.[0] ?? values[0]}`;
  });
}

function notes(store: TestStorage, expr: string, timeMs = 0): readonly string[] {
  const result = query(store, { expr, timeMs }, ALL);
  return result.status === "error" ? [result.error] : [...result.warnings, ...result.infos];
}

const empty = loadSeries("1m", "x 1");

describe("calendar functions", () => {
  test("agree with the calendar over four centuries", () => {
    for (const [seconds, fields] of [
      [0, [1970, 1, 1, 4, 1, 31]],
      [951_782_399, [2000, 2, 28, 1, 59, 29]],
      [951_868_799, [2000, 2, 29, 2, 60, 29]],
      [4_107_542_400, [2100, 3, 1, 1, 60, 31]],
      [-1, [1969, 12, 31, 3, 365, 31]],
    ] as const) {
      const names = ["year", "month", "day_of_month", "day_of_week", "day_of_year", "days_in_month"];
      expect(
        names.map((name) => Number(evaluate(empty, `${name}(vector(${seconds}))`)[0]?.slice(3))),
      ).toEqual(fields);
    }
    expect(evaluate(empty, "hour()", 3_600_000 * 5 + 60_000)).toEqual(["{} 5"]);
    expect(evaluate(empty, "minute(vector(119))")).toEqual(["{} 1"]);
  });
});

describe("label functions", () => {
  const store = loadSeries("1m", `up{instance="10.0.0.1:8000", pod="llm-7"} 1`);
  test("replace with groups, fully anchored", () => {
    expect(evaluate(store, `label_replace(up, "host", "$1", "instance", "(.*):.*")`)).toEqual([
      "{__name__=up,host=10.0.0.1,instance=10.0.0.1:8000,pod=llm-7} 1",
    ]);
    expect(evaluate(store, `label_replace(up, "host", "$1", "instance", "10")`)[0]).not.toContain("host");
    expect(evaluate(store, `label_replace(up, "pod", "", "pod", ".*")`)[0]).not.toContain("pod");
    expect(evaluate(store, `label_replace(up, "a", "x", "pod", "(")`)).toEqual([
      "error: invalid regular expression in label_replace(): (",
    ]);
    expect(evaluate(store, `label_replace(up, "", "x", "pod", ".*")`)).toEqual([
      "error: invalid destination label name in label_replace(): ",
    ]);
  });

  test("join labels in the order given", () => {
    expect(evaluate(store, `label_join(up, "both", "/", "pod", "nothing", "pod")`)[0]).toContain(
      "both=llm-7//llm-7",
    );
  });

  test("expand references as Go does", () => {
    const regex = RE2JS.compile("(?P<word>a+)(b)?");
    const match = regex.matcher("aa");
    match.matches();
    const expand = (template: string) => expandTemplate(template, match, regex);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a Go template, not one of ours
    expect(expand("<$1|$word|${1}x|$1x|$$1|$2|$9|$>")).toBe("<aa|aa|aax||$1|||$>");
  });
});

describe("sorting", () => {
  test("puts NaN last either way", () => {
    const store = loadSeries("1m", `x{i="1"} 3`, `x{i="2"} NaN`, `x{i="3"} 1`);
    const order = (expr: string) => evaluate(store, expr).map((text) => text.split(" ")[1]);
    expect(order("sort(x)")).toEqual(["1", "3", "NaN"]);
    expect(order("sort_desc(x)")).toEqual(["3", "1", "NaN"]);
  });

  test("by label counts numbers as people do", () => {
    const store = loadSeries("1m", `x{gpu="gpu-10"} 1`, `x{gpu="gpu-2"} 1`, `x{gpu="gpu-1"} 1`);
    expect(evaluate(store, `sort_by_label_desc(x, "gpu")`)[0]).toContain("gpu-10");
    const names = ["gpu-10", "gpu-2", "gpu-02", "node", "gpu-1-b", "gpu-1"];
    expect(names.sort(naturalOrder)).toEqual(["gpu-1", "gpu-1-b", "gpu-2", "gpu-02", "gpu-10", "node"]);
  });
});

describe("info", () => {
  const store = loadSeries(
    "1m",
    `requests{instance="a", job="web"} 5`,
    `requests{instance="b", job="web"} 6`,
    `target_info{instance="a", job="web", version="1.2", zone="eu"} 1`,
    `build_info{instance="a", job="web", commit="abc"} 1`,
  );
  test("adds the data labels of the target", () => {
    expect(evaluate(store, "info(requests)")).toEqual([
      "{__name__=requests,instance=a,job=web,version=1.2,zone=eu} 5",
      "{__name__=requests,instance=b,job=web} 6",
    ]);
    expect(evaluate(store, `info(requests, {version=~".+"})`)).toEqual([
      "{__name__=requests,instance=a,job=web,version=1.2} 5",
    ]);
    expect(evaluate(store, `info(requests, {__name__="build_info"})`)[0]).toContain("commit=abc");
  });
});

describe("native histograms in functions", () => {
  const store = loadSeries(
    "1m",
    `latency {{schema:0 count:4 sum:8 buckets:[2 2]}}+{{schema:0 count:4 sum:8 buckets:[2 2]}}x10`,
    `mixed 1 2 {{schema:0 count:1 sum:1 buckets:[1]}}`,
  );
  const end = 600_000;
  test("rate, sum and quantile give what the buckets say", () => {
    expect(evaluate(store, "histogram_count(increase(latency[5m]))", end)).toEqual(["{} 20"]);
    expect(evaluate(store, "histogram_sum(latency)", end)).toEqual(["{} 88"]);
    expect(evaluate(store, "histogram_avg(latency)", end)).toEqual(["{} 2"]);
    expect(evaluate(store, "histogram_quantile(0.5, rate(latency[5m]))", end)).toEqual(["{} 1"]);
    expect(evaluate(store, "histogram_fraction(0, 1, latency)", end)).toEqual(["{} 0.5"]);
    expect(evaluate(store, "count(latency)", end)).toEqual(["{} 1"]);
    expect(evaluate(store, "latency * 2", end)).toEqual(["{} {count:88, sum:176, (0.5,1]:44, (1,2]:44}"]);
    expect(evaluate(store, "sum(latency) - sum(latency)", end)).toEqual(["{} {count:0, sum:0}"]);
  });

  test("mixtures of floats and histograms are noted, not guessed", () => {
    expect(evaluate(store, "rate(mixed[5m])", 120_000)).toEqual([]);
    expect(notes(store, "rate(mixed[5m])", 120_000)).toEqual([
      'PromQL warning: encountered a mix of histograms and floats for metric name "mixed" (1:6)',
    ]);
    expect(notes(store, "max_over_time(mixed[5m])", 120_000)).toEqual([
      'PromQL info: ignored histograms in a range containing both floats and histograms for metric name "mixed" (1:15)',
    ]);
    expect(notes(store, "latency + 1", end)).toEqual([
      'PromQL info: incompatible sample types encountered for binary operator "+": histogram + float (1:1)',
    ]);
    expect(evaluate(store, "changes(mixed[5m])", 120_000)).toEqual(["{} 2"]);
  });
});

describe("extended selectors", () => {
  const store = loadSeries("15s", "x_total 0 10 20 30 40");
  test("anchored starts with the last sample before the range, smoothed interpolates both edges", () => {
    expect(evaluate(store, "increase(x_total[30s] anchored)", 50_000)).toEqual(["{} 20"]);
    expect(Number(evaluate(store, "increase(x_total[30s] smoothed)", 50_000)[0]?.slice(3))).toBeCloseTo(
      20,
      9,
    );
    expect(Number(evaluate(store, "x_total smoothed", 22_500)[0]?.split(" ")[1])).toBeCloseTo(15, 9);
    expect(evaluate(store, "deriv(x_total[30s] anchored)", 50_000)).toEqual([
      "error: anchored modifier can only be used with: changes, delta, increase, rate, resets - not with deriv",
    ]);
  });
});

describe("limit_ratio", () => {
  const store = loadSeries("1m", ...Array.from({ length: 40 }, (_, i) => `x{i="${i}"} ${i}`));
  test("and its complement share out every series", () => {
    const kept = evaluate(store, "limit_ratio(0.3, x)");
    const others = evaluate(store, "limit_ratio(-0.7, x)");
    expect(new Set([...kept, ...others]).size).toBe(40);
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(25);
    expect(evaluate(store, "limitk(5, x)")).toHaveLength(5);
  });
});

describe("start times", () => {
  test("tell restarts from unknown starts", () => {
    const sample = (timeMs: number, startMs: number) => ({ timeMs, startMs });
    expect(startedAnew(sample(10, 1), sample(20, 1))).toBe(false);
    expect(startedAnew(sample(10, 1), sample(20, 15))).toBe(true);
    expect(startedAnew(sample(10, 1), sample(20, 10))).toBe(true);
    expect(startedAnew(sample(10, 10), sample(20, 10))).toBe(false);
    expect(startedAnew(sample(10, 1), sample(20, 0))).toBe(false);
    expect(startsOverlap(sample(10, 1), sample(20, 5))).toBe(true);
    expect(startsOverlap(sample(10, 1), sample(20, 1))).toBe(false);
  });
});

describe("sums and orders behind the sweeps", () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });

  test("running sums equal compensated sums", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), fc.nat(), fc.nat(), (values, a, b) => {
        const running = new RunningSum();
        running.reset(values.length);
        for (const one of values) running.add(one);
        const [from = 0, to = 0] = [a % (values.length + 1), b % (values.length + 1)].sort((x, y) => x - y);
        const kahan = new KahanSum();
        for (const one of values.slice(from, to)) kahan.add(one);
        const got = running.between(from, to);
        expect(Math.abs(got - kahan.total)).toBeLessThanOrEqual(Math.abs(kahan.total) * 1e-12 + 1e-15);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  test("a sorted window has the quantiles of its values", () => {
    const some = fc.array(fc.oneof(value, fc.constant(Number.NaN)), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const window = new SortedWindow();
        for (const one of values) window.insert(one);
        for (const one of values.slice(0, values.length >> 1)) window.remove(one);
        const rest = Float64Array.from(values.slice(values.length >> 1));
        expect(window.quantile(q)).toEqual(quantileOf(q, rest));
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});

test("histogram_quantiles labels a quantile that changes from step to step at each step", () => {
  const store = loadSeries("1m", `b_bucket{le="1"} 10x3`, `b_bucket{le="+Inf"} 10x3`);
  const expr = 'histogram_quantiles(b_bucket, "q", time() / 120, 0.25)';
  const result = query(store, { expr, startMs: 0, endMs: 120_000, stepMs: 60_000 }, ALL);
  if (result.status === "error") throw new Error(result.error);
  expect(result.series.map(({ labels, values }) => [labels.get("q"), ...values])).toEqual([
    ["0.0", 0],
    ["0.25", 0.25, 0.25, 0.25],
    ["0.5", 0.5],
    ["1.0", 1],
  ]);
});

describe("mathematics as Go has it", () => {
  const one = (expr: string): number => Number(evaluate(empty, expr)[0]?.slice(3));
  test("decides infinities before NaN in clamps", () => {
    expect(one("clamp_max(vector(-Inf), NaN)")).toBe(Number.NEGATIVE_INFINITY);
    expect(one("clamp_max(vector(NaN), -Inf)")).toBe(Number.NEGATIVE_INFINITY);
    expect(one("clamp_min(vector(NaN), Inf)")).toBe(Number.POSITIVE_INFINITY);
    expect(one("clamp_min(vector(1), NaN)")).toBeNaN();
    expect(one("max_of(NaN, Inf)")).toBe(Number.POSITIVE_INFINITY);
    expect(one("min_of(NaN, -Inf)")).toBe(Number.NEGATIVE_INFINITY);
  });

  test("logarithms round as on a server", () => {
    expect(one("log10(vector(1e15))")).toBe(14.999999999999998);
    expect(one("log10(vector(1000))")).toBe(3);
    for (const exponent of [-1074, -1022, -1, 0, 1, 52, 1023]) {
      expect(goLog2(2 ** exponent)).toBe(exponent);
    }
    expect(one("log2(vector(276))")).toBe(8.10852445677817);
    expect([0, -1, Number.POSITIVE_INFINITY, Number.NaN].map(goLog2)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
  });
});
