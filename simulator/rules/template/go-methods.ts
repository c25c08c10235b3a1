import { civilTime } from "../../promql/engine/iso-time.ts";
import { durationText, timeText } from "./go-time.ts";
import { GoDuration, GoInt, GoTime, type GoValue } from "./go-value.ts";

/**
 * Methods of `time.Time` and `time.Duration` that alert templates use. Undefined when the method or its
 * arguments are not among them; Go has many more.
 */
export function timeMethod(
  receiver: GoTime | GoDuration,
  name: string,
  args: readonly GoValue[],
): GoValue | undefined {
  const [first] = args;
  if (receiver instanceof GoTime && args.length === 1) {
    if (name === "Format" && typeof first === "string") return formatTime(receiver.ms, first);
    if (name === "Add" && first instanceof GoDuration)
      return new GoTime(receiver.ms + first.nanoseconds / 1e6);
    if (name === "Sub" && first instanceof GoTime) return new GoDuration((receiver.ms - first.ms) * 1e6);
    return undefined;
  }
  if (args.length > 0) return undefined;
  return receiver instanceof GoTime ? plainTimeMethod(receiver.ms, name) : durationMethod(receiver, name);
}

function plainTimeMethod(ms: number, name: string): GoValue | undefined {
  const { year, day, hour, minute, second } = civilTime(Math.floor(ms / 1000));
  switch (name) {
    case "String":
      return timeText(ms);
    case "Unix":
      return new GoInt(Math.floor(ms / 1000), "int64");
    case "UnixMilli":
      return new GoInt(ms, "int64");
    case "UTC":
      return new GoTime(ms);
    case "Year":
      return new GoInt(year);
    case "Day":
      return new GoInt(day);
    case "Hour":
      return new GoInt(hour);
    case "Minute":
      return new GoInt(minute);
    case "Second":
      return new GoInt(second);
    default:
      return undefined;
  }
}

function durationMethod({ nanoseconds }: GoDuration, name: string): GoValue | undefined {
  switch (name) {
    case "String":
      return durationText(nanoseconds);
    case "Seconds":
      return nanoseconds / 1e9;
    case "Minutes":
      return nanoseconds / 6e10;
    case "Hours":
      return nanoseconds / 3.6e12;
    case "Milliseconds":
      return new GoInt(Math.trunc(nanoseconds / 1e6), "int64");
    default:
      return undefined;
  }
}

const MONTHS = [
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
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Go's layouts, written as the reference time Mon Jan 2 15:04:05 MST 2006. UTC only. */
function formatTime(ms: number, layout: string): string {
  const { year, month, day, weekday, hour, minute, second } = civilTime(Math.floor(ms / 1000));
  const milli = ms - Math.floor(ms / 1000) * 1000;
  const two = (value: number) => String(value).padStart(2, "0");
  const monthName = MONTHS[month - 1] ?? "";
  const dayName = DAYS[weekday] ?? "";
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const parts: Readonly<Record<string, string>> = {
    "2006": String(year),
    "06": two(year % 100),
    January: monthName,
    Jan: monthName.slice(0, 3),
    Monday: dayName,
    Mon: dayName.slice(0, 3),
    MST: "UTC",
    "-0700": "+0000",
    "-07:00": "+00:00",
    "Z07:00": "Z",
    Z0700: "Z",
    "15": two(hour),
    "01": two(month),
    "02": two(day),
    "03": two(hour12),
    "04": two(minute),
    "05": two(second),
    _2: String(day).padStart(2, " "),
    "1": String(month),
    "2": String(day),
    "3": String(hour12),
    "4": String(minute),
    "5": String(second),
    PM: hour < 12 ? "AM" : "PM",
    pm: hour < 12 ? "am" : "pm",
  };
  const reference =
    /2006|January|Jan|Monday|Mon|MST|Z07:00|Z0700|-07:00|-0700|15|0[1-6]|_2|PM|pm|[.,]0+|[1-5]/g;
  return layout.replace(reference, (part) => {
    if (/^[.,]0/.test(part))
      return (
        part.charAt(0) +
        String(milli)
          .padStart(3, "0")
          .padEnd(9, "0")
          .slice(0, part.length - 1)
      );
    return parts[part] ?? part;
  });
}
