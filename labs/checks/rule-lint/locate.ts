import type { Span } from "../../../simulator/index.ts";
import { charSpan } from "../expression/char-span.ts";

/** Character offsets of one line of a file, counted from 1; undefined when there is no such line. */
export function lineSpan(text: string, line: number): { start: number; end: number } | undefined {
  let start = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf("\n", start);
    if (next < 0) return undefined;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return { start, end: end < 0 ? text.length : end };
}

/**
 * Where an expression's span lies in its rule file. An expression that YAML folded over lines is not found
 * as it stands; then the first line of it is marked.
 */
export function expressionSpan(
  file: string,
  expr: string,
  span?: Span,
): { start: number; end: number } | undefined {
  const whole = file.indexOf(expr);
  if (whole >= 0) {
    const inside = span === undefined ? { start: 0, end: expr.length } : charSpan(expr, span);
    return { start: whole + inside.start, end: whole + inside.end };
  }
  const first = expr.split("\n")[0]?.trim() ?? "";
  const at = first === "" ? -1 : file.indexOf(first);
  return at < 0 ? undefined : { start: at, end: at + first.length };
}
