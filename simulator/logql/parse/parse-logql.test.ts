import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { parseLogql } from "./parse-logql.ts";

/** Queries and the texts Loki's own parser tests expect (grafana/loki, pkg/logql/syntax/parser_test.go, facts only), then what its grammar tables give. */
const cases: readonly { query: string; error: string }[] = JSON.parse(
  readFileSync(new URL("../testdata/parse-errors.json", import.meta.url), "utf8"),
);

const errorOf = (query: string): string => {
  const parsed = parseLogql(query);
  return "error" in parsed ? parsed.error : "accepted";
};

describe("parseLogql", () => {
  test.each(cases)("$query", ({ query, error }) => {
    expect(errorOf(query)).toBe(error);
  });

  it("marks the place of an error", () => {
    const text = '{service="api"} | json | latency_ms > ';
    expect(parseLogql(text)).toEqual({
      error: "parse error at line 1, col 39: syntax error: unexpected $end",
      at: { start: 38, end: 38 },
    });
    const second = '{a="b"}\n  | jsn';
    expect(errorOf(`${second} ~`)).toContain("line 2");
  });

  it("names what this subset leaves out, with its place", () => {
    const parsed = parseLogql('{a="b"} | pattern "<_> <status>"');
    expect(parsed).toEqual({
      error: "not supported in Nines: the pattern stage",
      at: { start: 10, end: 17 },
    });
    expect(errorOf('{a="b"} | line_format "{{ .a | upper }}"')).toBe(
      "not supported in Nines: the template action {{.a | upper}}",
    );
  });

  it("keeps words that are functions only in front of a bracket as labels", () => {
    expect(parseLogql('{rate="1"} | json | bytes > 5kB and duration > 1.5s or count = 3')).toMatchObject({
      expr: {
        stages: [
          { kind: "json" },
          {
            filter: {
              kind: "or",
              left: {
                kind: "and",
                left: { name: "bytes", value: 5000, unit: "bytes" },
                right: { name: "duration", value: 1.5, unit: "duration" },
              },
              right: { name: "count", value: 3, unit: "number" },
            },
          },
        ],
      },
    });
  });

  it("refuses deep nesting and long texts, and never throws", () => {
    expect(errorOf("(".repeat(5000))).toMatch(/^parse error/);
    expect(errorOf(`{a="${"b".repeat(200_000)}"}`)).toMatch(/^parse error : input size too long/);
    for (const text of ["", "\u0000", "{", "[", '"\\', "🙂", "#", "-", "- 5", '{a=~"("}', "9e999", "1e"]) {
      expect(typeof errorOf(text)).toBe("string");
    }
  });
});
