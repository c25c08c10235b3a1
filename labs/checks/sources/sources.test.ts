import { describe, expect, test } from "vitest";
import { Labels, query, type SampleSource, SeriesStore } from "../../../simulator/index.ts";
import { decoySource } from "./decoy-source.ts";
import { derivedSource } from "./derived-source.ts";
import { keptTelemetry } from "./kept-telemetry.ts";
import { raisedSource } from "./raised-source.ts";
import { renamedSource } from "./renamed-source.ts";
import { allSeries, SeriesListSource } from "./series-list-source.ts";
import { vanishedSource } from "./vanished-source.ts";

const pods = ["bert-model-serving-6d9f7c5b8d-x2x7k", "bert-model-serving-6d9f7c5b8d-q4z9w"];

/** Two pods: a counter that gains 10 every 15 s and restarts once, and a gauge of 100. */
function store(): SeriesStore {
  const made = new SeriesStore();
  pods.forEach((pod, i) => {
    const labels = { job: "ml-serving", namespace: "ml-serving", pod, instance: `10.0.0.${i + 1}:8000` };
    const counter = made.series(Labels.of({ __name__: "requests_total", ...labels }));
    const gauge = made.series(Labels.of({ __name__: "memory", ...labels }));
    for (let k = 0; k <= 40; k++) {
      made.append(counter, k * 15_000, k < 20 ? k * 10 : (k - 20) * 10);
      made.append(gauge, k * 15_000, 100);
    }
  });
  return made;
}

function at(source: SampleSource, expr: string, timeMs = 600_000): Record<string, number> {
  const result = query(source, { expr, timeMs });
  if (result.status === "error") throw new Error(result.error);
  return Object.fromEntries(
    result.series.map(({ labels, values }) => [
      labels.without(["__name__"]).get("pod"),
      values[0] ?? Number.NaN,
    ]),
  );
}

describe("SeriesListSource", () => {
  test("answers as the store it was made from", () => {
    const original = store();
    const copy = new SeriesListSource(allSeries(original));
    for (const expr of [
      "sum by (pod) (rate(requests_total[5m]))",
      'memory{pod=~".*x2x7k"}',
      'memory{instance!="10.0.0.1:8000"}',
      '{__name__=~"mem.*"}',
      "nothing",
    ]) {
      expect(at(copy, expr)).toEqual(at(original, expr));
    }
    expect(copy.labelValues("pod", [])).toEqual(original.labelValues("pod", [], 0, 700_000));
    expect(copy.labelNames([])).toEqual(original.labelNames([], 0, 700_000));
  });
});

describe("renamedSource", () => {
  test("gives pods and addresses new names and keeps everything else", () => {
    const renamed = renamedSource(store());
    const values = Object.values(at(renamed, "sum by (pod) (rate(requests_total[5m]))"));
    expect(values).toEqual(Object.values(at(store(), "sum by (pod) (rate(requests_total[5m]))")));
    for (const pod of pods) expect(at(renamed, `memory{pod="${pod}"}`)).toEqual({});
    expect(Object.keys(at(renamed, 'memory{pod=~"bert-model-serving-.+"}'))).toHaveLength(2);
    expect(renamed.labelValues("instance", [], 0, 1)).toEqual(["10.0.117.84:8000", "10.0.117.85:8000"]);
  });

  test("keeps equal parts equal, so that grouping by a hash still works", () => {
    const hashes = Object.keys(at(renamedSource(store()), "memory")).map((pod) => pod.split("-").at(-2));
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).not.toBe("6d9f7c5b8d");
  });
});

describe("decoySource", () => {
  test("adds a staging twin beside each series of a job", () => {
    const decoyed = decoySource(store());
    const twins =
      Object.values(at(decoyed, 'sum(memory{job="ml-serving-staging",namespace="staging"})'))[0] ?? 0;
    expect(at(decoyed, 'sum(memory{job="ml-serving"})')).toEqual({ "": 200 });
    expect(twins).toBeGreaterThan(0);
    expect(twins).toBeLessThan(200);
    expect(at(decoyed, "sum(memory)")).toEqual({ "": 200 + twins });
  });

  test("moves a share that counts the copy, and leaves a histogram in order", () => {
    const made = new SeriesStore();
    const add = (name: string, labels: Record<string, string>, value: number): void => {
      const ref = made.series(Labels.of({ __name__: name, job: "ml-serving", pod: "a", ...labels }));
      for (let k = 0; k <= 40; k++) made.append(ref, k * 15_000, value * k);
    };
    add("requests_total", { status: "200" }, 9);
    add("requests_total", { status: "500" }, 1);
    for (const [le, count] of [
      ["0.1", 5],
      ["0.5", 8],
      ["+Inf", 10],
    ] as const)
      add("seconds_bucket", { le }, count);
    const share = (matcher: string): number =>
      Object.values(
        at(
          decoySource(made),
          `sum(rate(requests_total{status="500"${matcher}}[5m])) / sum(rate(requests_total{status!=""${matcher}}[5m]))`,
        ),
      )[0] ?? Number.NaN;
    expect(share(',job="ml-serving"')).toBeCloseTo(0.1, 9);
    expect(Math.abs(share("") - 0.1)).toBeGreaterThan(0.005);
    const quantile =
      'histogram_quantile(0.9, sum by (le) (rate(seconds_bucket{job="ml-serving-staging"}[5m])))';
    expect(Object.values(at(decoySource(made), quantile))[0]).toBeCloseTo(0.5, 9);
  });
});

describe("raisedSource", () => {
  const isCounter = (metric: string): boolean => metric.endsWith("_total");
  const raise = (name: string): SampleSource =>
    raisedSource(store(), (metric) => metric === name, isCounter, 150_000, 450_000);

  test("a counter gains half of each increment inside the window, and a restart takes it away", () => {
    const raised = raise("requests_total");
    const rate = (source: SampleSource, timeMs: number): number =>
      Object.values(at(source, "sum(rate(requests_total[1m]))", timeMs))[0] ?? Number.NaN;
    expect(rate(raised, 120_000)).toBeCloseTo(rate(store(), 120_000), 9);
    expect(rate(raised, 285_000)).toBeCloseTo(1.5 * rate(store(), 285_000), 9);
    expect(rate(raised, 600_000)).toBeCloseTo(rate(store(), 600_000), 9);
    expect(Object.values(at(raised, "requests_total", 300_000))).toEqual([0, 0]);
  });

  test("a gauge gains a tenth inside the window; others stay", () => {
    expect(Object.values(at(raise("memory"), "memory", 300_000))).toEqual([
      110.00000000000001, 110.00000000000001,
    ]);
    expect(Object.values(at(raise("memory"), "memory", 600_000))).toEqual([100, 100]);
    expect(at(raise("memory"), "requests_total", 285_000)).toEqual(at(store(), "requests_total", 285_000));
  });
});

describe("vanishedSource", () => {
  test("ends a metric with a stale marker, so the next query sees nothing", () => {
    const gone = vanishedSource(store(), (metric) => metric === "memory", 300_000);
    expect(Object.keys(at(gone, "memory", 299_000))).toHaveLength(2);
    expect(at(gone, "memory", 300_000)).toEqual({});
    expect(Object.keys(at(gone, "requests_total", 300_000))).toHaveLength(2);
    expect(at(gone, "absent(memory)", 300_000)).toEqual({ "": 1 });
  });
});

describe("keptTelemetry", () => {
  test("answers as the telemetry it was made from, in far fewer bytes", () => {
    const original = store();
    const kept = keptTelemetry(original);
    for (const expr of [
      "rate(requests_total[5m])",
      "memory",
      "count_over_time(memory[3m])",
      "memory offset 4m",
    ]) {
      for (const timeMs of [0, 14_999, 300_000, 600_000, 2_000_000]) {
        expect(at(kept.source, expr, timeMs)).toEqual(at(original, expr, timeMs));
      }
    }
    // 41 times once, two counters that differ in nothing, and one constant for both gauges.
    expect(kept.bytes).toBe(41 * 8 * 4);
  });

  test("keeps stale markers, and constants of different lengths apart", () => {
    const made = new SeriesStore();
    const [long, short] = ["long", "short"].map((pod) => made.series(Labels.of({ __name__: "memory", pod })));
    if (long === undefined || short === undefined) throw new Error("no series");
    for (let k = 0; k < 20; k++) made.append(long, k * 15_000, 7);
    for (let k = 0; k < 5; k++) made.append(short, k * 15_000, 7);
    made.appendStale(short, 75_000);
    const { source } = keptTelemetry(made);
    expect(at(source, "memory", 70_000)).toEqual({ long: 7, short: 7 });
    expect(at(source, "memory", 80_000)).toEqual({ long: 7 });
    expect(at(source, "count_over_time(memory[10m])", 300_000)).toEqual({ long: 20, short: 5 });
  });
});

test("a derived copy is built once for each change", () => {
  const original = store();
  let built = 0;
  const build = (source: SampleSource): SampleSource => {
    built++;
    return renamedSource(source);
  };
  expect(derivedSource(original, "rename", build)).toBe(derivedSource(original, "rename", build));
  expect(derivedSource(original, "other", build)).not.toBe(derivedSource(original, "rename", build));
  expect(built).toBe(2);
});
