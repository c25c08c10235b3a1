import { describe, expect, test } from "vitest";
import { type Expr, Labels, parse, printExpr, SeriesStore } from "../../../simulator/index.ts";
import { charSpan } from "./char-span.ts";
import { conditionStates, holdsAt } from "./condition.ts";
import { asQuestion, conjuncts, withoutFilters } from "./rewrite.ts";
import { metricsOf, plainDurationMs, selectorsOf, unwrap } from "./walk.ts";

function tree(expr: string): Expr {
  const { ast, errors } = parse(expr);
  if (ast === undefined || errors.length > 0) throw new Error(errors[0]?.text ?? expr);
  return ast;
}

describe("walk", () => {
  test("finds selectors with the way to them", () => {
    const found = selectorsOf(tree('sum(rate(a_total[5m])) / on() {__name__="b"}'));
    expect(found.map(({ ancestors }) => ancestors.map((node) => node.kind))).toEqual([
      ["binary", "aggregate", "call", "matrixSelector"],
      ["binary"],
    ]);
    expect([...metricsOf(tree('a + {__name__="b"} + {job="x"} + a'))]).toEqual(["a", "b"]);
  });

  test("reads plain durations", () => {
    const rate = tree("rate(a[90s])");
    const range =
      rate.kind === "call" && rate.args[0]?.kind === "matrixSelector" ? rate.args[0].range : undefined;
    expect(range === undefined ? undefined : plainDurationMs(range)).toBe(90_000);
    expect(unwrap(tree("((a))")).kind).toBe("vectorSelector");
  });
});

test("byte spans become character spans", () => {
  const text = 'a{x="é😀"} + b';
  const bytes = { start: 0, end: 14 };
  expect(charSpan(text, bytes)).toEqual({ start: 0, end: 11 });
  expect(text.slice(0, 10)).toBe('a{x="é😀"}');
});

describe("rewrite", () => {
  test.each([
    ["a > 1", "a > bool 1"],
    ["(a > 1)", "a > bool 1"],
    ["a > bool 1", "a > bool 1"],
    ["a + b", "a + b"],
  ])("asQuestion(%s)", (expr, question) => {
    expect(printExpr(asQuestion(tree(expr)))).toBe(question);
  });

  test.each([
    ["a > 1 and b < 2", "a and b"],
    ["sum(a > 1) / (b < 2)", "sum(a) / b"],
    ["1 < a", "a"],
    ["(a + b > 1) * 2", "(a + b) * 2"],
  ])("withoutFilters(%s)", (expr, bare) => {
    expect(printExpr(withoutFilters(tree(expr)))).toBe(bare);
  });

  test("conjuncts are what must all hold", () => {
    expect(conjuncts(tree("(a > 1) and b and (c or d)")).map(printExpr)).toEqual(["a > 1", "b", "c or d"]);
  });
});

describe("conditions", () => {
  const store = new SeriesStore();
  for (const [pod, values] of Object.entries({ one: [0, 0, 0, 5], two: [0, 3, 0, 0] })) {
    const ref = store.series(Labels.of({ __name__: "errors", pod }));
    for (const [k, value] of values.entries()) store.append(ref, k * 60_000, value);
  }
  const holds = (expr: string): readonly boolean[] => conditionStates(store, expr, 0, 180_000, 60_000).holds;

  test("every series must be true; a filter keeps its false series visible", () => {
    expect(holds("errors < 1")).toEqual([true, false, true, false]);
    expect(holds("errors < bool 1")).toEqual([true, false, true, false]);
  });

  test("a value of 0 that passes its comparison is true", () => {
    expect(holds("sum(errors) <= 3")).toEqual([true, true, true, false]);
  });

  test("no series is no truth", () => {
    expect(holds("nothing < 1")).toEqual([false, false, false, false]);
    expect(holdsAt(store, "nothing", 0)).toBe(false);
  });

  test("parts joined by and must all hold", () => {
    expect(holds("sum(errors) < 4 and max(errors) < 1")).toEqual([true, false, true, false]);
  });

  test("anything but a comparison is true while it is not 0", () => {
    expect(holds("sum(errors)")).toEqual([false, true, false, true]);
  });

  test("text that does not parse never holds", () => {
    expect(holdsAt(store, "errors <", 0)).toBe(false);
  });
});
