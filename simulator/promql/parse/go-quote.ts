/** Quoting as Go's `%q` does it: error texts and printed queries of Prometheus are full of it. */

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const PLAIN = /^[ !#-[\]-~]*$/;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
]);

/** `text` in double quotes with Go's escapes; U+DC80..U+DCFF stand for raw bytes and print as `\x80`. */
export function quoteGo(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let quoted = "";
  for (const char of text) quoted += escapeRune(char, '"');
  return `"${quoted}"`;
}

/** One rune in single quotes, as `%q` prints a Go rune; -1 (end of input) prints as U+FFFD. */
export function quoteRune(code: number): string {
  return `'${escapeRune(String.fromCodePoint(code < 0 ? 0xfffd : code), "'")}'`;
}

/** `U+0063 'c'`, as `%#U` prints a Go rune. */
export function describeRune(code: number): string {
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const char = String.fromCodePoint(code);
  return PRINTABLE.test(char) ? `${hex} '${char}'` : hex;
}

function escapeRune(char: string, quote: string): string {
  if (char === quote) return `\\${quote}`;
  const known = ESCAPES.get(char);
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (PRINTABLE.test(char)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
