/** Times, durations, numbers and percentages as people write them in a postmortem. All return undefined rather than guess. */

/** Seconds of the day of the first `HH:MM` or `HH:MM:SS` in a text. */
export function readClock(text: string): number | undefined {
  return readClocks(text)[0];
}

/** Every `HH:MM[:SS]` of a text as seconds of the day, in order. */
export function readClocks(text: string): number[] {
  const found: number[] = [];
  for (const match of text.matchAll(/(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?![\d:])/g)) {
    found.push(Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0));
  }
  return found;
}

/** True when the seconds were written, so a tolerance of a minute stamp does not apply. */
export function hasSeconds(text: string): boolean {
  return /\d{1,2}:\d{2}:\d{2}/.test(text);
}

const unitSeconds: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** Every duration of a text in seconds. */
export function readDurations(text: string): number[] {
  const part =
    "(\\d+(?:\\.\\d+)?)[\\s-]*(days?|d|hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|sec|s)(?![a-z])";
  const run = new RegExp(`${part}(?:,?\\s*(?:and\\s+)?${part})?(?:,?\\s*(?:and\\s+)?${part})?`, "gi");
  const found: number[] = [];
  for (const match of text.matchAll(run)) {
    let seconds = 0;
    for (let i = 1; i + 1 < match.length; i += 2) {
      const unit = match[i + 1]?.[0]?.toLowerCase();
      if (match[i] !== undefined && unit !== undefined)
        seconds += Number(match[i]) * (unitSeconds[unit] ?? 0);
    }
    found.push(seconds);
  }
  return found;
}

/** The first number of a text: `309,622`, `309 622`, `309_622`, `0.31 million`, `310k`. */
export function readNumber(text: string): number | undefined {
  const match = /(?<![\d.:])(\d{1,3}(?:[, _\u00a0\u202f]\d{3})+|\d+)(\.\d+)?\s*(k|million|M)?(?![\w%])/.exec(
    text,
  );
  if (match === null) {
    const plain = /(\d{1,3}(?:[, _\u00a0\u202f]\d{3})+|\d+)(\.\d+)?/.exec(text);
    return plain === null ? undefined : digits(plain[1], plain[2]);
  }
  const scale = match[3] === undefined ? 1 : match[3] === "k" ? 1000 : 1_000_000;
  return digits(match[1], match[2]) * scale;
}

function digits(whole: string | undefined, fraction: string | undefined): number {
  return Number((whole ?? "").replace(/[, _\u00a0\u202f]/g, "") + (fraction ?? ""));
}

/** The first percentage of a text, in percent: `85.1 %`, `85.1%`, `85.1 percent`; a bare ratio `0.851` counts as 85.1. */
export function readPercent(text: string): number | undefined {
  const match = /(-?\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)/i.exec(text);
  if (match !== null) return Number(match[1]);
  const ratio = /(?<![\d.:])0?\.\d+|(?<![\d.:])1\.0+(?!\d)/.exec(text);
  return ratio === null ? undefined : Number(ratio[0]) * 100;
}

const weekWords: Readonly<Record<string, number>> = { one: 1, a: 1, two: 2, three: 3, four: 4 };

/** Share of a 30-day budget in percent: a percentage, or `14 days`, `2 weeks`, `two weeks' worth`. */
export function readBudgetShare(text: string): number | undefined {
  const percent = /(-?\d+(?:\.\d+)?)\s*(?:%|percent\b)/i.exec(text);
  if (percent !== null) return Number(percent[1]);
  const weeks = /(\d+(?:\.\d+)?|one|two|three|four|a)\s+weeks?/i.exec(text);
  if (weeks !== null) {
    const count = weekWords[weeks[1]?.toLowerCase() ?? ""] ?? Number(weeks[1]);
    return ((count * 7) / 30) * 100;
  }
  const days = /(\d+(?:\.\d+)?)\s+days?/i.exec(text);
  if (days !== null) return (Number(days[1]) / 30) * 100;
  return readPercent(text);
}

/** A window `14:00 to 16:15` as seconds of the day. */
export function readWindow(text: string): { from: number; to: number } | undefined {
  const match = /(\d{1,2}:\d{2}(?::\d{2})?)\s*(?:to|until|till|-|–|—|→)\s*(\d{1,2}:\d{2}(?::\d{2})?)/.exec(
    text,
  );
  if (match === null) return undefined;
  const from = readClock(match[1] ?? "");
  const to = readClock(match[2] ?? "");
  return from === undefined || to === undefined || to <= from ? undefined : { from, to };
}

/** `2025-10-20` as milliseconds since the epoch; undefined when it is no date of the calendar. */
export function readDate(text: string): number | undefined {
  const match = /(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : undefined;
}

/** `14:15:00` of a time of day in seconds, or of a time in milliseconds since the epoch. */
export function showClock(secondsOfDay: number, withSeconds = true): string {
  const whole = Math.round(secondsOfDay);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  const text = `${two((whole / 3600) % 24)}:${two((whole / 60) % 60)}`;
  return withSeconds ? `${text}:${two(whole % 60)}` : text;
}

/** `15 min 55 s`, `2 h 15 min`, `40 s`. */
export function showDuration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole / 60) % 60), whole % 60];
  const parts = [h > 0 ? `${h} h` : "", m > 0 ? `${m} min` : "", s > 0 ? `${s} s` : ""].filter(
    (part) => part !== "",
  );
  return parts.length === 0 ? "0 s" : parts.join(" ");
}

/** `309,622`. */
export function showCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
