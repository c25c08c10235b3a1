import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { AggregateOp, BinaryOp, Expr } from "./ast.ts";
import { parse } from "./parse.ts";
import { prettyPrint } from "./pretty-print.ts";
import { printExpr } from "./print.ts";

const conformance = { preset: "conformance" } as const;

function tree(text: string): Expr {
  const { ast, errors } = parse(text, conformance);
  if (ast === undefined || errors.length > 0) throw new Error(`${text}: ${errors[0]?.text}`);
  return ast;
}

/** A tree without what printing may change: positions, the order of matchers, ways to write a number. */
function shape(expr: Expr): unknown {
  const bare = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(bare);
    if (value === null || typeof value !== "object") return value;
    const kept = Object.entries(value).filter(([key]) => key !== "span" && key !== "isNumber");
    const copy = Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner)]));
    if (Array.isArray(copy.matchers)) copy.matchers = copy.matchers.map((one) => JSON.stringify(one)).sort();
    return copy;
  };
  return bare(expr);
}

describe("printExpr", () => {
  test.each([
    ["sum(rate(x[5m]))by(job)", "sum by (job) (rate(x[5m]))"],
    ["sum by () (x)", "sum(x)"],
    ["a+on(b)group_left(c)d", "a + on (b) group_left (c) d"],
    ["a  ==bool 1", "a == bool 1"],
    ['{"a.b",c=~"d|e"}', '{"a.b",c=~"d|e"}'],
    ['{"plain"}', "plain"],
    ['x{b="2",a="1"} offset 90s @ 1.5', 'x{a="1",b="2"} @ 1.500 offset 1m30s'],
    ["x[5m:] @ end()", "x[5m:] @ end()"],
    ["x[5]", "x[5s]"],
    ["x[1.5]", "x[1s500ms]"],
    ["x[(5s)]", "x[(5s)]"],
    ["x[2^3*step()]", "x[2 ^ 3 * step()]"],
    ["x offset -(1^2)", "x offset -(1 ^ 2)"],
    ["1e3", "1000"],
    ["0x1F", "31"],
    ["1h30m", "1h30m"],
    ["-1h", "-1h"],
    ["a + fill(0) b", "a + fill (0) b"],
    ["a + fill_right(1) fill_left(-2.5) b", "a + fill_left (-2.5) fill_right (1) b"],
    ["x[5m] smoothed @ start()", "x[5m] smoothed @ start()"],
    ["'a\\'b'", '"a\'b"'],
    ["`\\d\n`", '"\\\\d\\n"'],
    ["inf", "+Inf"],
    ["nan", "NaN"],
  ])("prints %s as %s", (text, printed) => {
    expect(printExpr(tree(text))).toBe(printed);
  });

  test("gives the same tree back for Prometheus's valid expressions", () => {
    const path = resolve(process.env.PROMQL_PARSE_CORPUS ?? "../shared/data/promql-parse", "valid.json");
    const inputs = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { input: string }[]) : [];
    const changed = inputs
      .map(({ input }) => input)
      .filter((input) => {
        const before = tree(input);
        return JSON.stringify(shape(tree(printExpr(before)))) !== JSON.stringify(shape(before));
      });
    expect(changed).toEqual([]);
  });

  test("gives the same tree back for 1,000 random expressions, on one line and pretty", () => {
    const random = generator(20260925);
    for (let i = 0; i < 1000; i++) {
      const text = randomExpr(random, 4);
      const before = tree(text);
      const printed = printExpr(before);
      expect(shape(tree(printed)), `${text} -> ${printed}`).toEqual(shape(before));
      expect(shape(tree(prettyPrint(before))), text).toEqual(shape(before));
      expect(printExpr(tree(printed))).toBe(printed);
    }
  });
});

describe("prettyPrint", () => {
  test("leaves short expressions on one line and breaks long ones at parentheses and operators", () => {
    const long = `histogram_quantile(0.99, sum by (le, model, cluster, namespace) (rate(request_duration_seconds_bucket{job="serve"}[5m]))) > 1`;
    expect(prettyPrint(tree("sum(x)"))).toBe("sum(x)");
    expect(prettyPrint(tree(long))).toBe(
      [
        "  histogram_quantile(",
        "    0.99,",
        '    sum by (le, model, cluster, namespace) (rate(request_duration_seconds_bucket{job="serve"}[5m]))',
        "  )",
        ">",
        "  1",
      ].join("\n"),
    );
  });
});

type Random = (below: number) => number;

/** Marsaglia's xorshift, 32 bits. */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function pick<T>(random: Random, from: readonly T[]): T {
  const chosen = from[random(from.length)];
  if (chosen === undefined) throw new Error("nothing to pick from");
  return chosen;
}

const OPS: readonly BinaryOp[] = ["+", "-", "*", "/", "%", "^", "atan2", "==", ">=", ">/", "</", "and", "or"];
const AGGREGATES: readonly AggregateOp[] = ["sum", "avg", "group", "topk", "quantile"];
const NAMES = ["up", "step", "by", "a:b", "fill"];
const DURATIONS = ["5m", "90", "(1s)", "2*step()", "-(1m-5m)", "1h30m%7m", "max_of(1m,step())^2", "1.5e1"];
const MATCHERS = ['a="b"', 'c!~"d.*"', '"é.x"=~"y"', "z!='\\x7f\\u1234'"];

function randomSelector(random: Random): string {
  const name = pick(random, NAMES);
  return random(3) === 0 ? `${name}{${pick(random, MATCHERS)}, ${pick(random, MATCHERS)}}` : name;
}

function randomModifiers(random: Random): string {
  const offset = ["", "", " offset 5m", " offset -(step()*2)", " offset -90s"];
  return pick(random, offset) + pick(random, ["", "", " @ 12.5", " @ end()"]);
}

function randomVector(random: Random, depth: number): string {
  const below = (): string => randomVector(random, depth - 1);
  if (depth === 0) return `${randomSelector(random)}${randomModifiers(random)}`;
  switch (random(7)) {
    case 0: {
      const op = pick(random, AGGREGATES);
      const param = op === "topk" || op === "quantile" ? "0.5, " : "";
      return `${op}${pick(random, ["", " by (a, b)", ' without ("c.d")'])} (${param}${below()})`;
    }
    case 1:
      return `rate(${randomSelector(random)}[${pick(random, DURATIONS)}]${randomModifiers(random)})`;
    case 2:
      return `max_over_time((${below()})[${pick(random, DURATIONS)}:${pick(random, ["", "1m"])}])`;
    case 3:
      return `(${below()})`;
    case 4:
      return `-${below()}`;
    case 5:
      return `${below()} ${pick(random, OPS)} ${pick(random, ["", "on (a) ", "ignoring (b, c) "])}${below()}`;
    default:
      return `${below()} * on (a) group_left (d) ${below()}`;
  }
}

function randomExpr(random: Random, depth: number): string {
  return random(8) === 0 ? `1 + 2 ^ -${random(9)} * (7 > bool 3)` : randomVector(random, depth);
}
