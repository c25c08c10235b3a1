import { describe, expect, it } from "vitest";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { createWorld, openLedger } from "../world.ts";

const at = (clock: string) => flagshipLeak.epochMs + Date.parse(`1970-01-01T${clock}Z`);
const ALL = Number.POSITIVE_INFINITY;
const world = createWorld("flagship-leak", 1);
world.advance(at("14:24:00"));
const minute = { fromMs: at("14:22:00"), toMs: at("14:23:00"), limit: ALL };

function failedIn(fromMs: number, toMs: number): number {
  const { totals } = openLedger(world);
  const upTo = (ms: number) => totals.failed[totals.atMs.findLastIndex((t) => t <= ms)] ?? 0;
  return upTo(toMs) - upTo(fromMs);
}

describe("log lines", () => {
  it("report every failed request once, with PyTorch's message and the device's numbers", () => {
    const errors = world.logs({ ...minute, level: "error" });
    expect(errors.length).toBe(failedIn(minute.fromMs, minute.toMs));
    for (const { text, fields } of errors) {
      const match =
        /^CUDA out of memory\. Tried to allocate 1024\.00 MiB\. GPU 0 has a total capacity of 80\.00 GiB of which (\d+\.\d\d) MiB is free\. Process \d+ has (\d+\.\d\d) GiB memory in use\. Of the allocated memory (\d+\.\d\d) GiB is allocated by PyTorch, and (\d+\.\d\d) (GiB|MiB) is reserved by PyTorch but unallocated\. If reserved but unallocated memory is large try setting max_split_size_mb to avoid fragmentation\.$/.exec(
          text,
        );
      expect(match, text).not.toBeNull();
      const free = Number(match?.[1]);
      expect(free).toBeLessThan(1024);
      expect(Number(match?.[2]) * 1024 + free).toBeCloseTo(81_920, -2);
      expect(fields.status).toBe(500);
      expect(fields.model_version).toBe("v2.1");
    }
  });

  it("begin to report at the first failed request, not earlier", () => {
    const first = world.logs({ fromMs: world.startMs, toMs: world.nowMs, limit: ALL, level: "error" })[0];
    expect(first?.atMs).toBeGreaterThan(at("14:15:00"));
    expect(first?.atMs).toBeLessThan(at("14:15:02"));
  });

  it("share their ids with the traces", () => {
    const lines = world.logs({ ...minute, pod: world.cluster.pods[0]?.name ?? "" }).slice(0, 20);
    expect(lines.length).toBeGreaterThan(10);
    for (const { fields, atMs } of lines) {
      const query = { fromMs: atMs - 5000, toMs: atMs + 1, limit: 1, traceId: String(fields.trace_id) };
      const [root] = world.traces(query)[0] ?? [];
      expect(root?.spanId).toBe(fields.span_id);
      expect(root?.attributes["request.id"]).toBe(fields.request_id);
      expect(fields.request_id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  it("come oldest first from the window, and the newest ones when there are too many", () => {
    const lines = world.logs(minute);
    const times = lines.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every((ms) => ms > minute.fromMs && ms <= minute.toMs)).toBe(true);
    expect(world.logs({ ...minute, limit: 25 })).toEqual(lines.slice(-25));
    expect(world.logs({ ...minute, limit: 0 })).toEqual([]);
    const halves = [
      ...world.logs({ ...minute, toMs: at("14:22:17.500") }),
      ...world.logs({ ...minute, fromMs: at("14:22:17.500") }),
    ];
    expect(halves).toEqual(lines);
  });

  it("filter by pod, level and text as a search of all lines would", () => {
    const lines = world.logs(minute);
    const pod = world.cluster.pods[2]?.name ?? "";
    expect(world.logs({ ...minute, pod })).toEqual(lines.filter(({ fields }) => fields.pod === pod));
    for (const level of ["info", "warning", "error", "debug"]) {
      expect(world.logs({ ...minute, level })).toEqual(lines.filter((line) => line.level === level));
    }
    const traceId = String(lines.find(({ fields }) => fields.trace_id !== undefined)?.fields.trace_id);
    for (const contains of [
      "CUDA",
      "POST",
      "POST /predict 200 3",
      "v2.1",
      "500",
      traceId,
      traceId.slice(3, 9),
      "u-12",
      "T14:22:3",
      pod,
      "nothing",
      "INFO",
      "bert-base",
    ]) {
      const wanted = lines.filter(
        ({ text, fields }) =>
          text.includes(contains) || Object.values(fields).some((value) => String(value).includes(contains)),
      );
      expect(world.logs({ ...minute, contains }), contains).toEqual(wanted);
    }
  });

  it("tell of deploys and changes with their tickets", () => {
    const lines = world.logs({
      fromMs: world.startMs,
      toMs: world.nowMs,
      limit: ALL,
      contains: "change CHG-",
    });
    expect(lines.map(({ text }) => text.replace(/sha256:[0-9a-f]{64}/, "sha256:…"))).toEqual([
      "config bert-router access log sampling 1.0 -> access log sampling 0.1 change CHG-1041",
      "deploy bert-model-serving v2.0 -> v2.1 image sha256:… change CHG-1043",
      "config prometheus retention 15d -> retention 30d change CHG-1044",
    ]);
    expect(lines[1]?.atMs).toBeGreaterThanOrEqual(at("14:00:00"));
    expect(lines[1]?.atMs).toBeLessThanOrEqual(at("14:00:01"));
  });

  it("tell of Kubernetes events, and of a server's start and end, under their own streams", () => {
    const warnings = world.logs({
      fromMs: at("14:00:00"),
      toMs: at("14:20:00"),
      limit: ALL,
      level: "warning",
    });
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.every(({ labels }) => labels.container === "kubernetes-events")).toBe(true);
    const pod = world.cluster.pods.find(({ version }) => version === "v2.1")?.name ?? "";
    const own = world.logs({ fromMs: at("14:00:00"), toMs: world.nowMs, limit: ALL, pod });
    expect(own[0]?.text).toMatch(/^loading bert-base v2\.1 on GPU 0 \(NVIDIA H100/);
    expect(own.find(({ text }) => text.startsWith("model loaded"))?.text).toMatch(/after (29|30|31)\.0 s$/);
    expect(own.every(({ labels }) => labels.container === "server")).toBe(true);
  });

  it("do not depend on the order of questions", () => {
    const other = createWorld("flagship-leak", 1);
    other.advance(at("14:22:30"));
    other.logs({ fromMs: at("14:00:00"), toMs: at("14:22:30"), limit: 10 });
    other.advance(at("14:24:00"));
    expect(other.logs({ ...minute, limit: 200 })).toEqual(world.logs({ ...minute, limit: 200 }));
  });

  it("name the handler's exception when a bad release raises one", () => {
    const run = createWorld("flagship-bad-route", 1);
    run.advance(run.endMs);
    const [line] = run.logs({ fromMs: run.startMs, toMs: run.nowMs, limit: 1, level: "error" });
    expect(line?.text).toContain("KeyError");
    const trace = run.traces({
      fromMs: run.startMs,
      toMs: run.nowMs,
      limit: 1,
      traceId: String(line?.fields.trace_id),
    })[0];
    expect(trace?.filter(({ status }) => status === "error").map(({ name }) => name)).toEqual([
      "ml_inference_request",
      "postprocess",
      "apply_threshold",
    ]);
  });
});
