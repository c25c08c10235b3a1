/**
 * Prometheus positions are byte offsets into UTF-8 text. The parser therefore works on a string with one
 * character per byte, which for ASCII is the text itself. A byte that is not valid UTF-8 is carried in
 * ordinary strings as U+DC80..U+DCFF (Python's `surrogateescape`), so nothing is lost on the way.
 */

const NON_ASCII = /[^\0-\x7f]/;

/** The UTF-8 bytes of `text`, one character (0-255) each. */
export function toByteText(text: string): string {
  if (!NON_ASCII.test(text)) return text;
  let bytes = "";
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes += char;
    else if (code >= 0xdc80 && code <= 0xdcff) bytes += String.fromCharCode(code - 0xdc00);
    else bytes += encodeRune(code);
  }
  return bytes;
}

function encodeRune(code: number): string {
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
}

/** The text that `bytes` spell; the opposite of `toByteText`. */
export function fromByteText(bytes: string): string {
  if (!NON_ASCII.test(bytes)) return bytes;
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const { code, width, valid } = decodeRune(bytes, i);
    text += valid ? String.fromCodePoint(code) : String.fromCharCode(0xdc00 + bytes.charCodeAt(i));
    i += width;
  }
  return text;
}

/** U+FFFD, what Go's decoder returns for bytes that are not UTF-8. */
export const RUNE_ERROR = 0xfffd;
/** Least code point that needs a sequence of this many bytes; shorter forms must be used below it. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000];

/** One rune of byte text as Go's `utf8.DecodeRune` reads it: invalid bytes are U+FFFD of width 1. */
export interface Rune {
  readonly code: number;
  readonly width: number;
  readonly valid: boolean;
}

/** Decodes the rune that starts at `position`, which must lie inside `bytes`. */
export function decodeRune(bytes: string, position: number): Rune {
  const first = bytes.charCodeAt(position);
  if (first < 0x80) return { code: first, width: 1, valid: true };
  const invalid: Rune = { code: RUNE_ERROR, width: 1, valid: false };
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || position + width > bytes.length) return invalid;
  let code = first & (0x7f >> width);
  for (let i = 1; i < width; i++) {
    const next = bytes.charCodeAt(position + i);
    if ((next & 0xc0) !== 0x80) return invalid;
    code = (code << 6) | (next & 0x3f);
  }
  if (code < (LEAST[width] ?? 0) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return invalid;
  return { code, width, valid: true };
}
