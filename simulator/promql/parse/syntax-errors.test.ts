import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parser as lezerParser } from "@prometheus-io/lezer-promql";
import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";
import { walkExpr } from "./walk.ts";

const conformance = { preset: "conformance" } as const;
/** Errors of the grammar, as against those of meaning, which the golden answers leave out. */
const GRAMMAR =
  /^(?:unexpected (?:identifier|number|string|duration|metric identifier|<|"|end of input)|trailing commas|no expression)/;

/**
 * Random texts with the errors that the tables of Prometheus 3.14's own generated parser report for them, in
 * order, each as `START-END MESSAGE`.
 */
const golden = JSON.parse(
  readFileSync(new URL("testdata/syntax-errors.json", import.meta.url), "utf8"),
) as string[][];

test("300 random texts fail with the errors of Prometheus's own parser, each one in order", () => {
  expect(golden).toHaveLength(300);
  for (const [text = "", ...expected] of golden) {
    const got = parse(text, conformance).errors.map(({ message, span }) => ({
      printed: `${span.start}-${span.end} ${message}`,
      message,
    }));
    const grammar = got.filter(({ message, printed }) => GRAMMAR.test(message) || expected.includes(printed));
    expect(
      grammar.map(({ printed }) => printed),
      text,
    ).toEqual(expected);
  }
});

describe("any text at all", () => {
  test("is parsed without an exception, with spans inside the text and children inside their parents", () => {
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const pieces =
      'sum( rate( x {a="b" } [5m] [1h: ) , by on offset @ 1.5 -  ^ bool é \\ " \' ` # \n 0x1f 1e 5m3 start( ]'.split(
        " ",
      );
    for (let i = 0; i < 5_000; i++) {
      const text = Array.from({ length: random(14) }, () => pieces[random(pieces.length)]).join(
        random(2) === 0 ? "" : " ",
      );
      const bytes = Buffer.byteLength(text);
      const { ast, errors } = parse(text, conformance);
      for (const { text: printed } of errors) {
        expect(printed).toMatch(/^(?:\d+:\d+|unknown position): parse error: \S/);
      }
      if (ast === undefined) expect(errors.length).toBeGreaterThan(0);
      else {
        walkExpr(ast, ({ span }) => {
          if (span.start < 0 || span.end > bytes || span.start > span.end) throw new Error(text);
        });
      }
    }
  });
});

/** Prometheus accepts numbers that end in a dot, and these functions; the editor grammar knows neither yet. */
const UNKNOWN_TO_LEZER = /\d\.(?:\D|$)|m(?:ax|in)_of\(/;

test("the editor grammar of Prometheus accepts what we accept, but for forms it does not know", () => {
  const folder = process.env.PROMQL_UPSTREAM ?? resolve("../shared/data/promqltest");
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".test")) : [];
  const queries = new Set<string>();
  for (const name of files) {
    const text = readFileSync(resolve(folder, name), "utf8");
    for (const [, expr = ""] of text.matchAll(/^\s*eval\S* instant at \S+ (.+)$/gm)) queries.add(expr.trim());
  }
  const refused = [...queries].filter((query) => {
    let wrong = false;
    lezerParser.parse(query).iterate({
      enter: (node) => {
        wrong ||= node.type.isError;
      },
    });
    return wrong && parse(query, conformance).errors.length === 0;
  });
  expect(refused.filter((query) => !UNKNOWN_TO_LEZER.test(query))).toEqual([]);
});
