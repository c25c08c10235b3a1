import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import type { SampleSource } from "../../tsdb/sample-source.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import { query } from "../engine/query.ts";
import type { QueryOptions } from "../query-types.ts";
import { parseTestFile } from "../testlang/parse-test-file.ts";
import { runLoad } from "../testlang/run-load.ts";
import { TestStorage } from "../testlang/test-storage.ts";
import { traceQuery } from "./trace-query.ts";
import type { NodeDetail, NodeTrace, TracedValue } from "./trace-types.ts";

/** A trace may tell less than everything, but nothing else than the engine: these look for a difference. */

function print({ labels, value, histogram }: TracedValue): string {
  return `${Labels.of(labels).key}=${histogram ?? (Object.is(value, -0) ? "-0" : value)}`;
}

/** The values of a traced node by label set, names left aside as functions leave them. */
function valuesOf(node: NodeTrace): ReadonlyMap<string, number> {
  return new Map(node.values.map(({ labels, value }) => [keyOf(labels), value]));
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return Labels.of(labels).without(["__name__", "__type__", "__unit__"]).key;
}

/** Every result a detail works out by itself, with the labels of its element. */
function workedOut(detail: NodeDetail): readonly { key: string; result: number }[] {
  switch (detail.kind) {
    case "window":
      return detail.windows.flatMap(({ labels, outcome }) =>
        outcome !== undefined && "result" in outcome && outcome.result !== undefined
          ? [{ key: keyOf(labels), result: outcome.result }]
          : [],
      );
    case "quantile":
      return [...detail.classic, ...detail.native].map(({ labels, result }) => ({
        key: keyOf(labels),
        result,
      }));
    case "aggregation":
      return detail.groups.flatMap(({ labels, rank, sum, count }) => {
        const key = keyOf(labels);
        if (rank !== undefined) return [{ key, result: rank.result }];
        if (sum === undefined) return [];
        return [{ key, result: detail.op === "sum" ? sum : sum / count }];
      });
    case "selector":
      return detail.series.flatMap(({ labels, outcome, value, histogram }) =>
        outcome === "taken" && value !== undefined && histogram === undefined
          ? [{ key: keyOf(labels), result: value }]
          : [],
      );
    default:
      return [];
  }
}

/** Differences between what nodes gave and what their details come to. */
function contradictions(nodes: readonly NodeTrace[]): { compared: number; wrong: readonly string[] } {
  const wrong: string[] = [];
  let compared = 0;
  for (const node of nodes) {
    if (node.detail === undefined || node.values.length === 0) continue;
    const values = valuesOf(node);
    if (values.size !== node.values.length) continue;
    for (const { key, result } of workedOut(node.detail)) {
      const value = values.get(key);
      if (value === undefined) continue;
      compared++;
      const means = node.detail.kind === "aggregation" && node.detail.op === "avg";
      const near = means && Math.abs(value - result) <= 1e-12 * Math.abs(value);
      if (!near && !Object.is(value, result))
        wrong.push(`node ${node.nodeId} ${key}: ${result}, not ${value}`);
    }
  }
  return { compared, wrong };
}

/** Compares the trace of one instant with the query's own answer; counts what was compared. */
function compare(source: SampleSource, expr: string, timeMs: number, options: QueryOptions): number {
  const wanted = query(source, { expr, timeMs }, options);
  const traced = traceQuery(source, { expr, timeMs }, { ...options, limit: 10_000 });
  const where = `${expr} at ${timeMs}`;
  if (wanted.status === "error") {
    expect(traced.error, where).toBe(wanted.error);
    return 1;
  }
  if (traced.status === "error") throw new Error(`${where}: ${traced.error}`);
  const [root] = traced.nodes;
  if (wanted.resultType === "vector" || wanted.resultType === "scalar") {
    const own = wanted.series.map(({ labels, values, histograms }) => {
      const [histogram] = histograms ?? [];
      const value = values[0] ?? Number.NaN;
      return print({
        labels: labels.toRecord(),
        value,
        ...(histogram === undefined ? {} : { histogram: String(histogram) }),
      });
    });
    expect(root?.values.map(print), where).toEqual(own);
  }
  const { compared, wrong } = contradictions(traced.nodes);
  expect(wrong, where).toEqual([]);
  return compared;
}

const STEP = 15_000;

type Scrape = number | "missed" | "stale";

const scrape: fc.Arbitrary<Scrape> = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 2, arbitrary: fc.constant("missed" as const) },
  { weight: 1, arbitrary: fc.constant("stale" as const) },
);
const world = fc.array(fc.array(scrape, { minLength: 5, maxLength: 60 }), { minLength: 1, maxLength: 6 });

/** Counters and a classic histogram that grow, restart, miss scrapes and end. */
function fill(series: readonly (readonly Scrape[])[]): SeriesStore {
  const store = new SeriesStore();
  series.forEach((scrapes, row) => {
    const le = ["0.1", "0.5", "1", "5", "+Inf", "10"][row] ?? "1";
    const job = row % 2 === 0 ? "even" : "odd";
    const counter = store.series(Labels.of({ __name__: "x_total", row: String(row), job }));
    const bucket = store.series(Labels.of({ __name__: "d_bucket", le, job }));
    let value = 0;
    scrapes.forEach((one, i) => {
      const timeMs = i * STEP + row * 700;
      if (one === "stale") {
        store.appendStale(counter, timeMs);
        return;
      }
      if (one === "missed") return;
      value = one > 45 ? 0 : value + one;
      store.append(counter, timeMs, value);
      store.append(bucket, timeMs, value * (row + 1));
    });
  });
  return store;
}

const vector = fc.letrec((tie) => ({
  range: fc
    .tuple(
      fc.constantFrom("x_total", "d_bucket", 'x_total{job="odd"}'),
      fc.constantFrom("1m", "95s", "5m"),
      fc.constantFrom("", " offset 30s", " @ 400", " @ end()"),
    )
    .map(([name, range, shift]) => `${name}[${range}]${shift}`),
  subquery: fc
    .tuple(tie("vector"), fc.constantFrom("[2m:30s]", "[3m:]", "[90s:20s] offset 15s"))
    .map(([inner, range]) => `(${inner as string})${range}`),
  call: fc
    .tuple(
      fc.constantFrom(
        "rate",
        "increase",
        "delta",
        "irate",
        "idelta",
        "resets",
        "changes",
        "sum_over_time",
        "avg_over_time",
        "min_over_time",
        "max_over_time",
        "last_over_time",
        "count_over_time",
        "stddev_over_time",
        "deriv",
        "present_over_time",
      ),
      fc.oneof({ weight: 4, arbitrary: tie("range") }, { weight: 1, arbitrary: tie("subquery") }),
    )
    .map(([func, range]) => `${func}(${range as string})`),
  withNumber: fc
    .tuple(
      fc.constantFrom("quantile_over_time(0.3, ", "quantile_over_time(1.5, ", "predict_linear("),
      tie("range"),
    )
    .map(([head, range]) =>
      head.startsWith("predict") ? `${head}${range as string}, 60)` : `${head}${range as string})`,
    ),
  aggregate: fc
    .tuple(
      fc.constantFrom(
        "sum",
        "avg",
        "min",
        "max",
        "count",
        "stddev",
        "group",
        "topk(2, ",
        "bottomk(1, ",
        "quantile(0.4, ",
        'count_values("v", ',
        "limitk(1, ",
      ),
      fc.constantFrom("", " by (job)", " without (row)", " by (le)"),
      tie("vector"),
    )
    .map(([op, clause, inner]) =>
      op.includes("(") ? `${op}${inner as string})${clause}` : `${op}${clause} (${inner as string})`,
    ),
  binary: fc
    .tuple(
      tie("vector"),
      fc.constantFrom(
        " + ",
        " / ",
        " > ",
        " == bool ",
        " and ",
        " or ",
        " unless ",
        " - on (job) ",
        " * on (job) group_left ",
        " / ignoring (row, le) group_right (row) ",
        " and on (job) ",
      ),
      fc.oneof(tie("vector"), fc.constant("2")),
    )
    .map(([left, op, right]) =>
      right === "2" && /and|or|unless|\bon\b|ignoring/.test(op)
        ? `(${left as string})`
        : `(${left as string})${op}(${right as string})`,
    ),
  quantile: fc
    .tuple(
      fc.constantFrom("0", "0.5", "0.9", "1", "1.2"),
      fc.oneof(tie("call"), fc.constant("d_bucket"), fc.constant("sum by (le) (d_bucket)")),
    )
    .map(([q, inner]) => `histogram_quantile(${q}, ${inner as string})`),
  each: fc
    .tuple(fc.constantFrom("abs(", "-(", "ceil(", "sort_desc(", "absent(", "timestamp("), tie("vector"))
    .map(([func, inner]) => `${func}${inner as string})`),
  vector: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom("x_total", "d_bucket", 'x_total{job="even"}', "x_total offset 1m", "nothing"),
    tie("call"),
    tie("withNumber"),
    tie("aggregate"),
    tie("binary"),
    tie("quantile"),
    tie("each"),
  ),
})).vector as fc.Arbitrary<string>;

describe("a trace", () => {
  test("gives what the query gives, and its arithmetic comes to the same numbers", () => {
    let compared = 0;
    fc.assert(
      fc.property(world, vector, fc.integer({ min: 0, max: 900 }), (series, expr, second) => {
        compared += compare(fill(series), expr, second * 1000, {});
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});

const folder = process.env.PROMQL_UPSTREAM ?? resolve("../shared/data/promqltest");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".test")) : [];

describe.runIf(files.length > 0)("a trace of upstream's own evals", () => {
  test.each(files.sort())("%s", (name) => {
    let storage = new TestStorage();
    let compared = 0;
    for (const command of parseTestFile(readFileSync(resolve(folder, name), "utf8")).commands) {
      if (command.kind === "clear") storage = new TestStorage();
      else if (command.kind === "load") runLoad(command, storage);
      else if (command.time.kind === "instant") {
        compared += compare(storage, command.expr, command.rangeVector?.endMs ?? command.time.atMs, {
          features: "conformance",
          maxSamples: 10_000,
        });
      }
    }
    expect(compared).toBeGreaterThanOrEqual(0);
  });
});
