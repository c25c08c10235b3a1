import type { Span } from "../../../simulator/index.ts";

/** Spans of the parser count UTF-8 bytes; editors count UTF-16 units. */
export function charSpan(text: string, span: Span): { start: number; end: number } {
  return { start: unitOffset(text, span.start), end: unitOffset(text, span.end) };
}

function unitOffset(text: string, bytes: number): number {
  let seen = 0;
  let units = 0;
  for (const char of text) {
    if (seen >= bytes) break;
    const code = char.codePointAt(0) ?? 0;
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += char.length;
  }
  return units;
}
