import { compareCodePoints } from "../../tsdb/labels.ts";

/** Splits into runs of digits and runs of anything else. */
const CHUNKS = /\d+|\D+/g;

/**
 * The order people expect of numbered names: `gpu-2` before `gpu-10`. Runs of digits compare as numbers,
 * other runs as text; equal numbers with different leading zeros compare by length.
 */
export function naturalOrder(a: string, b: string): number {
  const as = a.match(CHUNKS) ?? [];
  const bs = b.match(CHUNKS) ?? [];
  const length = Math.min(as.length, bs.length);
  for (let i = 0; i < length; i++) {
    const x = as[i] ?? "";
    const y = bs[i] ?? "";
    if (x === y) continue;
    if (!isDigits(x) || !isDigits(y)) return compareCodePoints(x, y);
    const byValue = compareDigits(x, y);
    if (byValue !== 0) return byValue;
    return x.length - y.length;
  }
  return as.length - bs.length;
}

function isDigits(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 48 && code <= 57;
}

/** Compares decimal numbers of any length. */
function compareDigits(a: string, b: string): number {
  const x = a.replace(/^0+/, "");
  const y = b.replace(/^0+/, "");
  return x.length - y.length || compareCodePoints(x, y);
}
