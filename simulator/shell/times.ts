import { civilTime } from "../promql/engine/iso-time.ts";

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * A time in UTC by the conversions of `date`: `%Y %m %d %e %H %M %S %a %A %b %B %y %j %F %T %s %N %Z %z %R %D %%`.
 * Unknown ones stay as they are, as GNU date does.
 */
export function formatDate(format: string, timeMs: number): string {
  const seconds = Math.floor(timeMs / 1000);
  const time = civilTime(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const month = months[time.month - 1] ?? "";
  const weekday = weekdays[time.weekday] ?? "";
  const fields: Record<string, () => string> = {
    Y: () => String(time.year),
    y: () => two(time.year % 100),
    m: () => two(time.month),
    d: () => two(time.day),
    e: () => String(time.day).padStart(2, " "),
    H: () => two(time.hour),
    M: () => two(time.minute),
    S: () => two(time.second),
    a: () => weekday.slice(0, 3),
    A: () => weekday,
    b: () => month.slice(0, 3),
    B: () => month,
    j: () => String(time.yearDay).padStart(3, "0"),
    F: () => formatDate("%Y-%m-%d", timeMs),
    T: () => formatDate("%H:%M:%S", timeMs),
    R: () => formatDate("%H:%M", timeMs),
    D: () => formatDate("%m/%d/%y", timeMs),
    s: () => String(seconds),
    N: () =>
      String(timeMs - seconds * 1000)
        .padStart(3, "0")
        .padEnd(9, "0"),
    Z: () => "UTC",
    z: () => "+0000",
    "%": () => "%",
  };
  return format.replace(/%(.)/gs, (whole, letter: string) => fields[letter]?.() ?? whole);
}

/** Go's RFC1123Z, as `kubectl describe` prints times: `Wed, 15 Oct 2025 14:31:00 +0000`. */
export function rfc1123z(timeMs: number): string {
  return formatDate("%a, %d %b %Y %H:%M:%S +0000", timeMs);
}

/** RFC 3339 in UTC with whole seconds, as the Kubernetes API writes times. */
export function rfc3339(timeMs: number): string {
  return formatDate("%Y-%m-%dT%H:%M:%SZ", timeMs);
}

/** Age in kubectl's short form (`HumanDuration` of k8s.io/apimachinery): `32s`, `2m10s`, `45m`, `7h5m`, `23d`. */
export function age(sinceMs: number, nowMs: number): string {
  const seconds = Math.trunc((nowMs - sinceMs) / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return pair(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  return days < 2920 ? pair(Math.floor(days / 365), "y", days % 365, "d") : `${Math.floor(days / 365)}y`;
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
}

/** Milliseconds of a Go duration such as `5m`, `1h30m` or `90s`; undefined when it is none. */
export function goDurationMs(text: string): number | undefined {
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 };
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|ns))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, value = "0", , unit = "s"] of text.matchAll(/(\d+(\.\d+)?)(h|ms|m|s|us|ns)/g)) {
    total += Number(value) * (units[unit] ?? 0);
  }
  return total;
}
