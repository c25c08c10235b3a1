import { describe, expect, it } from "vitest";
import { createWorld, type LogLine } from "../../../simulator/index.ts";
import { readJump, writeJump } from "../../session/jump.ts";
import {
  detailsOf,
  everything,
  filterParams,
  isFiltering,
  keysOf,
  lineTime,
  logsLink,
  podOf,
  readLogsLink,
  shortPod,
  traceOf,
  volumeOf,
} from "./model.ts";

const at = (clock: string): number => Date.parse(`2025-10-15T${clock}Z`);

const line = (clock: string, level: LogLine["level"] = "info", fields: LogLine["fields"] = {}): LogLine => ({
  atMs: at(clock),
  labels: { service: "bert-model-serving", level },
  level,
  text: "POST /predict 200 41.0 ms",
  fields,
});

describe("the filter", () => {
  it("asks only for what is set", () => {
    expect(filterParams(everything)).toEqual({});
    expect(isFiltering({ ...everything, pod: "  " })).toBe(false);
    expect(filterParams({ pod: " a ", level: "error", contains: "CUDA " })).toEqual({
      pod: "a",
      level: "error",
      contains: "CUDA ",
    });
  });

  it("travels in a link and comes back", () => {
    const filter = { pod: "bert-1", level: "error", contains: 'a&b=" c' } as const;
    const link = logsLink(filter, at("14:15:00"));
    expect(readLogsLink(link.slice(link.indexOf("?") + 1))).toEqual({ filter, atMs: at("14:15:00") });
  });

  it("does not trust a link", () => {
    expect(readLogsLink("n.level=fatal&n.t=soon")).toEqual({ filter: everything, atMs: undefined });
  });
});

describe("the histogram", () => {
  it("counts every line once, by level", () => {
    const lines = [
      line("14:00:01", "error"),
      line("14:00:59"),
      line("14:30:00", "error"),
      line("14:59:59", "warning"),
    ];
    const volume = volumeOf(lines, at("14:00:00"), at("15:00:00"), false);
    expect(volume.totals).toEqual({ error: 2, warning: 1, info: 1, debug: 0 });
    expect(volume.buckets.reduce((sum, { total }) => sum + total, 0)).toBe(4);
    expect(volume.buckets.length).toBeLessThanOrEqual(50);
    expect(volume.highest).toBe(2);
  });

  it("reaches only as far back as the lines when they were cut", () => {
    const lines = [line("14:59:50"), line("14:59:55", "error")];
    const volume = volumeOf(lines, at("14:00:00"), at("15:00:00"), true);
    expect(volume.fromMs).toBe(at("14:59:50"));
    expect(volume.stepMs).toBe(250);
  });

  it("keeps a line at the very end of the range", () => {
    const volume = volumeOf([line("15:00:00")], at("14:00:00"), at("15:00:00"), false);
    expect(volume.buckets.at(-1)?.total).toBe(1);
  });
});

describe("a line", () => {
  it("names its pod, from a field or from the object of an event", () => {
    expect(podOf(line("14:00:00", "info", { pod: "bert-abc" }))).toBe("bert-abc");
    expect(podOf(line("14:00:00", "warning", { object: "pod/bert-def" }))).toBe("bert-def");
    expect(podOf(line("14:00:00", "info", { object: "node/gpu-node-1" }))).toBe("");
    expect([shortPod("bert-model-serving-sxs9f558nx-kghjx"), shortPod("plain")]).toEqual(["…kghjx", "plain"]);
  });

  it("shows each field once and leaves the message to the line itself", () => {
    const names = detailsOf(line("14:00:00", "info", { msg: "m", level: "INFO", status: 500 })).map(
      ([name]) => name,
    );
    expect(names).toEqual(["level", "status", "service"]);
  });

  it("keeps its key when newer lines come, and never shares it", () => {
    const old = [line("14:00:00"), line("14:00:00")];
    const keys = keysOf(old);
    expect(new Set(keys).size).toBe(2);
    expect(keysOf([...old, line("14:00:05")]).slice(0, 2)).toEqual(keys);
  });

  it("says its time to the millisecond", () => {
    expect(lineTime(at("14:15:00") + 7)).toBe("14:15:00.007");
  });
});

describe("jumps", () => {
  it("carry a text and a time", () => {
    expect(readJump(writeJump("4f3a", 1_760_537_700_000.4))).toEqual({
      text: "4f3a",
      atMs: 1_760_537_700_000,
    });
    expect(readJump(" CUDA @ noon ")).toEqual({ text: "CUDA @ noon", atMs: undefined });
  });
});

describe("lines of a real incident", () => {
  it("lead from an error to its trace", () => {
    const world = createWorld("flagship-leak", 1);
    world.advance(at("14:16:00"));
    const range = { fromMs: at("14:15:00"), toMs: world.nowMs };
    const errors = world.logs({ ...range, limit: 50, level: "error" });
    expect(errors.length).toBeGreaterThan(0);
    const traces = new Set(world.traces({ ...range, limit: 500 }).map(([root]) => root?.traceId));
    const linked = world.logs({ ...range, limit: 5000 }).filter((one) => traces.has(traceOf(one) ?? ""));
    expect(linked.length).toBeGreaterThan(0);
  });
});
