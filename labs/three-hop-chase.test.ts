import { expect, test } from "vitest";
import { createWorld } from "../simulator/index.ts";

/** What the lab "From spike to span to line" says of the failed requests from 14:15 on. */
test.each([1, 23])("failed requests of seed %i share version and length, and nothing else", (seed) => {
  const world = createWorld("flagship-leak", seed);
  world.advance(Date.UTC(2025, 9, 15, 14, 46));
  const at = (minute: number): number => Date.UTC(2025, 9, 15, 14, minute);
  const traces = world.traces({ fromMs: at(14), toMs: at(45), limit: 1e6 });
  const root = (trace: (typeof traces)[number]) => trace.find((span) => span.parentSpanId === undefined);
  const failed = traces.filter((trace) => root(trace)?.status === "error");
  const fine = traces.filter((trace) => root(trace)?.status === "ok");
  const values = (of: typeof traces, key: string) =>
    new Set(of.map((trace) => root(trace)?.attributes[key] ?? ""));

  expect(failed.length).toBeGreaterThan(1000);
  expect([...values(failed, "model.version")]).toEqual(["v2.1"]);
  expect(Math.min(...[...values(failed, "input.size")].map(Number))).toBe(384);
  expect(values(failed, "k8s.node.name").size).toBe(3);
  const long = fine.filter((trace) => Number(root(trace)?.attributes["input.size"]) >= 384);
  expect(values(long, "model.version")).toEqual(new Set(["v2.0", "v2.1"]));

  for (const trace of failed) {
    const whole = root(trace)?.durationSeconds ?? 0;
    const forward = trace.find((span) => span.name === "forward_pass");
    expect(whole).toBeGreaterThan(0.5);
    expect(forward?.status).toBe("error");
    expect((forward?.durationSeconds ?? 0) / whole).toBeCloseTo(0.88, 1);
  }
  expect(Math.max(...fine.map((trace) => root(trace)?.durationSeconds ?? 0))).toBeLessThan(0.2);
});
