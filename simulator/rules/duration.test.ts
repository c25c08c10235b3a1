import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

test.each([
  ["0", 0],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["1y2w3d4h5m6s7ms", 31_536_000_000 + 14 * 86_400_000 + 3 * 86_400_000 + 14_706_007],
  ["90s", 90_000],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toEqual({ ok: true, ms });
});

test.each([
  ["", "empty duration string"],
  ["5", 'not a valid duration string: "5"'],
  ["m5", 'not a valid duration string: "m5"'],
  ["5x", 'unknown unit "x" in duration "5x"'],
  ["5s5m", 'not a valid duration string: "5s5m"'],
  ["1h1h", 'not a valid duration string: "1h1h"'],
  ["-5m", 'not a valid duration string: "-5m"'],
  ["1.5h", 'unknown unit "." in duration "1.5h"'],
  ["300y", "duration out of range"],
])("%j is refused", (text, error) => {
  expect(parseDuration(text)).toEqual({ ok: false, error });
});

test.each([
  [0, "0s"],
  [300_000, "5m"],
  [90 * 86_400_000, "90d"],
  [14 * 86_400_000, "2w"],
  [90_500, "1m30s500ms"],
  [-60_000, "-1m"],
])("%d ms prints as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
