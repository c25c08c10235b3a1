import { daysInMonth } from "../../promql/engine/iso-time.ts";

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Milliseconds of a Unix time in seconds or of an RFC 3339 time; undefined when it is neither. */
export function parseTimestamp(text: string): number | undefined {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const parts = RFC_3339.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0)) * (parts[8] === "-" ? -1 : 1);
  const milli = Math.trunc(Number(`0.${parts[7] ?? "0"}`) * 1000);
  const seconds = dayNumber(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
  return seconds * 1000 + milli;
}

/** Days since 1970-01-01, found from the calendar's own arithmetic: days before the year, then month by month. */
function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  let days = before * 365 + leaps - 719_162;
  for (let one = 1; one < month; one++) days += daysInMonth(year, one);
  return days + day - 1;
}
