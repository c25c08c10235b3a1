import { describe, expect, test } from "vitest";
import { parseMetricLabels, parseSeriesDescription } from "./series-description.ts";

/** The values as short texts: `_`, `stale`, numbers, and histograms by how often their step was added. */
function shorthand(text: string): string {
  const { values, errors } = parseSeriesDescription(text);
  if (errors[0] !== undefined) throw new Error(errors[0].text);
  return values
    .map((value) => {
      if (value.kind === "float") return String(value.value);
      if (value.kind === "histogram")
        return `h${value.base.count}${value.sign}${value.delta?.count ?? 0}*${value.times}`;
      return value.kind === "omitted" ? "_" : value.kind;
    })
    .join(" ");
}

describe("parseSeriesDescription", () => {
  test.each([
    ["a 1 2 3", "1 2 3"],
    ["a 1+2x3", "1 3 5 7"],
    ["a 1-2x3", "1 -1 -3 -5"],
    ["a -1+-2x1", undefined],
    ["a 5x2 _ _x2 stale NaN -Inf +.5 1e2", "5 5 5 _ _ _ stale NaN -Infinity 0.5 100"],
    ["a 0x0", "0"],
    ['  a{b="c"}   1   ', "1"],
    ["a", ""],
    ["a {{count:3}} {{count:1}}x1 {{count:2}}+{{count:1}}x1", "h3+0*0 h1+0*0 h1+0*1 h2+1*0 h2+1*1"],
  ])("%s", (text, expected) => {
    if (expected === undefined) expect(() => shorthand(text)).toThrow("unexpected <op:-> in series values");
    else expect(shorthand(text)).toBe(expected);
  });

  test("reads metrics of every form", () => {
    const labels = (text: string) => parseSeriesDescription(text).labels.toRecord();
    expect(labels('up{job="a",instance="b"} 1')).toEqual({ __name__: "up", instance: "b", job: "a" });
    expect(labels('{job="a",} 1')).toEqual({ job: "a" });
    expect(labels('{"http.requests", "größe"="x"} 1')).toEqual({ __name__: "http.requests", größe: "x" });
    expect(labels("sum 1")).toEqual({ __name__: "sum" });
    expect(labels("{} 1")).toEqual({});
    expect(parseMetricLabels('up{job="a"}')).toMatchObject({ errors: [] });
    expect(parseMetricLabels("up down").errors[0]?.message).toBe('unexpected identifier "down"');
  });

  test.each([
    ['up{job="a"', "1:11: parse error: unexpected end of input inside braces"],
    ["up{job=a} 1", '1:8: parse error: unexpected identifier "a" in label set, expected string'],
    ["up{job} 1", '1:7: parse error: unexpected "}" in label set, expected "="'],
    ["up 1x", "1:6: parse error: unexpected end of input in series values"],
    ["up 1x-1", "1:6: parse error: unexpected <op:-> in series values"],
    [
      "up 1x1.5",
      '1:6: parse error: invalid repetition in series values: strconv.ParseUint: parsing "1.5": invalid syntax',
    ],
    ["up 12y", '1:4: parse error: bad number syntax: "12"'],
    [
      "up 1x99999999999",
      '1:6: parse error: invalid repetition in series values: strconv.ParseUint: parsing "99999999999": value out of range',
    ],
    ["up ok", '1:4: parse error: unexpected identifier "ok" in series values, expected number or "stale"'],
    ["up ?", "1:4: parse error: unexpected character in series sequence: '?'"],
    ["up {{count:x}}", "1:4: parse error: error parsing count: x"],
    ["up {{cuont:1}}", '1:4: parse error: bad histogram descriptor found: "cuont"'],
    ["up {{count:1", "1:4: parse error: histogram description incomplete unexpected: '�'"],
  ])("refuses %s", (text, printed) => {
    const { errors, values } = parseSeriesDescription(text);
    expect(errors[0]?.text).toBe(printed);
    expect(values).toEqual([]);
  });
});
