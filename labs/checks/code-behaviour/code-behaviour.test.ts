import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CodeBehaviourParams } from "../../check-schema.ts";
import { localRunner } from "../../sandbox/local-runner.ts";
import type { CheckContext } from "../check.ts";
import { codeBehaviour } from "../code-behaviour.ts";
import { planJob } from "./plan-requests.ts";

const params: CodeBehaviourParams = {
  kind: "code-behaviour",
  handler: "predict",
  requests: 60,
  failing: 8,
  rows: 6,
  features: 3,
  expect: [
    { counter: "model_requests_total", by: "status", success: "success", error: "error" },
    { histogram: "function_duration_seconds" },
    { span: "predict", attributes: { "input.size": "rows", "predictions.count": "answers" } },
    { errorLog: "once" },
    { ids: "request_id" },
  ],
};

const reference = `const requests = new Counter({ name: "model_requests_total", help: "by outcome", labelNames: ["status"] });
const duration = new Histogram({ name: "function_duration_seconds", help: "seconds" });

function predict(rows, request) {
  const line = log.bind({ request_id: request.id });
  return tracer.withSpan("predict", (span) => {
    span.setAttribute("input.size", rows.length);
    const start = clock.monotonic();
    let status = "error";
    try {
      const result = model.predict(rows);
      span.setAttribute("predictions.count", result.length);
      status = "success";
      line.info("prediction done", { rows: rows.length });
      return result;
    } catch (error) {
      line.error("prediction failed", error);
      throw error;
    } finally {
      duration.observe(clock.monotonic() - start);
      requests.inc({ status });
    }
  });
}
`;

/** Edits of the reference that change what it tells; each must be rejected. */
const mutations: readonly (readonly [from: string, to: string])[] = [
  ["requests.inc({ status });", ""],
  ["requests.inc({ status });", "requests.inc();"],
  ["requests.inc({ status });", "requests.inc({ status }, 2);"],
  ["requests.inc({ status });", "requests.inc({ status }); requests.inc({ status });"],
  ["requests.inc({ status });", 'requests.inc({ status: "success" });'],
  ["requests.inc({ status });", 'if (status === "success") requests.inc({ status });'],
  ["requests.inc({ status });", 'if (status === "error") requests.inc({ status });'],
  ["requests.inc({ status });", "if (Math.random() < 0.9) requests.inc({ status });"],
  ['let status = "error"', 'let status = "success"'],
  ['let status = "error"', 'let status = "failed"'],
  ['status = "success";\n', 'status = "ok";\n'],
  ['status = "success";\n', ""],
  ['labelNames: ["status"]', 'labelNames: ["outcome"]'],
  ['labelNames: ["status"]', 'labelNames: ["status", "model_name"]'],
  ['"model_requests_total"', '"model_request_total"'],
  ["clock.monotonic() - start", "clock.now() / 1000 - start"],
  ["clock.monotonic() - start", "start - clock.monotonic()"],
  ["clock.monotonic() - start", "(clock.monotonic() - start) * 1000"],
  ["clock.monotonic() - start", "clock.monotonic()"],
  ["duration.observe(clock.monotonic() - start);", ""],
  [
    "duration.observe(clock.monotonic() - start);",
    'if (status === "success") duration.observe(clock.monotonic() - start);',
  ],
  ["const start = clock.monotonic();", "const start = clock.monotonic(); duration.observe(0);"],
  ["duration.observe(clock.monotonic() - start);", "duration.observe(0.1);"],
  ["throw error;", ""],
  ["throw error;", "return [];"],
  ["throw error;", 'throw new Error("prediction failed");'],
  ["throw error;", "throw error.message;"],
  ["return result;", "return result.length;"],
  ["return result;", "return result.map(Math.round);"],
  ["return result;", "return;"],
  ["model.predict(rows)", "model.predict(rows.slice(1)).slice(1)"],
  ['withSpan("predict"', 'withSpan("handler"'],
  ['withSpan("predict"', 'startActiveSpan("predict"'],
  ['span.setAttribute("input.size", rows.length);', ""],
  ['span.setAttribute("input.size", rows.length);', 'span.setAttribute("input.size", rows[0].length);'],
  ['span.setAttribute("predictions.count", result.length);', ""],
  ['span.setAttribute("predictions.count", result.length);', "span.end();"],
  ['span.setAttribute("predictions.count", result.length);', 'span.setAttribute("predictions.count", 1);'],
  ['line.error("prediction failed", error);', "span.recordException(error); line.error('x', error);"],
  ['line.error("prediction failed", error);', ""],
  ['line.error("prediction failed", error);', 'line.warning("prediction failed", error);'],
  ['line.error("prediction failed", error);', 'line.error("x"); line.exception("y");'],
  ['line.error("prediction failed", error);', 'log.error("prediction failed", error);'],
  ["line.info(", "line.error("],
  ["line.info(", "log.info("],
  ["request_id: request.id", 'request_id: request.headers["x-request-id"]'],
  ["request_id: request.id", 'request_id: request.headers["x-request-id"] || request.id'],
  ["request_id: request.id", 'request_id: "r-1"'],
  ["request_id: request.id", "id: request.id"],
  ['labelNames: ["status"] });', 'labelNames: ["status", "id"] });\nlet id = 0;'],
];

/** Edits that tell the same; each must be accepted. */
const equivalents: readonly (readonly [from: string, to: string])[] = [
  ["requests.inc({ status });", "requests.labels(status).inc();"],
  ["requests.inc({ status });", "requests.labels({ status }).inc(1);"],
  ["requests.inc({ status });", "requests.inc({ status }, 1);"],
  ["function predict(rows, request) {", "const predict = function (rows, request) {"],
  ["function predict(rows, request) {", "/** @param {number[][]} rows */\nfunction predict(rows, request) {"],
  [
    "const start = clock.monotonic();",
    "const start = performance.now() / 1000;\n    const clock = { monotonic: () => performance.now() / 1000 };",
  ],
  ["duration.observe(clock.monotonic() - start);", "end();"],
  ["duration.observe(clock.monotonic() - start);", "duration.observe({}, clock.monotonic() - start);"],
  ["throw error;", 'throw new Error("prediction failed", { cause: error });'],
  ["return result;", "return [...result];"],
  [
    'span.setAttribute("input.size", rows.length);',
    'span.setAttributes({ "input.size": rows.length, model: "bert" });',
  ],
  [
    'line.error("prediction failed", error);',
    'line.error("prediction failed: " + error.message, { rows: rows.length });',
  ],
  [
    'line.error("prediction failed", error);',
    'line.warning("slow"); line.exception("prediction failed", error);',
  ],
  ["line.info(", 'line.debug("begun"); line.info('],
  ["request_id: request.id", "request_id: accept(request)"],
  ['labelNames: ["status"]', 'labelNames: ["status"], registers: []'],
  ["let status = ", "new Map();\n    let status = "],
  ["const result = model.predict(rows);", "const result = model.predict(rows);\n      Date.now();"],
];

const runner = localRunner();

/** First essential code of an answer, or `pass`. */
async function judge(source: string, seeds: readonly number[] = [11, 23]): Promise<string> {
  const context = { seeds, code: runner, breathe: async () => undefined } as unknown as CheckContext;
  const { findings } = await codeBehaviour.run(source, params, context);
  return findings[0]?.code ?? "pass";
}

/** Parts an edit needs besides itself. */
function build(from: string, to: string): string {
  let source = reference.replace(from, to);
  expect(source).not.toBe(reference);
  if (to === "end();")
    source = source.replace("const start = clock.monotonic();", "const end = duration.startTimer();");
  if (to.includes("accept(")) {
    source = `const accept = ({ id, headers }) => (/^[0-9a-f]{32}$/.test(headers["x-request-id"] ?? "") ? headers["x-request-id"] : id);\n${source}`;
  }
  if (to.includes('"id"]'))
    source = source.replace("requests.inc({ status })", "requests.inc({ status, id: id++ })");
  return to.startsWith("const predict") ? source.replace(/\n}\n$/, "\n};\n") : source;
}

describe("code-behaviour", () => {
  test("the reference passes, twice with the same outcome", async () => {
    expect(await judge(reference)).toBe("pass");
    const job = planJob(reference, params, 42);
    expect(JSON.stringify(await runner.run(job))).toBe(JSON.stringify(await runner.run(job)));
  });

  test("every mutant is rejected", async () => {
    const accepted: string[] = [];
    for (const [from, to] of mutations)
      if ((await judge(build(from, to))) === "pass") accepted.push(`${from} -> ${to}`);
    process.stdout.write(
      `code-behaviour: ${mutations.length - accepted.length} of ${mutations.length} mutants rejected\n`,
    );
    expect(accepted).toEqual([]);
  });

  test("every equivalent is accepted", async () => {
    const rejected: string[] = [];
    for (const [from, to] of equivalents) {
      const verdict = await judge(build(from, to));
      if (verdict !== "pass") rejected.push(`${from} -> ${to}: ${verdict}`);
    }
    process.stdout.write(
      `code-behaviour: ${equivalents.length - rejected.length} of ${equivalents.length} equivalents accepted\n`,
    );
    expect(rejected).toEqual([]);
  });

  test("whatever is handed in becomes a verdict", async () => {
    const piece = fc.constantFrom(...reference.split(/(?<=[\s(){};.,])/));
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join("")),
    );
    const cut = fc
      .tuple(fc.nat(reference.length), fc.nat(40))
      .map(([at, many]) => reference.slice(0, at) + reference.slice(at + many));
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, cut), async (source) => {
        expect(await judge(source, [11])).toMatch(/^(pass|code-behaviour\/[a-z-]+)$/);
      }),
      { numRuns: 150 },
    );
  });

  test("a finding names the first request that shows it, and what happened to it", async () => {
    const source = reference.replace(
      "requests.inc({ status });",
      'if (status === "success") requests.inc({ status });',
    );
    const context = { seeds: [11], code: runner, breathe: async () => undefined } as unknown as CheckContext;
    const { findings } = await codeBehaviour.run(source, params, context);
    const first = planJob(source, params, 11).requests.findIndex((one) => one.error !== undefined);
    expect(findings[0]?.code).toBe("code-behaviour/counts-differ");
    expect(findings[0]?.params.request).toBe(first + 1);
    expect(findings[0]?.params.world).toContain("the model threw");
  });
});
