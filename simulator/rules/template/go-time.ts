import { civilTime } from "../../promql/engine/iso-time.ts";

/** `time.Duration.String`: `1h2m3.5s`, `1.5ms`, `0s`. */
export function durationText(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  const sign = nanoseconds < 0 ? "-" : "";
  const left = Math.abs(nanoseconds);
  if (left < 1000) return `${sign}${left}ns`;
  if (left < 1e6) return `${sign}${left / 1000}µs`;
  if (left < 1e9) return `${sign}${left / 1e6}ms`;
  const hours = Math.floor(left / 3.6e12);
  const minutes = Math.floor((left - hours * 3.6e12) / 6e10);
  const rest = left - hours * 3.6e12 - minutes * 6e10;
  const seconds = `${Math.floor(rest / 1e9)}${fraction(rest % 1e9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

function fraction(nanoseconds: number): string {
  if (nanoseconds === 0) return "";
  return `.${String(nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
}

/** `time.Time.String` in UTC: `2025-10-15 14:00:00 +0000 UTC`, milliseconds only when there are any. */
export function timeText(ms: number): string {
  const { year, month, day, hour, minute, second } = civilTime(Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const milli = ms - Math.floor(ms / 1000) * 1000;
  const part = milli === 0 ? "" : `.${String(milli).padStart(3, "0").replace(/0+$/, "")}`;
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return `${date} ${[hour, minute, second].map(two).join(":")}${part} +0000 UTC`;
}
