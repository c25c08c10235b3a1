import { quoteGo } from "./go-quote.ts";

/** A parsed number, or the text of Go's error. */
export type NumberResult = { readonly value: number } | { readonly error: string };

const DECIMAL = /^(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?$/;
const DANGLING_UNDERSCORE = /_(?!\d)|[^\d]_/;

/**
 * Parses a number as Prometheus does: Go's integer forms first (`0x1F`, `0755` is octal, `1_000`), then
 * floats. Too large a number is an error, not infinity.
 */
export function parseNumber(text: string): NumberResult {
  if (/^inf$/i.test(text)) return { value: Number.POSITIVE_INFINITY };
  if (/^nan$/i.test(text)) return { value: Number.NaN };
  if (/^0[xX](_?[0-9a-fA-F])+$/.test(text)) {
    const digits = text.slice(2).replaceAll("_", "");
    const big = BigInt(`0x${digits}`);
    // Go reads hexadecimal beyond int64 as a float, which then lacks its exponent.
    return big < 2n ** 63n ? { value: Number(big) } : invalid(text);
  }
  if (/^0(_?[0-7])+$/.test(text)) {
    const big = BigInt(`0o${text.slice(1).replaceAll("_", "")}`);
    if (big < 2n ** 63n) return { value: Number(big) };
  }
  if (!DECIMAL.test(text) || DANGLING_UNDERSCORE.test(text)) return invalid(text);
  const value = Number(text.replaceAll("_", ""));
  if (Number.isFinite(value)) return { value };
  return { error: `strconv.ParseFloat: parsing ${quoteGo(text)}: value out of range` };
}

function invalid(text: string): NumberResult {
  return { error: `strconv.ParseFloat: parsing ${quoteGo(text)}: invalid syntax` };
}
