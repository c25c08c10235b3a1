import type { ParseError, Span } from "./ast.ts";

/**
 * `LINE:COL` of a byte offset, both counted from 1 and columns in bytes, as Prometheus prints positions.
 * An empty query has no positions, and an offset outside the text is invalid.
 */
export function positionText(source: string, offset: number): string {
  if (source === "") return "unknown position";
  if (offset < 0 || offset > source.length) return "invalid position";
  let line = 1;
  let lineStart = 0;
  for (let at = source.indexOf("\n"); at >= 0 && at < offset; at = source.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return `${line}:${offset - lineStart + 1}`;
}

/** A parse error of byte text with its printed line. */
export function parseError(source: string, span: Span, message: string): ParseError {
  return {
    message,
    span,
    get text(): string {
      return `${positionText(source, span.start)}: parse error: ${message}`;
    },
  };
}
