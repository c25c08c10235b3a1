import { beforeAll, describe, expect, it } from "vitest";
import { createWorld, parse, type World } from "../../simulator/index.ts";
import { completeExpression } from "./answer-complete.ts";
import { explainQuery, traceNode } from "./answer-explain.ts";
import { goalHolds } from "./answer-goal.ts";
import { answerQuery } from "./answer-query.ts";
import { evaluateRules } from "./answer-rules.ts";
import { viewCluster } from "./cluster-view.ts";
import { describeNode } from "./describe-node.ts";
import { inferUnit } from "./infer-unit.ts";
import type { QueryData, QuerySuccessData } from "./query-data.ts";

let world: World;
beforeAll(() => {
  world = createWorld("flagship-leak", 1);
  world.advance(world.openAtMs);
});

function success(data: QueryData): QuerySuccessData {
  if (data.status === "error") throw new Error(data.error);
  return data;
}
const instant = (expr: string): QueryData => answerQuery(world, { expr, timeMs: world.nowMs });
const why = (expr: string) => success(instant(expr)).diagnosis;

describe("answerQuery", () => {
  it("gives plain series, the unit, and what each node did", () => {
    const expr = 'sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))';
    const data = success(
      answerQuery(world, { expr, startMs: world.nowMs - 600_000, endMs: world.nowMs, stepMs: 15_000 }),
    );
    expect(data.unit).toBe("per-second");
    expect(data.series.length).toBeGreaterThan(7);
    expect(Object.keys(data.series[0]?.labels ?? {})).toEqual(["pod"]);
    expect(data.nodes.map(({ kind, depth }) => [kind, depth])).toEqual([
      ["aggregate", 0],
      ["call", 1],
      ["matrixSelector", 2],
      ["vectorSelector", 3],
    ]);
    expect(data.nodes[1]?.text).toBe('rate(http_requests_total{job="ml-serving"}[5m])');
  });

  it("passes an error on in Prometheus's words, with its place", () => {
    expect(instant("sum(")).toMatchObject({ status: "error", errorType: "bad_data" });
  });
});

describe("diagnosis of an empty result", () => {
  it("names a metric nobody exposes and the nearest one", () => {
    expect(why("DCGM_FI_DEV_FB_USE")).toEqual({
      reason: "metric-unknown",
      params: { metric: "DCGM_FI_DEV_FB_USE", near: "DCGM_FI_DEV_FB_USED" },
    });
  });

  it("tells a series that is gone from one that never was", () => {
    const old = success(
      instant("DCGM_FI_DEV_FB_USED offset 45m unless on (exported_pod) DCGM_FI_DEV_FB_USED"),
    );
    const pod = old.series[0]?.labels.exported_pod ?? "";
    expect(pod).not.toBe("");
    expect(why(`DCGM_FI_DEV_FB_USED{exported_pod="${pod}"}`)?.reason).toBe("metric-gone");
  });

  it("tells an unknown label from an unknown value", () => {
    expect(why('http_requests_total{modle="x"}')?.reason).toBe("label-unknown");
    expect(why('http_requests_total{status="501"}')).toMatchObject({
      reason: "value-unknown",
      params: { label: "status", value: "501" },
    });
  });

  it("finds the side, the filter and the window that lost everything", () => {
    expect(why('up + on (job) up{job="nobody"}')?.reason).toBe("value-unknown");
    expect(why("up and (up > 5)")).toMatchObject({
      reason: "side-empty",
      params: { side: "right", op: "and" },
    });
    expect(why("up > 5")).toMatchObject({ reason: "filtered", params: { op: ">" } });
    expect(why("rate(http_requests_total[10s])")?.reason).toBe("short-range");
  });
});

describe("explainQuery", () => {
  it("evaluates every node over the range and describes it", () => {
    const expr = 'max by (exported_pod) (DCGM_FI_DEV_FB_USED{exported_pod!=""}) > 50000';
    const request = { expr, startMs: world.nowMs - 3_600_000, endMs: world.nowMs, stepMs: 15_000 };
    const { nodes } = explainQuery(world, request);
    expect(nodes.map(({ sentence }) => sentence.code)).toEqual(["whereTrue", "aggregateBy", "selector"]);
    expect(nodes[0]?.seriesOut).toBeLessThan(nodes[1]?.seriesOut ?? 0);
    expect(nodes[1]?.series[0]?.timesMs.length).toBeLessThanOrEqual(61);
    expect(nodes[2]?.labelNames[0]?.name).toBe("exported_pod");
  });

  it("has a sentence for each kind of matching", () => {
    const code = (expr: string): string => {
      const { ast } = parse(expr);
      return ast === undefined ? "" : describeNode(ast).code;
    };
    expect(code("a / on (pod) b")).toBe("pairsOn");
    expect(code("a / ignoring (le) b")).toBe("pairsIgnoring");
    expect(code("a * on (pod) group_left b")).toBe("manyOn");
    expect(code("a / b")).toBe("pairsAll");
    expect(code("a > bool 1")).toBe("bool");
    expect(code("max_over_time(a[5m])")).toBe("overTime");
  });
});

describe("traceNode", () => {
  it("tells of the asked node only, the asked series first, in what a structured clone keeps", () => {
    const expr = "sum by (pod) (rate(http_requests_total[5m]))";
    const first = traceNode(world, { expr, timeMs: world.nowMs, nodeId: 1 });
    if (first.status === "error") throw new Error(first.error);
    expect(structuredClone(first)).toEqual(first);
    expect(first.nodes.filter(({ detail }) => detail !== undefined).map(({ nodeId }) => nodeId)).toEqual([1]);
    const focus = first.nodes[1]?.values[3]?.labels ?? {};
    expect(Object.keys(focus)).toContain("pod");
    const asked = traceNode(world, { expr, timeMs: world.nowMs, nodeId: 1, focus });
    const detail = asked.status === "success" ? asked.nodes[1]?.detail : undefined;
    expect(detail?.kind === "window" ? detail.windows[0]?.labels : undefined).toMatchObject(focus);
  });

  it("says what is wrong with a text that does not parse", () => {
    expect(traceNode(world, { expr: "sum(", timeMs: world.nowMs, nodeId: 0 })).toMatchObject({
      status: "error",
      errorType: "bad_data",
    });
  });
});

describe("completeExpression", () => {
  const labels = (expr: string): readonly string[] =>
    completeExpression(world, expr, expr.length).items.map(({ label }) => label);

  it("offers metrics and functions, then labels, then values", () => {
    expect(labels("DCGM_FI_DEV_FB_U")).toContain("DCGM_FI_DEV_FB_USED");
    expect(labels("hist")[0]).toMatch(/^histogram_/);
    expect(labels("http_requests_total{st")).toContain("status");
    expect(labels('http_requests_total{status="5')).toEqual(["500"]);
    expect(labels("sum by (po")).toContain("pod");
  });

  it("says what to replace", () => {
    expect(completeExpression(world, "sum(rat", 7)).toMatchObject({ from: 4, to: 7 });
  });
});

describe("goalHolds", () => {
  const expr = 'sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))';
  const ask = (answer: string | undefined, goal = expr, dropLabels: readonly string[] = []): boolean =>
    goalHolds(world, { expr: goal, answer, dropLabels, atMs: world.nowMs });

  it("holds for any answer with the same result", () => {
    expect(ask('sum by (pod) (increase(http_requests_total{job="ml-serving"}[5m])) / 300')).toBe(true);
    expect(ask('sum by (pod, job) (rate(http_requests_total{job="ml-serving"}[5m]))', expr, ["job"])).toBe(
      true,
    );
    expect(ask("http_requests_total")).toBe(false);
    expect(ask("sum(")).toBe(false);
  });

  it("without an answer holds while the goal is true", () => {
    expect(ask(undefined, "count(up) > bool 1")).toBe(true);
    expect(ask(undefined, "count(up) > bool 100000")).toBe(false);
  });
});

describe("inferUnit", () => {
  it.each([
    ["DCGM_FI_DEV_FB_USED", "mebibytes"],
    ["deriv(DCGM_FI_DEV_FB_USED[5m]) * 60", "none"],
    ["histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))", "seconds"],
    ["sum(rate(http_requests_total[5m]))", "per-second"],
    ["sum(rate(a_total[5m])) / sum(rate(b_total[5m]))", "ratio"],
    ["rate(process_cpu_seconds_total[5m])", "ratio"],
    ["count(up)", "count"],
    ["predict_linear(DCGM_FI_DEV_FB_USED[2m], 1800)", "mebibytes"],
  ])("of %s is %s", (expr, unit) => {
    const { ast } = parse(expr);
    expect(ast === undefined ? "" : inferUnit(ast)).toBe(unit);
  });
});

describe("evaluateRules", () => {
  const rules = (expr: string): string =>
    `groups:\n  - name: g\n    rules:\n      - alert: Full\n        expr: ${expr}\n`;

  it("replays a rule file over the history that is there", () => {
    const text = rules("DCGM_FI_DEV_FB_USED > 80000");
    const { transitions } = evaluateRules(world, { text, fromMs: world.startMs, toMs: world.nowMs });
    expect(transitions.map(({ to }) => to)).toContain("firing");
  });

  it("refuses a file that does not load, in promtool's words", () => {
    expect(() => evaluateRules(world, { text: rules("sum("), fromMs: 0, toMs: 1 })).toThrow(
      /could not parse expression/,
    );
  });
});

describe("viewCluster", () => {
  it("shows objects and keeps the server processes' own counts back", () => {
    const view = viewCluster(world.cluster);
    expect(view.pods.length).toBeGreaterThan(7);
    expect(view.pods.every(({ status }) => status !== "")).toBe(true);
    const text = JSON.stringify(view);
    for (const inside of ["serving", "gpuMemoryMiB", "fbUsedMiB", "allocatedMiB", "requestsByStatus"]) {
      expect(text).not.toContain(`"${inside}"`);
    }
    expect(structuredClone(view)).toEqual(view);
  });
});
