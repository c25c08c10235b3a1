import { describe, expect, it } from "vitest";
import { requestsOf } from "../cluster/requests.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { createWorld, openLedger } from "../world.ts";
import type { TraceSpan, World } from "../world-types.ts";
import { RequestHistory } from "./request-history.ts";
import { SAMPLE_RATE, sampledRequests } from "./sampled-request.ts";

const at = (clock: string) => flagshipLeak.epochMs + Date.parse(`1970-01-01T${clock}Z`);
const ALL = Number.POSITIVE_INFINITY;

const world = createWorld("flagship-leak", 1);
world.advance(at("14:24:00"));

function root(trace: readonly TraceSpan[]): TraceSpan {
  const [first] = trace;
  if (first === undefined) throw new Error("a trace without spans");
  return first;
}

/** Requests and failures that ended in a window, by the ledger. */
function truth(of: World, fromMs: number, toMs: number): { requests: number; failed: number } {
  const { totals } = openLedger(of);
  const upTo = (ms: number, column: readonly number[]) =>
    column[totals.atMs.findLastIndex((t) => t <= ms)] ?? 0;
  return {
    requests: upTo(toMs, totals.requests) - upTo(fromMs, totals.requests),
    failed: upTo(toMs, totals.failed) - upTo(fromMs, totals.failed),
  };
}

describe("traces", () => {
  const calm = world.traces({ fromMs: at("13:50:00"), toMs: at("13:50:30"), limit: ALL });
  const bad = world.traces({ fromMs: at("14:22:30"), toMs: at("14:23:30"), limit: ALL });

  it("are kept for a tenth of the requests, decided by the trace id alone", () => {
    const { requests } = truth(world, at("13:50:00"), at("13:50:30"));
    expect(calm.length / requests).toBeGreaterThan(0.09);
    expect(calm.length / requests).toBeLessThan(0.11);
    for (const trace of calm) {
      const draw = Number.parseInt(root(trace).traceId.slice(0, 8), 16) / 2 ** 32;
      expect(draw).toBeLessThan(SAMPLE_RATE);
    }
  });

  it("are kept for every failed request", () => {
    const ended = bad.filter((trace) => {
      const { startMs, durationSeconds, status } = root(trace);
      const endMs = startMs + durationSeconds * 1000;
      return status === "error" && endMs > at("14:22:40") && endMs <= at("14:23:20");
    });
    expect(ended.length).toBe(truth(world, at("14:22:40"), at("14:23:20")).failed);
  });

  it("have ids of 32 and 16 hex digits, and no id twice", () => {
    const traceIds = new Set<string>();
    for (const trace of [...calm, ...bad]) {
      expect(root(trace).traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(traceIds.has(root(trace).traceId)).toBe(false);
      traceIds.add(root(trace).traceId);
      const spanIds = trace.map(({ spanId }) => spanId);
      expect(new Set(spanIds).size).toBe(spanIds.length);
      for (const span of trace) {
        expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
        expect(span.traceId).toBe(root(trace).traceId);
        if (span !== root(trace)) expect(spanIds).toContain(span.parentSpanId);
      }
    }
  });

  it("have the stages of the server, parents before children", () => {
    const [healthy] = calm;
    expect(healthy?.map(({ name }) => name)).toEqual([
      "ml_inference_request",
      "validate_inputs",
      "queue",
      "preprocess",
      "tokenize",
      "normalize",
      "batch",
      "inference",
      "gpu_transfer",
      "forward_pass",
      "gpu_sync",
      "postprocess",
      "apply_threshold",
      "format_results",
    ]);
  });

  it("add up: children fill their parent but for at most 2 ms", () => {
    for (const trace of [...calm, ...bad]) {
      for (const span of trace) {
        const children = trace.filter(({ parentSpanId }) => parentSpanId === span.spanId);
        if (children.length === 0) continue;
        const sum = children.reduce((total, child) => total + child.durationSeconds, 0);
        expect(span.durationSeconds - sum).toBeGreaterThan(-1e-9);
        expect(span.durationSeconds - sum).toBeLessThan(0.002);
        for (const child of children) expect(child.startMs).toBeGreaterThanOrEqual(span.startMs - 1e-6);
      }
    }
  });

  it("end a failed request in the forward pass, with PyTorch's words", () => {
    const failed = bad.filter((trace) => root(trace).status === "error");
    for (const trace of failed) {
      const last = trace.at(-1);
      expect(last?.name).toBe("forward_pass");
      expect(last?.status).toBe("error");
      expect(last?.attributes["error.type"]).toBe("torch.OutOfMemoryError");
      expect(last?.attributes["exception.message"]).toMatch(
        /^CUDA out of memory\. Tried to allocate 1024\.00 MiB/,
      );
      expect(root(trace).attributes["http.response.status_code"]).toBe(500);
      expect(root(trace).durationSeconds).toBeGreaterThanOrEqual(0.6);
      expect(root(trace).attributes["input.size"]).toBeGreaterThanOrEqual(384);
    }
  });

  it("come oldest first, from the window, the newest ones when there are too many", () => {
    const window = { fromMs: at("14:22:30"), toMs: at("14:23:30") };
    const starts = bad.map((trace) => root(trace).startMs);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts.every((ms) => ms > window.fromMs && ms <= window.toMs)).toBe(true);
    expect(world.traces({ ...window, limit: 7 })).toEqual(bad.slice(-7));
    expect(world.traces({ ...window, limit: 0 })).toEqual([]);
    const errors = world.traces({ ...window, limit: 5, status: "error" });
    expect(errors).toEqual(bad.filter((trace) => root(trace).status === "error").slice(-5));
  });

  it("are found by id in the whole run", () => {
    const wanted = root(bad[3] ?? []);
    const found = world.traces({
      fromMs: world.startMs,
      toMs: world.nowMs,
      limit: 10,
      traceId: wanted.traceId,
    });
    expect(found.map((trace) => root(trace))).toEqual([wanted]);
    expect(
      world.traces({ fromMs: world.startMs, toMs: world.nowMs, limit: 1, traceId: "0".repeat(32) }),
    ).toEqual([]);
  });

  it("put as much time in the queue as the server's own counter, within 1 %", () => {
    const history = new RequestHistory();
    const run = createWorld("flagship-busy", 1);
    run.advance(run.openAtMs);
    const pod = run.cluster.pods[0];
    if (pod === undefined) throw new Error("no pod");
    const before = pod.serving.queueSeconds;
    let spans = 0;
    for (let i = 0; i < 60; i++) {
      run.advance(run.nowMs + 1000);
      history.record(run.cluster);
      const { lastSecond } = pod.serving;
      const facts = requestsOf(lastSecond, { total: 333_333, longDocumentSenders: 50_000 });
      spans += facts.reduce((sum, { queueSeconds }) => sum + queueSeconds, 0);
    }
    expect(spans / (pod.serving.queueSeconds - before)).toBeGreaterThan(0.99);
    expect(spans / (pod.serving.queueSeconds - before)).toBeLessThan(1.01);
  });
});

describe("a sampled request of a calm second", () => {
  it("is what the cluster says about that request", () => {
    const run = createWorld("flagship-healthy", 7);
    const history = new RequestHistory();
    run.advance(run.startMs + 60_000);
    history.record(run.cluster);
    const context = {
      users: { total: 333_333, longDocumentSenders: 50_000 },
      longWorkspaceMiB: 1024,
      endpoint: "/predict",
      modelName: "bert-base",
    };
    let compared = 0;
    for (const pod of history.pods) {
      const { lastSecond } = pod.pod.serving;
      const facts = requestsOf(lastSecond, context.users);
      for (const { fact } of sampledRequests(pod, lastSecond.batch.second, context)) {
        expect(fact).toEqual(facts[fact.index]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(10);
  });
});
