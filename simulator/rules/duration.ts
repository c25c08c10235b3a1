import { quoteGo } from "../promql/parse/go-quote.ts";

/**
 * Durations of Prometheus's configuration files, such as `5m` or `1d12h`: whole numbers with the units
 * y w d h m s ms, each at most once, largest first; a year is 365 days. Source: prometheus/common model.
 */
const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** Largest duration in milliseconds: int64 nanoseconds, about 292 years. */
const MAX_MS = 9_223_372_036_854;

export type DurationResult =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly error: string };

/** Reads a duration in milliseconds, or says why not in Prometheus's own words. `0` needs no unit. */
export function parseDuration(text: string): DurationResult {
  if (text === "0") return { ok: true, ms: 0 };
  if (text === "") return { ok: false, error: "empty duration string" };
  const notValid = { ok: false, error: `not a valid duration string: ${quoteGo(text)}` } as const;
  let ms = 0;
  let lastUnit = -1;
  let rest = text;
  while (rest !== "") {
    const digits = /^[0-9]+/.exec(rest)?.[0];
    if (digits === undefined || digits.length > 19) return notValid;
    rest = rest.slice(digits.length);
    const unit = /^[^0-9]+/.exec(rest)?.[0];
    if (unit === undefined) return notValid;
    rest = rest.slice(unit.length);
    const index = UNITS.findIndex(([name]) => name === unit);
    const scale = UNITS[index]?.[1];
    if (scale === undefined) {
      return {
        ok: false,
        error: `unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`,
      };
    }
    if (index <= lastUnit) return notValid;
    lastUnit = index;
    ms += Number(digits) * scale;
    if (ms > MAX_MS) return { ok: false, error: "duration out of range" };
  }
  return { ok: true, ms };
}

/** Prints milliseconds as Prometheus does: `90d` rather than `12w6d`, so years, weeks and days only when exact. */
export function formatDuration(totalMs: number): string {
  if (totalMs === 0) return "0s";
  let ms = Math.abs(totalMs);
  let text = totalMs < 0 ? "-" : "";
  for (const [unit, scale] of UNITS) {
    if (scale >= 7 * 86_400_000 && ms % scale !== 0) continue;
    const count = Math.floor(ms / scale);
    if (count > 0) {
      text += `${count}${unit}`;
      ms -= count * scale;
    }
  }
  return text;
}
