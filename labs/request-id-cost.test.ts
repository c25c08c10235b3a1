import { describe, expect, test } from "vitest";
import { Labels, query, SeriesStore } from "../simulator/index.ts";
import type { CodeBehaviourParams } from "./check-schema.ts";
import { planJob } from "./checks/code-behaviour/plan-requests.ts";
import { codeBehaviour } from "./checks/code-behaviour.ts";
import { localRunner } from "./sandbox/local-runner.ts";

/** Series of a histogram of Python's client for one request each: seen at 1, and scraped again and again. */
function oneSeriesEach(requests: number): SeriesStore {
  const store = new SeriesStore();
  for (let i = 0; i < requests; i++) {
    for (const le of ["0.05", "0.1", "0.25", "+Inf"]) {
      const labels = Labels.of({ __name__: "d_bucket", request_id: `id-${i}`, le });
      for (let at = Math.ceil(i / 4) * 15_000; at <= 600_000; at += 15_000) {
        store.append(store.series(labels), at, le === "0.05" ? 0 : 1);
      }
    }
  }
  return store;
}

describe("one series for each request", () => {
  test("rates are 0, and a quantile of them is not a number", () => {
    const store = oneSeriesEach(40);
    const at = { timeMs: 600_000 };
    const rate = query(store, { expr: 'sum(rate(d_bucket{le="+Inf"}[5m]))', ...at });
    const p99 = query(store, { expr: "histogram_quantile(0.99, sum by (le) (rate(d_bucket[5m])))", ...at });
    expect(rate.status === "success" && rate.series.map(({ values }) => values[0])).toEqual([0]);
    expect(p99.status === "success" && p99.series.map(({ values }) => values[0])).toEqual([Number.NaN]);
  });
});

const runner = localRunner();

const params: CodeBehaviourParams = {
  kind: "code-behaviour",
  handler: "handle",
  requests: 40,
  failing: 10,
  rows: 4,
  features: 2,
  expect: [{ exemplars: "d", label: "trace_id" }],
};

function code(observe: string, made = "enableExemplars: true"): string {
  return `const d = new Histogram({ name: "d", help: "seconds", ${made} });
function handle(rows) {
  return tracer.withSpan("request", (span) => {
    const began = clock.monotonic();
    try { return model.predict(rows); } finally { const value = clock.monotonic() - began; ${observe} }
  });
}`;
}

async function firstCode(source: string): Promise<string> {
  const outcome = await runner.run(planJob(source, params, 7));
  if (outcome.kind !== "done") return outcome.kind === "learner-error" ? outcome.finding.code : outcome.kind;
  const context = { seeds: [7], code: runner, breathe: async () => undefined };
  const { findings } = await codeBehaviour.run(source, params, context as never);
  return findings[0]?.code ?? "pass";
}

describe("exemplars", () => {
  test.each([
    "d.observe({ value, exemplarLabels: { trace_id: span.spanContext().traceId } });",
    "const { traceId: trace_id, spanId: span_id } = span.spanContext(); d.observe({ labels: {}, value, exemplarLabels: { span_id, trace_id } });",
    'const inner = tracer.startSpan("inner"); d.observe({ value, exemplarLabels: { trace_id: inner.spanContext().traceId } }); inner.end();',
    "d.startTimer({}, { trace_id: span.spanContext().traceId })();",
    "d.startTimer()({}, { trace_id: span.spanContext().traceId });",
  ])("%s leads to the request's trace", async (observe) => {
    expect(await firstCode(code(observe))).toBe("pass");
  });

  test.each([
    ["exemplar-missing", "d.observe({ value });"],
    ["exemplar-missing", 'd.observe({ value, exemplarLabels: { trace_id: "" } });'],
    ["exemplar-missing", "d.observe({ value, exemplarLabels: { traceID: span.spanContext().traceId } });"],
    [
      "exemplar-missing",
      "if (value > 0.3) d.observe({ value, exemplarLabels: { trace_id: span.spanContext().traceId } }); else d.observe({ value });",
    ],
    [
      "exemplar-elsewhere",
      'd.observe({ value, exemplarLabels: { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" } });',
    ],
    ["exemplar-elsewhere", "d.observe({ value, exemplarLabels: { trace_id: span.spanContext().spanId } });"],
    [
      "exemplar-elsewhere",
      "d.observe({ value, exemplarLabels: { trace_id: span.spanContext().traceId.slice(0, 16) } });",
    ],
    [
      "exemplar-elsewhere",
      "globalThis.t ??= span.spanContext().traceId; d.observe({ value, exemplarLabels: { trace_id: t } });",
    ],
    [
      "exemplar-too-long",
      'd.observe({ value, exemplarLabels: { trace_id: span.spanContext().traceId, note: "x".repeat(100) } });',
    ],
  ])("%s: %s", async (wanted, observe) => {
    expect(await firstCode(code(observe))).toBe(`code-behaviour/${wanted}`);
  });

  test("without enableExemplars they are thrown away, and with it two arguments are refused, as prom-client does", async () => {
    expect(
      await firstCode(
        code("d.startTimer({}, { trace_id: span.spanContext().traceId })();", "labelNames: []"),
      ),
    ).toBe("code-behaviour/exemplar-missing");
    expect(await firstCode(code("d.observe({}, value);"))).toBe("code-behaviour/handler-threw");
  });

  test("trace ids have 32 hex digits, one for each request", async () => {
    const source = code("d.observe({ value, exemplarLabels: { trace_id: span.spanContext().traceId } });");
    const outcome = await runner.run(planJob(source, params, 7));
    if (outcome.kind !== "done") throw new Error(outcome.kind);
    const ids = outcome.transcript.samples.map(({ exemplar }) => exemplar?.trace_id ?? "");
    expect(new Set(ids).size).toBe(params.requests);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});
