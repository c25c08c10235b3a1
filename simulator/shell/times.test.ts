import { expect, test } from "vitest";
import { age, formatDate, goDurationMs, rfc1123z, rfc3339 } from "./times.ts";

const instant = Date.UTC(2025, 9, 5, 4, 3, 2, 7);

// The cases of duration_test.go of k8s.io/apimachinery.
test.each([
  [1, "1s"],
  [70, "70s"],
  [190, "3m10s"],
  [70 * 60, "70m"],
  [47 * 60, "47m"],
  [3 * 3600, "3h"],
  [3 * 3600 + 20 * 60, "3h20m"],
  [10 * 3600, "10h"],
  [2 * 86_400 + 30 * 60, "2d"],
  [3 * 86_400 + 5 * 3600, "3d5h"],
  [100 * 86_400, "100d"],
  [3 * 365 * 86_400, "3y"],
  [3 * 365 * 86_400 + 20 * 86_400, "3y20d"],
  [10 * 365 * 86_400, "10y"],
  [-1, "0s"],
  [-5, "<invalid>"],
])("an age of %d s is %s", (seconds, expected) => {
  expect(age(0, seconds * 1000)).toBe(expected);
});

test("dates agree with the platform's", () => {
  expect(rfc3339(instant)).toBe(`${new Date(instant).toISOString().slice(0, 19)}Z`);
  expect(rfc1123z(instant)).toBe(new Date(instant).toUTCString().replace("GMT", "+0000"));
  expect(formatDate("%a %b %e %H:%M:%S %Y|%j|%s|%N|%D|%R|%A %B|%y|%%|%q", instant)).toBe(
    `Sun Oct  5 04:03:02 2025|278|${Math.floor(instant / 1000)}|007000000|10/05/25|04:03|Sunday October|25|%|%q`,
  );
});

test("durations as Go reads them", () => {
  expect(goDurationMs("1h30m")).toBe(5_400_000);
  expect(goDurationMs("1.5s")).toBe(1500);
  expect(goDurationMs("250ms")).toBe(250);
  expect(goDurationMs("0")).toBe(0);
  for (const wrong of ["5", "", "5 m", "-1s", "1d", "s"]) expect(goDurationMs(wrong)).toBeUndefined();
});
