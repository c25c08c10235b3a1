import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Language, type LineState, tokenizeLine } from "./tokenize.ts";

/** Kinds of the non-blank pieces of a line, as `text:kind`. */
function pieces(language: Language, line: string, state: LineState = ""): string[] {
  const { tokens } = tokenizeLine(language, line, state);
  return tokens
    .map((token, i) => [line.slice(token.start, tokens[i + 1]?.start ?? line.length), token.kind] as const)
    .filter(([text, kind]) => kind !== "plain" && text.trim() !== "")
    .map(([text, kind]) => `${text.trim()}:${kind}`);
}

describe("promql colours", () => {
  it("tells functions, groupings, labels, strings and numbers apart", () => {
    expect(pieces("promql", 'max by (pod, gpu) (rate(x{job=~"ml.*"}[5m])) and on (pod) y > 0.5')).toEqual([
      "max:fn",
      "by:kw",
      "pod:label",
      "gpu:label",
      "rate:fn",
      "job:label",
      '"ml.*":string',
      "5m:number",
      "and:kw",
      "on:kw",
      "pod:label",
      "0.5:number",
    ]);
  });

  it("carries an open selector and a raw string to the next line", () => {
    expect(tokenizeLine("promql", 'x{job="a",', "").end).toBe("{");
    expect(pieces("promql", 'pod="b"}', "{")).toEqual(["pod:label", '"b":string']);
    expect(tokenizeLine("promql", "label_replace(x, `a", "").end).toBe("`");
    expect(tokenizeLine("promql", "b`, y)", "`").tokens[0]).toEqual({ start: 0, kind: "string" });
  });
});

describe("yaml colours", () => {
  it("tells keys, strings and comments apart", () => {
    expect(pieces("yaml", '  - alert: High # why: "x"')).toEqual(["alert:fn", '# why: "x":comment']);
    expect(pieces("yaml", '    summary: "a: b"')).toEqual(["summary:fn", '"a: b":string']);
    expect(pieces("yaml", "    for: 10m")).toEqual(["for:fn", "10m:number"]);
  });
});

it("covers every text from its start, in order, whatever was typed", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Language>("promql", "yaml", "markdown", "text"),
      fc.string(),
      fc.constantFrom<LineState>("", "{", "(", "`"),
      (language, text, state) => {
        const line = text.replace(/[\r\n]/g, " ");
        const { tokens } = tokenizeLine(language, line, state);
        const starts = tokens.map(({ start }) => start);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
        if (line !== "" && tokens.length > 0) expect(starts[0]).toBe(0);
      },
    ),
  );
});
