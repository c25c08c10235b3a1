/** Simulated times are shown in UTC; wall-clock time never appears in a result. */

const two = (value: number): string => String(value).padStart(2, "0");

/** `14:05:30`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** `14:05`, or `14:05:30` when the seconds matter. */
export function formatShortTime(ms: number): string {
  const text = formatTime(ms);
  return text.endsWith(":00") ? text.slice(0, 5) : text;
}

/** `2025-10-15`. */
export function formatDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `2025-10-15 14:05:30`, as Prometheus's own page writes it. */
export function formatDateTime(ms: number): string {
  return `${formatDate(ms)} ${formatTime(ms)}`;
}

/** `40 s`, `5 min 10 s`, `2 h 15 min`: two parts at most. */
export function formatSpan(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

const durationUnits: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1000, "s"],
  [1, "ms"],
];

/** A Prometheus duration such as `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  if (rest === 0) return "0s";
  let text = "";
  for (const [size, name] of durationUnits) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${name}`;
    rest -= count * size;
  }
  return text;
}

/** Reads a Prometheus duration; undefined when it is none. Years and weeks are accepted as Prometheus does. */
export function readDuration(text: string): number | undefined {
  const trimmed = text.trim();
  const match = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(
    trimmed,
  );
  if (match === null || trimmed === "") return undefined;
  const sizes = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1];
  const total = sizes.reduce((sum, size, i) => sum + size * Number(match[i + 1] ?? 0), 0);
  return total > 0 ? total : undefined;
}

/** Reads `2025-10-15 14:05[:30]`, or `14:05[:30]` on the day of `dayMs`; undefined when it is neither. */
export function readTime(text: string, dayMs: number): number | undefined {
  const match = /^(?:(\d{4})-(\d{2})-(\d{2})[ T])?(\d{1,2}):(\d{2})(?::(\d{2}))?Z?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds] = match;
  const clock = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
  if (year === undefined) return Math.floor(dayMs / 86_400_000) * 86_400_000 + clock;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return new Date(at).getUTCDate() === Number(day) ? at + clock : undefined;
}
