import { expect, test } from "vitest";
import { lex } from "./lex.ts";

function words(line: string): readonly (readonly string[])[] {
  const result = lex(line);
  if (!result.ok) throw new Error(result.error);
  return result.commands.map((command) => command.words);
}

function error(line: string): string {
  const result = lex(line);
  return result.ok ? "" : result.error;
}

test.each([
  ["kubectl get  pods", [["kubectl", "get", "pods"]]],
  ["", []],
  ["   # only a comment", []],
  [`echo 'a "b"' "c 'd'"`, [["echo", `a "b"`, "c 'd'"]]],
  [`echo a\\ b "\\"\\$\\n"`, [["echo", "a b", '"$\\n']]],
  [`echo pre'mid'"post"`, [["echo", "premidpost"]]],
  ["a | b|c", [["a"], ["b"], ["c"]]],
  ["echo ''", [["echo", ""]]],
  ["echo a#b", [["echo", "a#b"]]],
  ["echo end\\", [["echo", "end"]]],
])("%s", (line, expected) => {
  expect(words(line)).toEqual(expected);
});

test("joined and dropped streams belong to their command", () => {
  const result = lex("a 2>&1 | b 2>/dev/null >/dev/null");
  expect(result).toEqual({
    ok: true,
    commands: [
      { words: ["a"], errors: "output", outputDropped: false },
      { words: ["b"], errors: "dropped", outputDropped: true },
    ],
  });
});

test("what bash says about a broken line", () => {
  expect(error("echo 'x")).toBe("bash: unexpected EOF while looking for matching `''");
  expect(error('echo "x')).toBe("bash: unexpected EOF while looking for matching `\"'");
  expect(error("| a")).toBe("bash: syntax error near unexpected token `|'");
  expect(error("a |")).toBe("bash: syntax error: unexpected end of file");
  expect(error("a > b")).toContain("`>'");
  expect(error("a; b")).toContain("`;'");
});
