import type { ShellResult } from "../../world-types.ts";
import {
  type FilterInput,
  joinLines,
  linesOf,
  readInput,
  type ShellFilter,
  unknownOption,
} from "../filter.ts";
import { parseFlags } from "../flags.ts";
import { done, failed } from "../result.ts";

/** The first lines, ten unless told otherwise; `-n -N` leaves out the last N. */
export const head: ShellFilter = {
  name: "head",
  summary: "the first lines",
  usage: "Usage: head [-n NUM] [FILE]...\n",
  run: (argv, input) =>
    cut("head", argv, input, (lines, count, signed) =>
      signed === "-" ? lines.slice(0, Math.max(0, lines.length - count)) : lines.slice(0, count),
    ),
};

/** The last lines, ten unless told otherwise; `-n +N` starts at line N. */
export const tail: ShellFilter = {
  name: "tail",
  summary: "the last lines",
  usage: "Usage: tail [-n NUM] [FILE]...\n",
  run: (argv, input) =>
    cut("tail", argv, input, (lines, count, signed) =>
      signed === "+" ? lines.slice(Math.max(0, count - 1)) : count === 0 ? [] : lines.slice(-count),
    ),
};

function cut(
  name: string,
  argv: readonly string[],
  input: FilterInput,
  take: (lines: readonly string[], count: number, sign: string) => readonly string[],
): ShellResult {
  // `-20` is the old way to write `-n 20`.
  const modern = argv.flatMap((word) => (/^-\d+$/.test(word) ? ["-n", word.slice(1)] : [word]));
  const flags = parseFlags(modern, [
    { name: "lines", short: "n", kind: "value" },
    { name: "follow", short: "f", kind: "switch" },
    { name: "quiet", short: "q", kind: "switch" },
    { name: "help", kind: "switch" },
  ]);
  if (!flags.ok) return failed(unknownOption(name, flags.problem), 1, 0);
  if (flags.has("help")) return done(name === "head" ? head.usage : tail.usage, 0);
  if (flags.has("follow"))
    return failed(`${name}: this terminal prints what is there and does not follow`, 1, 0);
  const given = flags.get("lines") ?? "10";
  const number = /^([+-]?)(\d{1,9})$/.exec(given);
  if (number === null) return failed(`${name}: invalid number of lines: '${given}'`, 1, 0);
  const text = readInput(name, [...flags.args, ...(flags.rest ?? [])], input);
  if (!text.ok) {
    // Both name a file they cannot open in the same way, unlike their neighbours.
    const why = text.error.replace(/: (.*): No such file/, ": cannot open '$1' for reading: No such file");
    return failed(why, 1, 0);
  }
  return done(joinLines(take(linesOf(text.text), Number(number[2]), number[1] ?? "")), 0);
}
