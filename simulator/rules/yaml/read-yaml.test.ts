import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tooDeep } from "./nesting.ts";
import { readYaml } from "./read-yaml.ts";
import { childOf, plainTag } from "./yaml-node.ts";

describe("reading YAML", () => {
  test("keeps positions, raw scalars and Go's types", () => {
    const { root } = readYaml('a: yes\nb:\n  - 1.50\n  - "x\\ny"\nc: ~\nd:\n', { anchors: false });
    expect(childOf(root, "a")).toMatchObject({ value: "yes", tag: "!!str", line: 1, column: 4 });
    const list = childOf(root, "b");
    expect(list?.kind === "seq" ? list.items : []).toMatchObject([
      { value: "1.50", tag: "!!float", line: 3, column: 5 },
      { value: "x\ny", tag: "!!str", line: 4, column: 5 },
    ]);
    expect(childOf(root, "c")).toMatchObject({ tag: "!!null" });
    // A missing value stands right behind its colon.
    expect(childOf(root, "d")).toMatchObject({ tag: "!!null", line: 6, column: 3 });
  });

  test.each([
    ["0x1F", "!!int"],
    ["0o17", "!!int"],
    ["1_000", "!!int"],
    ["1e3", "!!float"],
    [".inf", "!!float"],
    ["true", "!!bool"],
    ["on", "!!str"],
    ["2025-10-15", "!!timestamp"],
    ["null", "!!null"],
  ])("%s is %s", (text, tag) => {
    expect(plainTag(text)).toBe(tag);
  });

  test("resolves anchors only where they are allowed", () => {
    const text = "a: &x {k: v}\nb: *x\n";
    expect(childOf(childOf(readYaml(text, { anchors: true }).root, "b"), "k")).toMatchObject({ value: "v" });
    expect(readYaml(text, { anchors: false }).problem?.text).toBe(
      "limit/yaml-alias: Anchors are not allowed in rule files (line 1).",
    );
  });

  test.each([
    ["a bracket closed at its key's column", "a:\n  labels: {\n    k: v\n  }\n  b: 1\n"],
    ["a bracket closed further left", "a:\n  labels: {k: v\n}\n  b: 1\n"],
    ["a list at its key's column", "a:\n  list: [\n  {k: v},\n  x ]\n  b: 1\n"],
    ["a quoted string that goes on at the left", 'a:\n  text: "one\ntwo"\n  b: 1\n'],
    ["a dash before the key", "a:\n- labels: {\n  k: v\n}\n  b: 1\n"],
  ])("takes %s, as Go does", (_, text) => {
    const { root, problem } = readYaml(text, { anchors: false });
    expect(problem).toBeUndefined();
    const inner = childOf(root, "a");
    const map = inner?.kind === "seq" ? inner.items[0] : inner;
    expect(childOf(map, "b")).toMatchObject({ value: "1" });
    const [first] = map?.kind === "map" ? map.entries : [];
    if (first?.value.kind === "scalar") expect(first.value.value).toBe("one two");
  });

  test("positions and block scalars survive the moving of lines", () => {
    const text = 'a:\n  x: {\nk: v}\n  s: |\n    "quoted\n    {not flow\n  t: end\n';
    const { root } = readYaml(text, { anchors: false });
    const a = childOf(root, "a");
    expect(childOf(childOf(a, "x"), "k")).toMatchObject({ value: "v", line: 3, column: 4 });
    expect(childOf(a, "s")).toMatchObject({ value: '"quoted\n{not flow\n' });
    expect(childOf(a, "t")).toMatchObject({ value: "end", line: 7, column: 6 });
  });

  test("reads the first of several documents", () => {
    const { root, documents } = readYaml("a: 1\n---\nb: 2\n", { anchors: false });
    expect(documents).toBe(2);
    expect(childOf(root, "a")).toMatchObject({ value: "1" });
  });
});

describe("limits", () => {
  test("64 kB", () => {
    const { problem } = readYaml(`a: ${"x".repeat(65_536)}\n`, { anchors: false });
    expect(problem?.text).toBe("limit/yaml-size: The file has 65 kB; the most is 64 kB.");
  });

  test.each([
    ["indentation", Array.from({ length: 70 }, (_, i) => `${" ".repeat(i)}k:`).join("\n"), 65],
    ["dashes", `${"- ".repeat(70)}x`, 1],
    ["brackets", `a: ${"[".repeat(200)}`, 1],
    ["brackets over lines", `a: [\n${"[\n".repeat(100)}`, 64],
  ])("64 levels of %s", (_, text, line) => {
    const { problem } = readYaml(text, { anchors: false });
    expect(problem?.text).toMatch(
      new RegExp(`^limit/yaml-depth: Nested \\d+ levels at line ${line}; the most is 64.$`),
    );
  });

  test("20,000 levels are refused at once", () => {
    expect(readYaml(`a: ${"[".repeat(20_000)}`, { anchors: false }).problem?.kind).toBe("limit");
    expect(readYaml("- ".repeat(20_000), { anchors: false }).problem?.kind).toBe("limit");
  });

  test("brackets inside strings do not count", () => {
    const lines = Array.from({ length: 80 }, (_, i) => `k${i}: 'x{a=~"[[[["}'`).join("\n");
    expect(tooDeep(lines)).toBeUndefined();
    expect(tooDeep(lines.replaceAll("'", ""))).toBeUndefined();
  });
});

/** Texts and errors of promtool 2.42; `promtool.test.ts` runs the same list through the real tool. */
const syntaxErrors: { text: string; error: string }[] = JSON.parse(
  readFileSync(new URL("../testdata/syntax-errors.json", import.meta.url), "utf8"),
);

test.each(syntaxErrors)("$text", ({ text, error }) => {
  expect(readYaml(text, { anchors: false }).problem).toMatchObject({ kind: "syntax", text: error });
});
