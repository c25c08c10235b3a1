import { matcherTest } from "../../tsdb/matchers.ts";
import type { Comparison, LabelFilter } from "../ast.ts";
import { parseGoDuration } from "../parse/lexer.ts";
import { parseBytes } from "../parse/parse-bytes.ts";
import type { LogEntry } from "./log-entry.ts";

/** Decides whether an entry passes; a value that is no number marks the entry and lets it through, as Loki does. */
export function labelTest(filter: LabelFilter): (entry: LogEntry) => boolean {
  if (filter.kind === "match") {
    const { name } = filter.matcher;
    const test = matcherTest(filter.matcher);
    return (entry) => test(entry.label(name));
  }
  if (filter.kind !== "compare") {
    const first = labelTest(filter.left);
    const second = labelTest(filter.right);
    if (filter.kind === "and") return (entry) => first(entry) && second(entry);
    return (entry) => first(entry) || second(entry);
  }
  const { name, op, value, unit } = filter;
  const compare = comparisons[op];
  return (entry) => {
    // A line that already failed passes, so that its error is seen.
    if (entry.label("__error__") !== "") return true;
    const text = entry.label(name);
    if (text === "") return false;
    const number = readValue(text, unit);
    if (number === undefined) {
      entry.fail("LabelFilterErr", errorText(text, unit));
      return true;
    }
    return compare(number, value);
  };
}

const comparisons: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};

/** A label's value as a number; durations in seconds, sizes in bytes. */
export function readValue(text: string, unit: "number" | "duration" | "bytes"): number | undefined {
  if (unit === "duration") return parseGoDuration(text);
  if (unit === "bytes") return parseBytes(text);
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^[+-]?(?:inf|infinity)$|^nan$/i.test(text))
    return undefined;
  if (/inf/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

/** Go's text for a value that does not parse. */
export function errorText(text: string, unit: "number" | "duration" | "bytes"): string {
  const quoted = JSON.stringify(text);
  if (unit === "duration") return `time: invalid duration ${quoted}`;
  return `strconv.ParseFloat: parsing ${quoted}: invalid syntax`;
}
