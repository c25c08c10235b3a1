import { expect, test } from "vitest";
import { javascriptLine } from "./tokenize-javascript.ts";

const kinds = (line: string, state: Parameters<typeof javascriptLine>[1] = ""): string =>
  javascriptLine(line, state)
    .tokens.map(({ kind }) => kind)
    .filter((kind) => kind !== "plain")
    .join(" ");

test("keywords, calls, labels, texts, numbers and comments have colours", () => {
  expect(kinds('const a = f("x", 1.5); // why')).toBe("kw fn string number comment");
  expect(kinds("c.inc({ status: 'ok' });")).toBe("fn label string");
});

test("a block comment and a template go on over lines", () => {
  expect(javascriptLine("/* one", "")).toMatchObject({ end: "*" });
  expect(javascriptLine("two */ return", "*").end).toBe("");
  expect(kinds("two */ return", "*")).toBe("comment kw");
  expect(javascriptLine("`one", "").end).toBe("`");
  expect(kinds("two` + 3", "`")).toBe("string number");
});
