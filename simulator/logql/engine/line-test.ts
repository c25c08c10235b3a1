import { RE2JS, RE2JSException } from "re2js";
import { quoteGo } from "../../promql/parse/go-quote.ts";
import { MAX_PATTERN_LENGTH } from "../../tsdb/regex.ts";
import type { LineFilter } from "../ast.ts";
import { placeless } from "../logql-error.ts";

/** Decides whether a line passes a filter. Regular expressions are RE2's and match anywhere in the line. */
export function lineTest(filter: LineFilter): (line: string) => boolean {
  const { op, values } = filter;
  const negative = op.startsWith("!");
  const tests = values.map((value) => {
    if (op === "|=" || op === "!=") return (line: string) => line.includes(value);
    return searchOf(value, filter);
  });
  if (tests.length === 1) {
    const [only = () => false] = tests;
    return negative ? (line) => !only(line) : only;
  }
  return (line) => tests.some((test) => test(line)) !== negative;
}

function searchOf(pattern: string, filter: LineFilter): (line: string) => boolean {
  if (!/[\\^$.*+?()[\]{}|]/.test(pattern)) return (line) => line.includes(pattern);
  const stage = `stage '${filter.op} ${quoteGo(pattern)}' : `;
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw placeless(
      `${stage}error parsing regexp: expression too long (Nines limits patterns to 4096)`,
      filter.span,
    );
  }
  try {
    const compiled = RE2JS.compile(pattern);
    return (line) => compiled.test(line);
  } catch (error) {
    const text =
      error instanceof RE2JSException ? error.message : "error parsing regexp: expression too large";
    throw placeless(stage + text, filter.span);
  }
}
