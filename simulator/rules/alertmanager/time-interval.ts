import { type CivilTime, civilTime, daysInMonth } from "../../promql/engine/iso-time.ts";

/** An inclusive range of whole numbers. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** One entry of a named time interval; every part that is set must hold. Source: timeinterval package. */
export interface TimeInterval {
  /** Minutes of the day, end exclusive. */
  readonly times: readonly Range[] | undefined;
  /** 0 is Sunday. */
  readonly weekdays: readonly Range[] | undefined;
  /** Negative days count from the end of the month. */
  readonly daysOfMonth: readonly Range[] | undefined;
  readonly months: readonly Range[] | undefined;
  readonly years: readonly Range[] | undefined;
  /** IANA zone; UTC when absent. */
  readonly location: string;
}

/** Whether an instant, milliseconds since the epoch, lies inside the interval. */
export function containsTime(interval: TimeInterval, atMs: number): boolean {
  const local = civilTime(Math.floor(atMs / 1000) + zoneOffsetMinutes(atMs, interval.location) * 60);
  const minute = local.hour * 60 + local.minute;
  const within = (ranges: readonly Range[] | undefined, value: number) =>
    ranges === undefined || ranges.some(({ begin, end }) => value >= begin && value <= end);
  const { times } = interval;
  if (times !== undefined && !times.some((one) => minute >= one.begin && minute < one.end)) {
    return false;
  }
  return (
    inDays(interval.daysOfMonth, local) &&
    within(interval.months, local.month) &&
    within(interval.weekdays, local.weekday) &&
    within(interval.years, local.year)
  );
}

function inDays(ranges: readonly Range[] | undefined, local: CivilTime): boolean {
  if (ranges === undefined) return true;
  const last = daysInMonth(local.year, local.month);
  return ranges.some((range) => {
    const begin = range.begin < 0 ? last + range.begin + 1 : range.begin;
    const end = range.end < 0 ? last + range.end + 1 : range.end;
    return begin <= last && local.day >= begin && local.day <= Math.min(end, last);
  });
}

/** Offset of a zone at an instant; `Intl` knows the zone rules, so no clock of the host is read. */
function zoneOffsetMinutes(atMs: number, location: string): number {
  if (location === "" || location === "UTC") return 0;
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: location,
    timeZoneName: "longOffset",
  }).formatToParts(atMs);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const found = /^GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (found === null) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === "-" ? -minutes : minutes;
}

/** Whether `Intl` knows the zone. */
export function isLocation(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
