import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";
import { walkExpr } from "./walk.ts";

interface CorpusCase {
  readonly input?: string;
  readonly inputBase64?: string;
  readonly errors?: readonly { readonly start: number; readonly end: number; readonly message: string }[];
}

const folder = process.env.PROMQL_PARSE_CORPUS ?? resolve("../shared/data/promql-parse");

function corpus(name: string): CorpusCase[] {
  const path = resolve(folder, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as CorpusCase[]) : [];
}

/** Bytes that are not UTF-8 are given to the parser as U+DC80 and up. */
function inputOf({ input, inputBase64 }: CorpusCase): string {
  if (inputBase64 === undefined) return input ?? "";
  return [...Buffer.from(inputBase64, "base64")]
    .map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte))
    .join("");
}

const conformance = { preset: "conformance" } as const;

describe("Prometheus's own parser corpus", () => {
  const valid = corpus("valid.json");
  const invalid = corpus("invalid.json");
  test("is here, or the reason is told", () => {
    if (valid.length === 0) process.stdout.write("PromQL parser corpus not found; skipped\n");
    expect(valid.length === 0).toBe(invalid.length === 0);
  });
  test.each(valid.map(inputOf))("accepts %j", (input) => {
    const { ast, errors } = parse(input, conformance);
    expect(errors.map((error) => error.text)).toEqual([]);
    expect(ast).toBeDefined();
  });
  test.each(invalid.map((one) => [inputOf(one), one.errors] as const))("refuses %j", (input, expected) => {
    const { errors } = parse(input, conformance);
    expect(errors.map(({ message, span }) => ({ ...span, message }))).toEqual(expected);
  });
});

describe("positions and limits", () => {
  test("takes linear time for ten thousand errors in one expression", () => {
    const input = `(${"-{}-1".repeat(10_000)})${"[1m:]".repeat(1_000)}`;
    const { errors } = parse(input, conformance);
    expect(errors).toHaveLength(10_999);
    const nth = (n: number) => ({ ...errors[n]?.span, message: errors[n]?.message });
    const empty = "vector selector must contain at least one non-empty matcher";
    expect(nth(0)).toEqual({ start: 2, end: 4, message: empty });
    expect(nth(9_999)).toEqual({ start: 49_997, end: 49_999, message: empty });
    const nested = "subquery is only allowed on instant vector, got matrix instead";
    expect(nth(10_000)).toEqual({ start: 0, end: 50_012, message: nested });
    expect(nth(10_998)).toEqual({ start: 0, end: 55_002, message: nested });
  });

  test.each([
    ["", "unknown position: parse error: no expression found in input"],
    ["sum(\n  foo bar)", '2:7: parse error: unexpected identifier "bar" in aggregation'],
    ["'é' + (", "1:9: parse error: unclosed left parenthesis"],
    [
      "limitk(2, x)",
      "1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions",
    ],
    ["mad_over_time(x[5m])", '1:1: parse error: function "mad_over_time" is not enabled'],
    ["a + fill(0) b", "1:1: parse error: binop fill modifiers are experimental and not enabled"],
    ["x anchored", "1:1: parse error: anchored modifier is experimental and not enabled"],
    ['x{a=~"("}', "1:3: parse error: error parsing regexp: missing closing ): `(`"],
  ])("a learner's %j fails with %s", (input, text) => {
    expect(parse(input).errors[0]?.text).toBe(text);
  });

  test("learners may use duration expressions, and features can be switched one by one", () => {
    expect(parse("rate(x[5m * 2])").errors).toEqual([]);
    expect(parse("rate(x[5m * 2])", { disable: ["promql-duration-expr"] }).errors[0]?.message).toBe(
      "experimental duration expression is not enabled",
    );
    expect(parse("limitk(2, x)", { enable: ["promql-experimental-functions"] }).errors).toEqual([]);
  });

  test("refuses texts too long or too deep for a learner", () => {
    expect(parse(`x${" ".repeat(10_240)}`).errors[0]?.message).toBe(
      "expression is 10241 bytes long; the most is 10240",
    );
    expect(parse("(".repeat(101)).errors[0]?.message).toMatch(/^nested more than/);
    expect(parse(`${"1+".repeat(100)}1`).errors[0]?.message).toBe("expression is more than 100 levels deep");
    expect(parse(`${"1+".repeat(99)}1`).errors).toEqual([]);
    expect(parse("(".repeat(100_000), conformance).errors[0]?.message).toMatch(/^nested more than/);
  });
});

describe("half-typed text", () => {
  test.each([
    ["sum by (job) (rate(http_requests_total[5m", "aggregate", "unclosed left parenthesis"],
    ["rate(x[5m]) / ", "call", "unexpected end of input"],
    ['x{job="a", ', "vectorSelector", "unexpected end of input inside braces"],
    ["sum(rate(x[5m])) by (", "aggregate", "unclosed left parenthesis"],
    [
      "x offset ",
      "vectorSelector",
      "unexpected end of input in offset, expected number, duration, step(), or range()",
    ],
  ])("%s keeps its %s", (input, kind, message) => {
    const { ast, errors } = parse(input);
    expect(ast?.kind).toBe(kind);
    expect(errors[0]?.message).toBe(message);
  });

  test("numbers nodes in the order of the text", () => {
    const { ast } = parse("topk(3, sum by (a) (rate(x[5m])) / y)");
    const seen: string[] = [];
    if (ast !== undefined) walkExpr(ast, (expr) => seen.push(`${expr.id} ${expr.kind}`));
    expect(seen).toEqual([
      "0 aggregate",
      "1 number",
      "2 binary",
      "3 aggregate",
      "4 call",
      "5 matrixSelector",
      "6 vectorSelector",
      "7 vectorSelector",
    ]);
  });
});
