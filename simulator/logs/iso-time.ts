import { isoSeconds } from "../promql/engine/iso-time.ts";

/** RFC 3339 in UTC with milliseconds, for example `2025-10-15T14:15:00.042Z`. */
export function isoTime(ms: number): string {
  const whole = Math.floor(ms);
  const rest = ((whole % 1000) + 1000) % 1000;
  return `${isoSeconds(whole - rest).slice(0, -1)}.${String(rest).padStart(3, "0")}Z`;
}
