/**
 * Prometheus is written in Go, and its messages show numbers the way Go prints them. Learners compare
 * our messages with a real server's, so these functions follow Go's `strconv`.
 */

/** `%g` with the shortest digits: exponent form below 1e-4 and from 1e6 (`1e+06`). */
export function goFloat(value: number, exponentFrom = 6): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < exponentFrom) return goFixed(value);
  return `${mantissa}e${goExponent(exponent)}`;
}

/** Go writes a sign and at least two digits after the `e`. */
export function goExponent(exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${exponent < 0 ? "-" : "+"}${digits}`;
}

/** `FormatFloat(value, 'f', -1, 64)`: shortest digits that read back the same, never an exponent. */
export function goFixed(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace("-", "").replace(".", "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return `${sign}${digits}${"0".repeat(exponent + 1 - digits.length)}`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

export { quoteGo as goQuote } from "../parse/go-quote.ts";
