import { formatFloat } from "./go-format.ts";
import { timeText } from "./go-time.ts";

/** `%.4g`, four significant digits. */
function four(value: number): string {
  return formatFloat(value, "g", 4);
}

const UP = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const DOWN = ["m", "u", "n", "p", "f", "a", "z", "y"];
const UP_1024 = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

/** `1234567` → `1.235M`: powers of 1000, down to `y`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return four(value);
  return scaled(value, Math.abs(value) >= 1 ? UP : DOWN, "");
}

/** `123456789` → `117.7Mi`: powers of 1024. */
export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return four(value);
  let prefix = "";
  let left = value;
  for (const next of UP_1024) {
    if (Math.abs(left) < 1024) break;
    prefix = next;
    left /= 1024;
  }
  return `${four(left)}${prefix}`;
}

function scaled(value: number, prefixes: readonly string[], unit: string): string {
  let prefix = "";
  let left = value;
  const up = prefixes === UP;
  for (const next of prefixes) {
    if (up ? Math.abs(left) < 1000 : Math.abs(left) >= 1) break;
    prefix = next;
    left = up ? left / 1000 : left * 1000;
  }
  return `${four(left)}${prefix}${unit}`;
}

/** `3661` → `1h 1m 1s`; seconds below a minute keep four digits, below one they take a prefix. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return four(value);
  if (value === 0) return `${four(value)}s`;
  if (Math.abs(value) < 1) return scaled(value, DOWN, "s");
  const sign = value < 0 ? "-" : "";
  const magnitude = Math.abs(value);
  const whole = Math.floor(magnitude);
  const seconds = whole % 60;
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600) % 24;
  const days = Math.floor(whole / 86_400);
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes > 0) return `${sign}${minutes}m ${seconds}s`;
  return `${sign}${four(magnitude)}s`;
}

/** `0.1234` → `12.34%`. */
export function humanizePercentage(value: number): string {
  return `${four(value * 100)}%`;
}

/** Whole milliseconds since the epoch of a time in seconds, or undefined beyond Go's range. */
export function milliseconds(seconds: number): number | undefined {
  const nanoseconds = seconds * 1e9;
  if (!(Math.abs(nanoseconds) < 2 ** 63)) return undefined;
  return Math.trunc(Math.trunc(nanoseconds) / 1e6);
}

/** Unix seconds → `2025-10-15 14:00:00 +0000 UTC`; undefined beyond Go's range. */
export function humanizeTimestamp(value: number): string | undefined {
  if (!Number.isFinite(value)) return four(value);
  const ms = milliseconds(value);
  return ms === undefined ? undefined : timeText(ms);
}
