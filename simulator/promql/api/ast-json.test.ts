import { describe, expect, test } from "vitest";
import type { Expr } from "../parse/ast.ts";
import { parse } from "../parse/parse.ts";
import { toAstJson } from "./ast-json.ts";

function tree(text: string): Expr {
  const { ast } = parse(text, { preset: "conformance" });
  if (ast === undefined) throw new Error(text);
  return ast;
}

describe("toAstJson", () => {
  test("shows a query as the server's parse_query does, with sorted keys", () => {
    expect(JSON.stringify(toAstJson(tree("rate(x{a!='b'}[5m] offset 1m) > bool 2")))).toBe(
      '{"bool":true,"lhs":{"args":[{"anchored":false,"matchers":[{"name":"a","type":"!=","value":"b"},{"name":"__name__","type":"=","value":"x"}],"name":"x","offset":60000,"offsetExpr":null,"range":300000,"rangeExpr":null,"smoothed":false,"startOrEnd":null,"timestamp":null,"type":"matrixSelector"}],"func":{"argTypes":["matrix"],"name":"rate","returnType":"vector","variadic":0},"type":"call"},"matching":null,"op":">","rhs":{"type":"numberLiteral","val":"2"},"type":"binaryExpr"}',
    );
  });

  test("has the fields of every kind of node", () => {
    expect(
      toAstJson(tree("topk by (job) (3, -(a)) or on (b) max_over_time(c[2*step():1m] @ end())")),
    ).toEqual({
      type: "binaryExpr",
      op: "or",
      bool: false,
      matching: {
        card: "many-to-many",
        labels: ["b"],
        on: true,
        include: [],
        fillValues: { lhs: null, rhs: null },
      },
      lhs: {
        type: "aggregation",
        op: "topk",
        grouping: ["job"],
        without: false,
        param: { type: "numberLiteral", val: "3" },
        expr: {
          type: "unaryExpr",
          op: "-",
          expr: { type: "parenExpr", expr: expect.objectContaining({ type: "vectorSelector", name: "a" }) },
        },
      },
      rhs: {
        type: "call",
        func: { name: "max_over_time", argTypes: ["matrix"], variadic: 0, returnType: "vector" },
        args: [
          {
            type: "subquery",
            expr: expect.objectContaining({ name: "c" }),
            offset: 0,
            offsetExpr: null,
            range: 0,
            rangeExpr: {
              type: "durationExpr",
              op: "*",
              lhs: { type: "numberLiteral", val: "2", duration: false },
              rhs: { type: "durationExpr", op: "step", lhs: null, rhs: null, wrapped: false },
              wrapped: false,
            },
            startOrEnd: "end",
            step: 60_000,
            stepExpr: null,
            timestamp: null,
          },
        ],
      },
    });
    expect(toAstJson(tree("'text'"))).toEqual({ type: "stringLiteral", val: "text" });
    expect(toAstJson(tree("x offset (5s)"))).toMatchObject({
      offset: 0,
      offsetExpr: { op: "+", rhs: { type: "numberLiteral", val: "5", duration: true }, wrapped: true },
    });
  });
});
