import { describe, expect, test } from "vitest";
import { parseTestFile } from "./parse-test-file.ts";
import { pinSelectors } from "./pin-selectors.ts";
import { runTestFile } from "./run-test-file.ts";
import { runTestFiles } from "./run-test-files.ts";

/** The problem of the one eval in `text`, whose data is a counter and two gauges. */
function problemOf(text: string): string | undefined {
  const load = `load 1m
  requests_total{job="a"} 0+60x10
  heat{gpu="0"} 1 2 3 _ 5 stale
  heat{gpu="1"} 7x5
`;
  const { evals, error } = runTestFile(`${load}\n${text}`);
  if (error !== undefined) throw new Error(error.message);
  if (evals.length !== 1) throw new Error(`${evals.length} evals`);
  return evals[0]?.problem;
}

describe("an eval passes", () => {
  test.each([
    ['eval instant at 5m rate(requests_total[5m])\n  {job="a"} 1'],
    ['eval instant at 2m heat\n  heat{gpu="0"} 3\n  heat{gpu="1"} 7'],
    ['eval instant at 5m heat\n  heat{gpu="1"} 7'],
    ['eval range from 0 to 3m step 1m heat{gpu="0"}\n  heat{gpu="0"} 1 2 3 3'],
    ['eval instant at 2m sort_desc(heat)\n  expect ordered\n  heat{gpu="1"} 7\n  heat{gpu="0"} 3'],
    ["eval instant at 0 1 + 1\n  2"],
    ["eval instant at 0 vector(NaN)\n  {} NaN"],
    ["eval instant at 0 'a\\tb'\n  expect string \"a\\tb\""],
    [
      'eval instant at 2m heat{gpu="0"}[2m]\n  expect range vector from 1m to 2m step 1m\n  heat{gpu="0"} 2 3',
    ],
    [
      "eval instant at 1m rate(heat[5m])\n  expect info regex: might not be a counter\n" +
        '  {gpu="0"} 0.005\n  {gpu="1"} 0',
    ],
    ['eval_fail instant at 0 label_replace(heat, "gpu", "x", "", "")'],
    [
      'eval_fail instant at 0 label_replace(heat, "gpu", "x", "", "")\n' +
        "  expected_fail_message vector cannot contain metrics with the same labelset",
    ],
    ['eval instant at 0 label_replace(heat, "gpu", "x", "", "")\n  expect fail regex: same labelset'],
  ])("%s", (text) => {
    expect(problemOf(text)).toBeUndefined();
  });
});

describe("an eval fails", () => {
  test.each([
    ['eval instant at 2m heat\n  heat{gpu="0"} 3', 'unexpected series {__name__="heat", gpu="1"} 7'],
    [
      'eval instant at 2m heat{gpu="0"}\n  heat{gpu="0"} 3.00001',
      '{__name__="heat", gpu="0"} got 3, expected 3.00001',
    ],
    ['eval instant at 2m heat{gpu="2"}\n  heat{gpu="2"} 3', 'series {__name__="heat", gpu="2"} missing'],
    ["eval instant at 0 1 + 1\n  {} 2", "got scalar 2, expected series"],
    ["eval instant at 0 vector(1)\n  1", "got 1 series, expected a scalar"],
    ["eval instant at 0 'a'\n  expect string \"b\"", 'got string "a", expected "b"'],
    [
      'eval instant at 2m sort(heat)\n  expect ordered\n  heat{gpu="1"} 7\n  heat{gpu="0"} 3',
      '{__name__="heat", gpu="0"} at position 1, expected at 2',
    ],
    [
      'eval range from 0 to 3m step 1m heat{gpu="0"}\n  heat{gpu="0"} 1 2 _ 3',
      '{__name__="heat", gpu="0"} at 180 s: got [1@0 2@60 3@120 3@180], expected 3',
    ],
    [
      'eval range from 0 to 1m step 1m heat{gpu="0"}\n  heat{gpu="0"} 1 2 3',
      '{__name__="heat", gpu="0"} expected 3 points, more than the time range has',
    ],
    ['eval instant at 0 heat{gpu="0"} > 5\n  expect fail', "got a result, expected an error"],
    [
      'eval instant at 0 label_replace(heat, "gpu", "x", "", "")\n  expect fail msg: something else',
      'got error vector cannot contain metrics with the same labelset, expected message "something else"',
    ],
    [
      'eval instant at 5m rate(requests_total[5m])\n  expect warn\n  {job="a"} 1',
      "got no warning, expected any text",
    ],
    [
      'eval instant at 5m rate(heat{gpu="1"}[5m])\n  expect no_info\n  {gpu="1"} 0',
      'got info PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "heat" (1:6), expected none',
    ],
    ["eval instant at 1m time(\n  60", "got error 1:6: parse error: unclosed left parenthesis"],
  ])("%s", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test("when a repetition at another time differs, though the first run agrees", () => {
    // The pinned copy of the query is evaluated at five other times; the plain one only at its own.
    expect(problemOf('eval instant at 2m heat{gpu="0"} + time()\n  {gpu="0"} 123')).toBeUndefined();
    expect(pinSelectors("heat + time()", 120_000)).toBeUndefined();
    expect(pinSelectors("heat + rate(x[5m] @ 3) + max_over_time(y[5m:])", 120_000)).toBe(
      "heat @ 120.000 + rate(x[5m] @ 3.000) + max_over_time(y[5m:] @ 120.000)",
    );
  });
});

describe("the language", () => {
  test.each([
    ["load 1q\n  a 1", 1, 'invalid step definition "1q": unknown unit "q" in duration "1q"'],
    ["load 1m\n  a{b=} 1", 2, 'parse error: unexpected "}" in label set, expected string'],
    ["load 1m\n  a 1 1.x", 2, "parse error: unexpected end of input in series values"],
    [
      "load 1m\n  a wrong",
      2,
      'parse error: unexpected identifier "wrong" in series values, expected number or "stale"',
    ],
    ["\nstore 1m", 2, 'invalid command "store 1m"'],
    ["eval at 1m up", 1, /^invalid evaluation command/],
    ["eval instant at 1m up\n  expect nothing", 2, /^invalid expect statement/],
    ["eval instant at 1m up\n  up 1 2", 2, /^expecting multiple values in instant evaluation not allowed/],
    ["eval range from 2m to 1m step 1m up", 1, /^invalid test definition, end timestamp \(1m\)/],
    ["eval instant at 1m up\n  expect warn\n  expect no_warn", 3, /cannot be used together$/],
    ["load 1m\n  a@st -1m\n  b 1", 3, "@st metric does not match the following sample line metric"],
    ["load 1m\n  a@st -1mx2\n  a 1", 3, "@st line has 3 values but sample line has 1"],
    ["load 1m\n  a {{schema:0 sum:1 sum:2}}", 2, 'parse error: duplicate key "sum" in histogram'],
  ])("refuses %j", (text, line, message) => {
    const { error } = parseTestFile(text);
    expect(error?.line).toBe(line);
    if (typeof message === "string") expect(error?.message).toBe(message);
    else expect(error?.message).toMatch(message);
  });

  test("reads start times, repetition, histograms and comments", () => {
    const { commands, error } = parseTestFile(`# a comment
load_with_nhcb 30s
  a{x="1"}@st -30s-1mx1 _
  a{x="1"} 1-2x1 -Inf
  h {{schema:1 count:2 buckets:[1 1]}}+{{count:1}}x1 _x2

clear
`);
    expect(error).toBeUndefined();
    const [load, clear] = commands;
    expect(clear).toEqual({ kind: "clear", line: 7 });
    if (load?.kind !== "load") throw new Error("no load");
    const [a, h] = load.series;
    expect(load).toMatchObject({ stepMs: 30_000, withNhcb: true });
    expect(a?.startOffsetsMs).toEqual([-30_000, -90_000, undefined]);
    expect(a?.values).toEqual([
      { kind: "float", value: 1 },
      { kind: "float", value: -1 },
      { kind: "float", value: Number.NEGATIVE_INFINITY },
    ]);
    expect(h?.values.map((value) => value.kind)).toEqual(["histogram", "histogram", "omitted", "omitted"]);
  });

  test("clear empties the store, and samples out of order end the file", () => {
    const outcome = runTestFile(`load 1m
  a 1 2

clear

eval instant at 1m a

load 1m
  a 5

load 1m
  a 6
`);
    expect(outcome.evals).toEqual([{ line: 6, statement: "eval instant at 1m a", problem: undefined }]);
    expect(outcome.error).toEqual({ line: 11, message: "duplicate sample for timestamp" });
  });
});

describe("runTestFiles", () => {
  const good = "eval instant at 0 1\n  1\n";
  const bad = "eval instant at 0 2\n  1\n";

  test("prints one line a file, failures behind it and a total", () => {
    const report = runTestFiles([
      { name: "good.test", text: good },
      { name: "mixed.test", text: `${good}\n${bad}\nnonsense` },
    ]);
    expect(report).toEqual({
      lines: [
        "good.test 1/1",
        "mixed.test 1/2",
        "  mixed.test:4 eval instant at 0 2: got 2, expected 1",
        '  mixed.test:7 invalid command "nonsense"',
        "2 passed, 2 failed",
      ],
      passed: 2,
      failed: 2,
    });
  });

  test("shows 20 failures a file unless asked for all, and lists what passes", () => {
    const text = `${`${bad}\n`.repeat(25)}\n${good}`;
    expect(runTestFiles([{ name: "many.test", text }]).lines).toHaveLength(23);
    expect(runTestFiles([{ name: "many.test", text }], { all: true }).lines).toHaveLength(27);
    expect(runTestFiles([{ name: "many.test", text }], { list: true }).lines).toEqual(["many.test:77"]);
  });
});
