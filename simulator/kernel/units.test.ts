import { describe, expect, it } from "vitest";
import { timeOfDay } from "./units.ts";

describe("timeOfDay", () => {
  it("reads hours, minutes and seconds", () => {
    expect(timeOfDay(0, "14:00")).toBe(50_400_000);
    expect(timeOfDay(1000, "00:01:02")).toBe(63_000);
  });

  it("says how to write one", () => {
    expect(() => timeOfDay(0, "two")).toThrow('"two" is not a time of day; write it as HH:MM or HH:MM:SS.');
  });
});
