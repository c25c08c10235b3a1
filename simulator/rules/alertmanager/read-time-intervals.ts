import { DecodeFailure, type GoDecoder } from "../yaml/decode.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import { isLocation, type Range, type TimeInterval } from "./time-interval.ts";

/** A named list of intervals, any of which may hold. */
export interface NamedIntervals {
  readonly name: string;
  readonly node: YamlNode;
  readonly intervals: readonly TimeInterval[];
}

/** Reads `time_intervals` or the older `mute_time_intervals`; `kind` is its name in error texts. */
export function readTimeIntervals(decoder: GoDecoder, node: YamlNode, kind: string): NamedIntervals[] {
  return decoder.list(node, "[]config.TimeInterval", (item) => {
    let name = "";
    let intervals: TimeInterval[] = [];
    decoder.struct(item, "config.plain", {
      name: (value) => {
        name = decoder.string(value);
      },
      time_intervals: (value) => {
        intervals = decoder.list(value, "[]timeinterval.TimeInterval", (one) => readInterval(decoder, one));
      },
    });
    if (name === "") throw new DecodeFailure(`missing name in ${kind}`, item);
    return { name, node: item, intervals };
  });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readInterval(decoder: GoDecoder, node: YamlNode): TimeInterval {
  const interval: Mutable<TimeInterval> = {
    times: undefined,
    weekdays: undefined,
    daysOfMonth: undefined,
    months: undefined,
    years: undefined,
    location: "",
  };
  const ranges = (value: YamlNode, read: (text: string) => Range) =>
    decoder.list(value, "[]string", (item) => {
      const text = decoder.string(item).toLowerCase();
      try {
        return read(text);
      } catch (error) {
        if (error instanceof RangeTextError) throw new DecodeFailure(error.message, item);
        throw error;
      }
    });
  decoder.struct(node, "timeinterval.TimeInterval", {
    times: (value) => {
      interval.times = decoder.list(value, "[]timeinterval.TimeRange", (item) => readTimes(decoder, item));
    },
    weekdays: (value) => {
      interval.weekdays = ranges(value, weekdays);
    },
    days_of_month: (value) => {
      interval.daysOfMonth = ranges(value, daysOfMonth);
    },
    months: (value) => {
      interval.months = ranges(value, months);
    },
    years: (value) => {
      interval.years = ranges(value, years);
    },
    location: (value) => {
      interval.location = decoder.string(value);
      if (!isLocation(interval.location)) {
        throw new DecodeFailure(`unknown time zone ${interval.location}`, value);
      }
    },
  });
  return interval;
}

/** A range that Alertmanager refuses; the message is its own. */
class RangeTextError extends Error {}

const TIME = /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/;

function readTimes(decoder: GoDecoder, node: YamlNode): Range {
  let start = "";
  let end = "";
  decoder.struct(node, "timeinterval.yamlTimeRange", {
    start_time: (value) => {
      start = decoder.string(value);
    },
    end_time: (value) => {
      end = decoder.string(value);
    },
  });
  if (start === "" || end === "") throw new DecodeFailure("both start and end times must be provided", node);
  const minutes = [start, end].map((text) => {
    if (!TIME.test(text)) throw new DecodeFailure(`couldn't parse timestamp ${text}, invalid format`, node);
    return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  });
  const [begin = 0, finish = 0] = minutes;
  if (begin >= finish) {
    throw new DecodeFailure("start time cannot be equal or greater than end time", node);
  }
  return { begin, end: finish };
}

function both(text: string, member: (part: string) => number): Range {
  if (!text.includes(":")) return { begin: member(text), end: member(text) };
  const parts = text.split(":");
  if (parts.length !== 2) throw new RangeTextError(`couldn't parse range ${text}, invalid format`);
  return { begin: member(parts[0] ?? ""), end: member(parts[1] ?? "") };
}

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

function weekdays(text: string): Range {
  const range = both(text, (part) => {
    const day = WEEKDAYS.indexOf(part);
    if (day < 0) throw new RangeTextError(`${part} is not a valid weekday`);
    return day;
  });
  if (range.begin > range.end) throw new RangeTextError("start day cannot be before end day");
  return range;
}

function daysOfMonth(text: string): Range {
  const range = both(text, wholeNumber);
  for (const day of [range.begin, range.end]) {
    if (day === 0 || day < -31 || day > 31) {
      throw new RangeTextError(`${day} is not a valid day of the month: out of range`);
    }
  }
  if (range.begin < 0 && range.end > 0) {
    throw new RangeTextError("end day must be negative if start day is negative");
  }
  // Months have at least 28 days, so this order is wrong in every month.
  const least = (day: number) => (day < 0 ? 28 + day : day);
  if (least(range.begin) > least(range.end)) {
    throw new RangeTextError(`end day ${range.end} is always before start day ${range.begin}`);
  }
  return range;
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

function months(text: string): Range {
  const range = both(text, (part) => {
    const named = MONTHS.indexOf(part);
    if (named >= 0) return named + 1;
    if (!/^[-+]?[0-9]+$/.test(part)) throw new RangeTextError(`${part} is not a valid month`);
    return Number(part);
  });
  if (range.begin > range.end) {
    const name = (month: number) => MONTHS[month - 1] ?? "";
    throw new RangeTextError(`end month ${name(range.end)} is before start month ${name(range.begin)}`);
  }
  return range;
}

function years(text: string): Range {
  const range = both(text, wholeNumber);
  if (range.begin > range.end) {
    throw new RangeTextError(`end year ${range.end} is before start year ${range.begin}`);
  }
  return range;
}

function wholeNumber(text: string): number {
  if (!/^[-+]?[0-9]+$/.test(text)) {
    throw new RangeTextError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}
