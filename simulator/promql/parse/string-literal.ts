import { decodeRune, fromByteText, toByteText } from "./byte-text.ts";
import { describeRune } from "./go-quote.ts";

/** Single-letter escapes of a Go string literal, by letter. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

/** Digits and base of the numeric escapes `\x41`, `\u0041`, `\U00000041`; octal ones have three digits. */
const NUMERIC: ReadonlyMap<string, { digits: number; base: number; bytes: boolean }> = new Map([
  ["x", { digits: 2, base: 16, bytes: true }],
  ["u", { digits: 4, base: 16, bytes: false }],
  ["U", { digits: 8, base: 16, bytes: false }],
]);
const OCTAL = { digits: 3, base: 8, bytes: true };

/** An escape sequence read from byte text: the bytes it stands for, or what is wrong with it. */
export interface EscapeScan {
  readonly end: number;
  readonly value: string;
  readonly problem: string | undefined;
}

/** Reads the escape sequence behind the backslash at `start - 1`, inside a literal quoted with `quote`. */
export function scanEscape(source: string, start: number, quote: string): EscapeScan {
  if (start >= source.length) return { end: start, value: "", problem: "escape sequence not terminated" };
  const { code, width } = decodeRune(source, start);
  const char = String.fromCodePoint(code);
  const letter = char === quote ? quote : LETTERS.get(char);
  if (letter !== undefined) return { end: start + 1, value: letter, problem: undefined };
  if (/[0-7]/.test(char)) return scanNumeric(source, start, OCTAL);
  const form = NUMERIC.get(char);
  if (form !== undefined) return scanNumeric(source, start + 1, form);
  return { end: start + width, value: "", problem: `unknown escape sequence ${describeRune(code)}` };
}

function scanNumeric(
  source: string,
  start: number,
  { digits, base, bytes }: { digits: number; base: number; bytes: boolean },
): EscapeScan {
  let value = 0;
  for (let i = 0; i < digits; i++) {
    const at = start + i;
    if (at >= source.length) return { end: at, value: "", problem: "escape sequence not terminated" };
    const digit = Number.parseInt(source.charAt(at), base);
    if (Number.isNaN(digit)) {
      const { code, width } = decodeRune(source, at);
      const problem = `illegal character ${describeRune(code)} in escape sequence`;
      return { end: at + width, value: "", problem };
    }
    value = value * base + digit;
  }
  const end = start + digits;
  if (value > (bytes ? 255 : 0x10ffff) || (!bytes && value >= 0xd800 && value < 0xe000)) {
    return { end, value: "", problem: "escape sequence is an invalid Unicode code point" };
  }
  const spelled = bytes ? String.fromCharCode(value) : toByteText(String.fromCodePoint(value));
  return { end, value: spelled, problem: undefined };
}

/** The string that a complete literal of byte text, quotes included, stands for. */
export function unquoteLiteral(literal: string): string {
  const quote = literal.charAt(0);
  const body = literal.slice(1, -1);
  if (quote === "`" || !body.includes("\\")) return fromByteText(body);
  let bytes = "";
  for (let i = 0; i < body.length; ) {
    const backslash = body.indexOf("\\", i);
    if (backslash < 0) {
      bytes += body.slice(i);
      break;
    }
    const scanned = scanEscape(body, backslash + 1, quote);
    bytes += body.slice(i, backslash) + scanned.value;
    i = scanned.end;
  }
  return fromByteText(bytes);
}
