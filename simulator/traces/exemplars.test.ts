import { describe, expect, it } from "vitest";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { createWorld } from "../world.ts";

const at = (clock: string) => flagshipLeak.epochMs + Date.parse(`1970-01-01T${clock}Z`);
const world = createWorld("flagship-leak", 1);
world.advance(at("14:18:00"));
const exemplars = world.exemplars();

describe("exemplars", () => {
  it("lie in the bucket that carries them", () => {
    expect(exemplars.length).toBeGreaterThan(1000);
    const bounds = [0, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5];
    for (const { series, value } of exemplars) {
      expect(series.get("__name__")).toBe("http_request_duration_seconds_bucket");
      const le = series.get("le") === "+Inf" ? Number.POSITIVE_INFINITY : Number(series.get("le"));
      const below = le === Number.POSITIVE_INFINITY ? 5 : (bounds[bounds.indexOf(le) - 1] ?? 0);
      expect(value).toBeLessThanOrEqual(le);
      expect(value).toBeGreaterThan(below);
    }
  });

  it("point to traces that exist, of the same pod and duration", () => {
    const some = exemplars.filter((_, i) => i % 97 === 0 || i > exemplars.length - 40);
    expect(some.length).toBeGreaterThan(50);
    for (const { labels, timeMs, value, series } of some) {
      const query = { fromMs: timeMs - 5000, toMs: timeMs + 1000, limit: 1, traceId: labels.trace_id ?? "" };
      const [root] = world.traces(query)[0] ?? [];
      expect(root?.durationSeconds).toBe(value);
      expect(root?.attributes["k8s.pod.name"]).toBe(series.get("pod"));
    }
  });

  it("sit on series that were scraped, and include the failed requests", () => {
    const stored = new Set(
      world.source
        .select(
          [{ name: "__name__", op: "=", value: "http_request_duration_seconds_bucket" }],
          0,
          world.nowMs,
        )
        .map(({ labels }) => labels.key),
    );
    expect(exemplars.every(({ series }) => stored.has(series.key))).toBe(true);
    const slow = exemplars.filter(({ timeMs, value }) => timeMs > at("14:15:00") && value > 0.5);
    expect(slow.length).toBeGreaterThan(10);
  });

  it("are the same whenever they are asked for", () => {
    const other = createWorld("flagship-leak", 1);
    for (const clock of ["13:00:00", "13:30:00", "14:10:00"]) {
      other.advance(at(clock));
      other.exemplars();
    }
    other.advance(at("14:18:00"));
    expect(other.exemplars()).toEqual(exemplars);
  });

  it("leave failed requests out when the histogram does", () => {
    const successOnly = createWorld("flagship-leak", 1, {
      changes: [{ kind: "observe-latency", outcomes: "success" }],
    });
    successOnly.advance(at("14:18:00"));
    expect(
      successOnly.exemplars().filter(({ timeMs, value }) => timeMs > at("14:15:00") && value > 0.6),
    ).toEqual([]);
  });
});
