import { parseDuration } from "../../rules/duration.ts";

/** Milliseconds of a `time` parameter: Unix seconds, with decimals or not, or RFC 3339; undefined when it is neither. */
export function parseTime(text: string): number | undefined {
  if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const fraction = Number(match[7] ?? "0") * 1000;
  return (
    daysFromCivil(year, month, day) * 86_400_000 +
    ((hour * 60 + minute) * 60 + second) * 1000 +
    fraction -
    zoneMs(match[8] ?? "Z")
  );
}

/** Milliseconds of a `step` or `timeout` parameter: seconds, or a Prometheus duration; undefined when it is neither. */
export function parseStep(text: string): number | undefined {
  if (/^[+-]?\d+(\.\d*)?$/.test(text)) return Math.round(Number(text) * 1000);
  const duration = parseDuration(text);
  return duration.ok ? duration.ms : undefined;
}

function zoneMs(zone: string): number {
  if (zone === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))) * 60_000;
}

/** Days since 1970-01-01 of a date, proleptic Gregorian calendar; algorithm by Howard Hinnant. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
