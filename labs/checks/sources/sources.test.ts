import { describe, expect, test } from "vitest";
import { Labels, query, type SampleSource, SeriesStore } from "../../../simulator/index.ts";
import { decoySource } from "./decoy-source.ts";
import { derivedSource } from "./derived-source.ts";
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
    expect(at(decoyed, 'sum(memory{job="ml-serving"})')).toEqual({ "": 200 });
    expect(at(decoyed, "sum(memory)")).toEqual({ "": 280 });
    expect(at(decoyed, 'sum(memory{job="ml-serving-staging",namespace="staging"})')).toEqual({ "": 80 });
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
