import type { ShellResult } from "../world-types.ts";

/** A program that reads text and prints some of it: what may stand behind a pipe. */
export interface ShellFilter {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** `argv` without the name. */
  run(argv: readonly string[], input: FilterInput): ShellResult;
}

/** Where a filter reads: standard input, when it stands behind a pipe, and the home folder. */
export interface FilterInput {
  readonly stdin: string | undefined;
  readonly files: ReadonlyMap<string, string>;
}

/** The text a filter works on, or the error that there is none. */
export type FilterText =
  | { readonly ok: true; readonly text: string; readonly named: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** Text of the named files, or of standard input when none is named. */
export function readInput(program: string, names: readonly string[], input: FilterInput): FilterText {
  const wanted = names.filter((name) => name !== "-");
  if (wanted.length === 0) {
    if (input.stdin === undefined) {
      return { ok: false, error: `${program}: nothing to read: name a file, or put it behind a pipe` };
    }
    return { ok: true, text: input.stdin, named: [] };
  }
  let text = "";
  for (const name of wanted) {
    const content = input.files.get(name);
    if (content === undefined) return { ok: false, error: `${program}: ${name}: No such file or directory` };
    text += content;
  }
  return { ok: true, text, named: wanted };
}

/** Lines without their newlines; a missing newline at the end does not make another line. */
export function linesOf(text: string): string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

/** Lines with their newlines. */
export function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** What GNU tools say about a flag they do not know. */
export function unknownOption(
  program: string,
  problem: { readonly kind: string; readonly name?: string; readonly letter?: string },
): string {
  const what =
    problem.kind === "unknown-long"
      ? `unrecognized option '--${problem.name}'`
      : problem.kind === "unknown-short"
        ? `invalid option -- '${problem.letter}'`
        : problem.kind === "missing-long"
          ? `option '--${problem.name}' requires an argument`
          : `option requires an argument -- '${problem.letter}'`;
  return `${program}: ${what}\nTry '${program} --help' for more information.`;
}
