import { describe, expect, test } from "vitest";
import { goFixed, goFloat } from "./go-text.ts";
import { isoSeconds } from "./iso-time.ts";
import { textPosition } from "./text-position.ts";

describe("numbers as Go prints them", () => {
  test("%g changes to exponents below 1e-4 and from 1e6", () => {
    expect([1, 0.1, 123456, 1234567, 1e21, 0.0001, 0.00001, -2.5e-7].map((value) => goFloat(value))).toEqual([
      "1",
      "0.1",
      "123456",
      "1.234567e+06",
      "1e+21",
      "0.0001",
      "1e-05",
      "-2.5e-07",
    ]);
    expect(
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map((value) => goFloat(value)),
    ).toEqual(["NaN", "+Inf", "-Inf", "-0"]);
  });

  test("fixed form never has an exponent", () => {
    expect([1e21, 1.5e-7, -1234.5, 1e300, 0, -0].map((value) => goFixed(value).slice(0, 24))).toEqual([
      "1000000000000000000000",
      "0.00000015",
      "-1234.5",
      `1${"0".repeat(23)}`,
      "0",
      "-0",
    ]);
  });
});

describe("positions", () => {
  test("count lines from 1 and columns in bytes", () => {
    expect(textPosition("", 0)).toBe("unknown position");
    expect(textPosition("sum(x)", 4)).toBe("1:5");
    expect(textPosition("sum(\n  x)", 7)).toBe("2:3");
    expect(textPosition('{"é"} + y', 8)).toBe("1:9");
    expect(textPosition("x", 5)).toBe("invalid position");
  });
});

describe("times", () => {
  test("print in UTC", () => {
    expect(isoSeconds(1_747_094_400_000)).toBe("2025-05-13T00:00:00Z");
    expect(isoSeconds(0)).toBe("1970-01-01T00:00:00Z");
  });
});
