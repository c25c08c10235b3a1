import { joinLines, linesOf, readInput, type ShellFilter, unknownOption } from "../filter.ts";
import { parseFlags } from "../flags.ts";
import { done, failed } from "../result.ts";

/** Joins equal lines that follow each other. */
export const uniq: ShellFilter = {
  name: "uniq",
  summary: "join equal neighbouring lines",
  usage: "Usage: uniq [-c] [-d] [-u] [-i]\n",
  run(argv, input) {
    const flags = parseFlags(argv, [
      { name: "count", short: "c", kind: "switch" },
      { name: "repeated", short: "d", kind: "switch" },
      { name: "unique", short: "u", kind: "switch" },
      { name: "ignore-case", short: "i", kind: "switch" },
      { name: "help", kind: "switch" },
    ]);
    if (!flags.ok) return failed(unknownOption("uniq", flags.problem), 1, 0);
    if (flags.has("help")) return done(uniq.usage, 0);
    const read = readInput("uniq", [...flags.args, ...(flags.rest ?? [])], input);
    if (!read.ok) return failed(read.error, 1, 0);
    const keyOf = (line: string) => (flags.has("ignore-case") ? line.toLowerCase() : line);
    const groups: { line: string; count: number }[] = [];
    for (const line of linesOf(read.text)) {
      const last = groups.at(-1);
      if (last !== undefined && keyOf(last.line) === keyOf(line)) last.count++;
      else groups.push({ line, count: 1 });
    }
    const kept = groups.filter(
      ({ count }) => (!flags.has("repeated") || count > 1) && (!flags.has("unique") || count === 1),
    );
    return done(
      joinLines(
        kept.map(({ line, count }) => (flags.has("count") ? `${String(count).padStart(7)} ${line}` : line)),
      ),
      0,
    );
  },
};
