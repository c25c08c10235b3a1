import { readInput, type ShellFilter, unknownOption } from "../filter.ts";
import { parseFlags } from "../flags.ts";
import { done, failed } from "../result.ts";

/** Counts of lines, words and bytes. */
export const wc: ShellFilter = {
  name: "wc",
  summary: "count lines, words and bytes",
  usage: "Usage: wc [-l] [-w] [-c] [FILE]...\n",
  run(argv, input) {
    const flags = parseFlags(argv, [
      { name: "lines", short: "l", kind: "switch" },
      { name: "words", short: "w", kind: "switch" },
      { name: "bytes", short: "c", kind: "switch" },
      { name: "chars", short: "m", kind: "switch" },
      { name: "help", kind: "switch" },
    ]);
    if (!flags.ok) return failed(unknownOption("wc", flags.problem), 1, 0);
    if (flags.has("help")) return done(wc.usage, 0);
    const read = readInput("wc", [...flags.args, ...(flags.rest ?? [])], input);
    if (!read.ok) return failed(read.error, 1, 0);
    const { text, named } = read;
    const counts = {
      lines: text.split("\n").length - 1,
      words: text.split(/\s+/).filter((word) => word !== "").length,
      chars: [...text].length,
      bytes: utf8Length(text),
    };
    const all = !["lines", "words", "chars", "bytes"].some((name) => flags.has(name));
    const chosen = [
      ...(all || flags.has("lines") ? [counts.lines] : []),
      ...(all || flags.has("words") ? [counts.words] : []),
      ...(flags.has("chars") ? [counts.chars] : []),
      ...(all || flags.has("bytes") ? [counts.bytes] : []),
    ];
    // GNU wc pads to seven columns when it reads a pipe and prints more than one number.
    const width = chosen.length === 1 ? 0 : named.length > 0 ? String(counts.bytes).length : 7;
    const numbers = chosen.map((value) => String(value).padStart(width)).join(" ");
    return done(`${numbers}${named.length === 1 ? ` ${named[0]}` : named.length > 1 ? " total" : ""}\n`, 0);
  },
};

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
