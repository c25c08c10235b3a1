import { compareCodePoints } from "../../tsdb/labels.ts";
import { joinLines, linesOf, readInput, type ShellFilter, unknownOption } from "../filter.ts";
import { parseFlags } from "../flags.ts";
import { done, failed } from "../result.ts";

/** Sorts lines; bytes decide, as in the C locale. */
export const sort: ShellFilter = {
  name: "sort",
  summary: "sort lines",
  usage: "Usage: sort [-n | -h] [-r] [-u] [-k FIELD] [-t CHAR] [FILE]...\n",
  run(argv, input) {
    const flags = parseFlags(argv, [
      { name: "numeric-sort", short: "n", kind: "switch" },
      { name: "human-numeric-sort", short: "h", kind: "switch" },
      { name: "reverse", short: "r", kind: "switch" },
      { name: "unique", short: "u", kind: "switch" },
      { name: "key", short: "k", kind: "value" },
      { name: "field-separator", short: "t", kind: "value" },
      { name: "help", kind: "switch" },
    ]);
    if (!flags.ok) return failed(unknownOption("sort", flags.problem), 2, 0);
    if (flags.has("help")) return done(sort.usage, 0);
    const key = /^(\d{1,4})(?:\.\d+)?([nrh]*)(?:,(\d{1,4})([nrh]*))?$/.exec(flags.get("key") ?? "1,9999");
    if (key === null) return failed(`sort: -: invalid field specification '${flags.get("key")}'`, 2, 0);
    const read = readInput("sort", [...flags.args, ...(flags.rest ?? [])], input);
    if (!read.ok) return failed(read.error, 2, 0);
    const options = (key[2] ?? "") + (key[4] ?? "");
    const separator = flags.get("field-separator");
    const first = Number(key[1]);
    const last = key[3] === undefined ? 9999 : Number(key[3]);
    const fieldOf = (line: string) =>
      flags.get("key") === undefined ? line : field(line, first, last, separator);
    const numeric = flags.has("numeric-sort") || options.includes("n");
    const human = flags.has("human-numeric-sort") || options.includes("h");
    const compare = (a: string, b: string) => {
      if (human) return humanNumber(a) - humanNumber(b);
      return numeric ? leadingNumber(a) - leadingNumber(b) : compareCodePoints(a, b);
    };
    const direction = flags.has("reverse") || options.includes("r") ? -1 : 1;
    const lines = linesOf(read.text).map((line) => ({ line, key: fieldOf(line) }));
    lines.sort(
      (a, b) =>
        direction * (compare(a.key, b.key) || (flags.has("unique") ? 0 : compareCodePoints(a.line, b.line))),
    );
    const kept = flags.has("unique")
      ? lines.filter((entry, i) => i === 0 || compare(entry.key, lines[i - 1]?.key ?? "") !== 0)
      : lines;
    return done(joinLines(kept.map(({ line }) => line)), 0);
  },
};

function field(line: string, first: number, last: number, separator: string | undefined): string {
  const fields =
    separator === undefined || separator === "" ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  return fields.slice(first - 1, last).join(separator ?? "");
}

function leadingNumber(text: string): number {
  return Number(/^\s*(-?\d+(?:\.\d+)?)/.exec(text)?.[1] ?? 0);
}

const sizes = ["", "K", "M", "G", "T", "P"];

function humanNumber(text: string): number {
  const match = /^\s*(-?\d+(?:\.\d+)?)([KMGTP]?)/.exec(text);
  return Number(match?.[1] ?? 0) * 1024 ** sizes.indexOf(match?.[2] ?? "");
}
