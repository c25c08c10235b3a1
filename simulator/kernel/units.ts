/** Bytes of one mebibyte. */
export const MEBIBYTE = 1_048_576;
/** Bytes of one gibibyte. */
export const GIBIBYTE = 1_073_741_824;
/** Milliseconds of one second, minute, hour and day. */
export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** Milliseconds since the epoch of a time of day such as `14:00` or `14:14:06` on the UTC day that starts at `dayMs`. */
export function timeOfDay(dayMs: number, clock: string): number {
  const [hours = "", minutes = "", seconds = "0"] = clock.split(":");
  const total = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND;
  if (!Number.isInteger(total))
    throw new Error(`"${clock}" is not a time of day; write it as HH:MM or HH:MM:SS.`);
  return dayMs + total;
}
