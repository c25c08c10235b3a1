import { describe, expect, test } from "vitest";
import type { Json } from "../kube/manifest.ts";
import { evaluateJq, JqError } from "./evaluate.ts";
import { parseJq } from "./parse.ts";

const input: Json = {
  items: [
    { name: "a", ready: true, size: 3 },
    { name: "b", ready: false, size: 1 },
  ],
  "odd key": null,
};

function run(program: string): Json[] {
  const parsed = parseJq(program);
  if (!parsed.ok) throw new Error(parsed.error);
  return evaluateJq(parsed.expr, input);
}

test.each<[string, Json[]]>([
  ["", [input]],
  [".", [input]],
  [".items[0].name", ["a"]],
  [".items[-1].name", ["b"]],
  [".items[].name", ["a", "b"]],
  [".items[] | select(.ready) | .name", ["a"]],
  ['.items[] | select(.size > 1 and .name != "z") | .size', [3]],
  [".items | length", [2]],
  ['.["odd key"]', [null]],
  ['."odd key"', [null]],
  [".nope.deeper", [null]],
  [".items | map(.size)", [[3, 1]]],
  [".items | map(.size) | sort | first", [1]],
  [".items | sort_by(.size) | .[0].name", ["b"]],
  [".items | map(.size) | add", [4]],
  [".items[0] | keys", [["name", "ready", "size"]]],
  [".items[0] | {name, n: .size}", [{ name: "a", n: 3 }]],
  ["[.items[].name], 1", [["a", "b"], 1]],
  ['.nope // "none"', ["none"]],
  ['.items[] | select(.name | test("^[ab]$")) | .name', ["a", "b"]],
  [".items[0].size - 1, (.items[0].size + 2)", [2, 5]],
  [".items[]?.name?, .name[]?", ["a", "b"]],
  [".items | map(select(.ready | not)) | length", [1]],
  ['"a\\n" | length', [2]],
  ["[.items[].ready] | unique", [[false, true]]],
  ['.items[0] | has("name")', [true]],
  ['.items[0] | has("constructor")', [false]],
  ["empty", []],
])("%s", (program, expected) => {
  expect(run(program)).toEqual(expected);
});

describe("errors in jq's words", () => {
  test.each([
    [".items.name", 'Cannot index array with "name"'],
    [".items[0][0]", "Cannot index object with number"],
    [".items[0].size[]", "Cannot iterate over number (3)"],
    ["true | length", "boolean (true) has no length"],
    ['1 + "a"', 'number (1) and string ("a") cannot be added'],
    ['"x" | tonumber', 'string ("x") cannot be parsed as a number'],
  ])("%s", (program, message) => {
    expect(() => run(program)).toThrow(new JqError(message));
  });

  test.each([
    [".items[", "syntax error, unexpected end of file"],
    [".a b", "syntax error, unexpected 'b'"],
    ["§", "syntax error, unexpected INVALID_CHARACTER near '§'"],
    ["frob(.)", "frob/1 is not defined at <top-level>, line 1:"],
    ["(".repeat(200), "the program is nested too deeply"],
  ])("%s does not parse", (program, message) => {
    const parsed = parseJq(program);
    expect(parsed.ok ? "" : parsed.error).toBe(message);
  });

  test("a program that multiplies without end is stopped", () => {
    expect(() => run("[1,2,3,4,5,6,7,8,9,0] | [.[],.[],.[],.[],.[]] | [.[] + .[]] | [.[] + .[]]")).toThrow(
      JqError,
    );
  });
});
