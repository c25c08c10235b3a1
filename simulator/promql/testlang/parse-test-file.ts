import { parseEval } from "./parse-eval.ts";
import { parseLoad } from "./parse-load.ts";
import type { TestCommand, TestFileError } from "./test-commands.ts";
import { TestLineError, TestLines } from "./test-lines.ts";

/** The commands of a file up to its first error. */
export interface TestFile {
  readonly commands: readonly TestCommand[];
  readonly error: TestFileError | undefined;
}

/**
 * Reads Prometheus's `.test` language: `load`, `clear` and `eval` blocks separated by blank lines, with `#`
 * comments. Expressions are kept as text; they are parsed when they are evaluated.
 */
export function parseTestFile(text: string): TestFile {
  const lines = new TestLines(text);
  const commands: TestCommand[] = [];
  try {
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      if (line !== "") commands.push(parseCommand(lines, line));
    }
  } catch (error) {
    if (!(error instanceof TestLineError)) throw error;
    return { commands, error: { line: error.line, message: error.message } };
  }
  return { commands, error: undefined };
}

function parseCommand(lines: TestLines, line: string): TestCommand {
  const word = (/^\S+/.exec(line)?.[0] ?? "").toLowerCase();
  if (word === "clear") return { kind: "clear", line: lines.number };
  if (word.startsWith("load")) return parseLoad(lines, line);
  if (word.startsWith("eval")) return parseEval(lines, line);
  throw new TestLineError(lines.number, `invalid command "${line}"`);
}
