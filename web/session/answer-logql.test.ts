import { describe, expect, it } from "vitest";
import { createWorld } from "../../simulator/index.ts";
import { answerLogql } from "./answer-logql.ts";

const world = createWorld("flagship-leak", 1);
const endMs = Date.UTC(2025, 9, 15, 14, 16);
world.advance(endMs);
const ask = (expr: string, limit = 1000) =>
  answerLogql(world, { expr, startMs: endMs - 60_000, endMs, limit });

describe("answerLogql", () => {
  it("gives lines oldest first, as they are stored or as the query rewrites them", () => {
    const plain = ask('{level="error"}', 5);
    expect(plain).toMatchObject({ status: "lines", cut: true });
    if (plain.status !== "lines") return;
    expect(plain.lines.map(({ atMs }) => atMs)).toEqual(plain.lines.map(({ atMs }) => atMs).sort());
    expect(plain.lines[0]?.text).toMatch(/^CUDA out of memory/);
    const formatted = ask('{level="error"} | json | line_format "{{.pod}} {{.status}}"', 1);
    if (formatted.status !== "lines") throw new Error("lines expected");
    expect(formatted.lines[0]?.text).toMatch(/^bert-model-serving-\S+ 500$/);
  });

  it("gives the value of each series at the end of the range", () => {
    const counted = ask('sum by (level) (count_over_time({service="bert-model-serving"}[1m]))');
    expect(counted).toMatchObject({
      status: "numbers",
      series: [{ labels: { level: "error" } }, { labels: { level: "info" } }],
    });
    expect(counted.status === "numbers" && counted.linesScanned).toBeGreaterThan(1000);
  });

  it("gives Loki's error with its place", () => {
    expect(ask('{level="error"} | jsn')).toEqual({
      status: "error",
      error: "parse error at line 1, col 22: syntax error: unexpected $end",
      at: { start: 21, end: 21 },
    });
  });
});
