import { quoteGo } from "./go-quote.ts";

/** Prometheus durations: `1h30m`, units in descending order, each at most once. */

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
];

/** The largest duration of Go, 2^63 nanoseconds, in milliseconds. */
const LIMIT_MS = 2 ** 63 / 1e6;

/** A duration in milliseconds, or the text of Go's error. */
export type DurationResult = { readonly ms: number } | { readonly error: string };

/** Parses a duration such as `5m` or `1h30m`; a bare `0` is allowed. */
export function parseDuration(text: string): DurationResult {
  if (text === "0") return { ms: 0 };
  if (text === "") return { error: "empty duration string" };
  const invalid = { error: `not a valid duration string: ${quoteGo(text)}` };
  const parts = /^(?:\d+\D+)+$/.test(text) ? [...text.matchAll(/(\d+)(\D+)/g)] : [];
  if (parts.length === 0) return invalid;
  let total = 0;
  let last = -1;
  for (const [, digits = "", unit = ""] of parts) {
    const index = UNITS.findIndex(([name]) => name === unit);
    if (index < 0) return { error: `unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}` };
    if (index <= last) return invalid;
    last = index;
    total += Number(digits) * (UNITS[index]?.[1] ?? 0);
    if (total >= LIMIT_MS) return { error: "duration out of range" };
  }
  return { ms: total };
}

/** Prints milliseconds as Prometheus does: `90000` is `1m30s`; years and weeks only when they fit exactly. */
export function formatDuration(durationMs: number): string {
  let rest = Math.trunc(Math.abs(durationMs));
  if (rest === 0) return "0s";
  let text = durationMs < 0 ? "-" : "";
  for (const [unit, ms] of UNITS) {
    if ((unit === "y" || unit === "w") && rest % ms !== 0) continue;
    const count = Math.floor(rest / ms);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * ms;
  }
  return text;
}
