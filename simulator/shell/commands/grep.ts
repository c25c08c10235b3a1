import { RE2JS, RE2JSException } from "re2js";
import type { ShellResult } from "../../world-types.ts";
import {
  type FilterInput,
  joinLines,
  linesOf,
  readInput,
  type ShellFilter,
  unknownOption,
} from "../filter.ts";
import { type ParsedFlags, parseFlags } from "../flags.ts";
import { done, failed } from "../result.ts";

const usage = `Usage: grep [OPTION]... PATTERNS [FILE]...
  -i  ignore case          -v  lines that do not match      -c  only the count
  -n  line numbers         -o  only the matching part       -w  whole words
  -E  extended patterns    -F  fixed strings                -e  another pattern
  -A N, -B N, -C N  lines after, before, around             -m N  stop after N lines
`;

/** Lines that match a pattern. Linear-time matching; backreferences do not exist. */
export const grep: ShellFilter = { name: "grep", summary: "lines that match a pattern", usage, run: runGrep };

function runGrep(argv: readonly string[], input: FilterInput): ShellResult {
  const flags = parseFlags(argv, [
    ...switches,
    { name: "regexp", short: "e", kind: "value" },
    { name: "after-context", short: "A", kind: "value" },
    { name: "before-context", short: "B", kind: "value" },
    { name: "context", short: "C", kind: "value" },
    { name: "max-count", short: "m", kind: "value" },
    { name: "color", kind: "switch" },
    { name: "help", kind: "switch" },
  ]);
  if (!flags.ok) return failed(unknownOption("grep", flags.problem), 2, 0);
  if (flags.has("help")) return done(usage, 0);
  const words = [...flags.args, ...(flags.rest ?? [])];
  const given = flags.all("regexp");
  const patterns = given.length > 0 ? given : words.slice(0, 1);
  if (patterns.length === 0)
    return failed(
      "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.",
      2,
      0,
    );
  const files = given.length > 0 ? words : words.slice(1);
  const text = readInput("grep", files, input);
  if (!text.ok) return failed(text.error, 2, 0);
  const counts = ["after-context", "before-context", "context", "max-count"].map((name) =>
    count(flags, name),
  );
  const wrong = counts.find((value) => typeof value === "string");
  if (typeof wrong === "string") return failed(`grep: ${wrong}: invalid context length argument`, 2, 0);
  const [after, before, around, most] = counts.map((value) =>
    typeof value === "number" ? value : undefined,
  );
  const matcher = compile(patterns, flags);
  if (typeof matcher === "string") return failed(matcher, 2, 0);
  const lines = linesOf(text.text);
  const hits: number[] = [];
  for (let i = 0; i < lines.length && hits.length < (most ?? lines.length); i++) {
    if (matcher.matcher(lines[i] ?? "").find() !== flags.has("invert-match")) hits.push(i);
  }
  const exitCode = hits.length > 0 ? 0 : 1;
  const result = (stdout: string): ShellResult => ({ stdout, stderr: "", exitCode, tookSeconds: 0 });
  if (flags.has("quiet")) return result("");
  if (flags.has("count")) return result(`${hits.length}\n`);
  if (flags.has("only-matching")) return result(onlyMatching(lines, hits, matcher, flags.has("line-number")));
  return result(
    withContext(lines, hits, before ?? around ?? 0, after ?? around ?? 0, flags.has("line-number")),
  );
}

const switches = [
  ["ignore-case", "i"],
  ["invert-match", "v"],
  ["count", "c"],
  ["line-number", "n"],
  ["only-matching", "o"],
  ["word-regexp", "w"],
  ["extended-regexp", "E"],
  ["fixed-strings", "F"],
  ["perl-regexp", "P"],
  ["quiet", "q"],
  ["no-filename", "h"],
].map(([name = "", short = ""]) => ({ name, short, kind: "switch" as const }));

function count(flags: ParsedFlags, name: string): number | string | undefined {
  const text = flags.get(name);
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function compile(patterns: readonly string[], flags: ParsedFlags): RE2JS | string {
  const modern = flags.has("extended-regexp") || flags.has("perl-regexp");
  const sources = patterns
    .flatMap((pattern) => pattern.split("\n"))
    .map((pattern) =>
      flags.has("fixed-strings") ? RE2JS.quote(pattern) : modern ? pattern : fromBasic(pattern),
    );
  const joined = sources.map((source) => `(?:${source})`).join("|");
  const whole = flags.has("word-regexp") ? `\\b(?:${joined})\\b` : joined;
  if (whole.length > 4096) return "grep: pattern too long";
  try {
    return RE2JS.compile(whole, flags.has("ignore-case") ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    if (error instanceof RE2JSException) return `grep: ${gnuText(error.message)}`;
    throw error;
  }
}

/** RE2's complaint in the words of GNU grep, where it has any. */
function gnuText(message: string): string {
  if (message.includes("missing closing )")) return "Unmatched ( or \\(";
  if (message.includes("unexpected )")) return "Unmatched ) or \\)";
  if (message.includes("missing closing ]")) return "Unmatched [, [^, [:, [., or [=";
  if (message.includes("repeat")) return "Invalid preceding regular expression";
  return "Invalid regular expression";
}

/** A POSIX basic pattern in the extended syntax: there `+ ? | ( ) { }` are literal, and special with a backslash. */
function fromBasic(pattern: string): string {
  return pattern.replace(
    /\\([+?|(){}])|([+?|(){}])|\\[\s\S]|\[\^?\]?[^\]]*\]/g,
    (whole, escaped: string | undefined, bare: string | undefined) => {
      if (escaped !== undefined) return escaped;
      return bare === undefined ? whole : `\\${bare}`;
    },
  );
}

function onlyMatching(
  lines: readonly string[],
  hits: readonly number[],
  regex: RE2JS,
  numbered: boolean,
): string {
  const found: string[] = [];
  for (const i of hits) {
    const matcher = regex.matcher(lines[i] ?? "");
    while (matcher.find()) {
      const part = matcher.group() ?? "";
      if (part !== "") found.push(numbered ? `${i + 1}:${part}` : part);
    }
  }
  return joinLines(found);
}

function withContext(
  lines: readonly string[],
  hits: readonly number[],
  before: number,
  after: number,
  numbered: boolean,
): string {
  const shown: string[] = [];
  const wanted = new Set(hits);
  let last = -1;
  for (const hit of hits) {
    const from = Math.max(hit - before, last + 1);
    if ((before > 0 || after > 0) && last >= 0 && from > last + 1) shown.push("--");
    for (let i = from; i <= Math.min(hit + after, lines.length - 1); i++) {
      if (i > last)
        shown.push(numbered ? `${i + 1}${wanted.has(i) ? ":" : "-"}${lines[i]}` : (lines[i] ?? ""));
      last = Math.max(last, i);
    }
  }
  return joinLines(shown);
}
