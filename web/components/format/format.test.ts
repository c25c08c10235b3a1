import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, formatSpan, formatTime, readDuration, readTime } from "./format-time.ts";
import { axisTexts, axisTicks, formatNumber, formatValue, groupDigits } from "./format-value.ts";
import { unitOfMetric } from "./units.ts";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [1.23456, "1.235"],
    [12345.678, "12346"],
    [54800000, "54800000"],
    [0.00012347, "0.0001235"],
    [-0.5, "-0.5"],
    [1e-9, "1e-9"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "+Inf"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("keeps four digits of any ordinary value", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e9, noNaN: true }), (value) => {
        const read = Number(formatNumber(value));
        expect(Math.abs(read - value) / value).toBeLessThan(6e-4);
      }),
    );
  });
});

describe("formatValue", () => {
  it.each([
    [0.0018, "seconds", "1.8 ms"],
    [1.8, "seconds", "1.8 s"],
    [5400, "seconds", "1.5 h"],
    [0, "seconds", "0 s"],
    [1_073_741_824, "bytes", "1 GiB"],
    [81664, "mebibytes", "81664 MiB"],
    [32, "per-second", "32/s"],
    [0.3547, "ratio", "0.3547"],
    [93.5, "percent", "93.5 %"],
  ] as const)("writes %d %s as %s", (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it("groups digits for reading only", () => {
    expect(groupDigits("81664 MiB")).toBe("81,664 MiB");
    expect(groupDigits("-1234.5678")).toBe("-1,234.5678");
    expect(groupDigits("999")).toBe("999");
  });
});

describe("axis ticks", () => {
  it("steps MiB in powers of two and shares one unit among seconds", () => {
    expect(axisTicks(0, 90_000, 5, "seconds")).toEqual([0, 21_600, 43_200, 64_800, 86_400]);
    expect(axisTicks(0, 86_000, 5, "mebibytes")).toEqual([0, 20_480, 40_960, 61_440, 81_920]);
    expect(axisTexts([0, 0.2, 0.4], "seconds")).toEqual({ texts: ["0", "200", "400"], label: "ms" });
  });

  it("survives a flat or broken range", () => {
    expect(axisTicks(3, 3, 5, "none")).toEqual([3]);
    expect(axisTicks(Number.NaN, 1, 5, "none")).toHaveLength(1);
  });

  it("never makes more ticks than asked for, by more than one", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 9 }),
        (high, most) => {
          expect(axisTicks(0, high, most, "none").length).toBeLessThanOrEqual(most + 1);
        },
      ),
    );
  });
});

describe("durations and times", () => {
  it("round trips durations", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), (ms) => {
        expect(readDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });

  it.each(["", "1h30", "5 m", "-5m", "h", "0s"])("refuses %j as a duration", (text) => {
    expect(readDuration(text)).toBeUndefined();
  });

  it("reads times of the day and full times", () => {
    const day = Date.UTC(2025, 9, 15, 14, 31);
    expect(formatTime(readTime("14:05", day) ?? 0)).toBe("14:05:00");
    expect(readTime("2025-10-16 01:02:03", day)).toBe(Date.UTC(2025, 9, 16, 1, 2, 3));
    expect(readTime("25:00", day)).toBeUndefined();
    expect(readTime("2025-02-31 10:00", day)).toBeUndefined();
  });

  it("writes spans in two parts", () => {
    expect(formatSpan(40_000)).toBe("40 s");
    expect(formatSpan(310_000)).toBe("5 min 10 s");
    expect(formatSpan(8_100_000)).toBe("2 h 15 min");
  });
});

describe("unitOfMetric", () => {
  it.each([
    ["http_request_duration_seconds_bucket", "seconds"],
    ["DCGM_FI_DEV_FB_USED", "mebibytes"],
    ["DCGM_FI_DEV_GPU_TEMP", "celsius"],
    ["container_memory_working_set_bytes", "bytes"],
    ["http_requests_total", "count"],
    ["up", "none"],
  ] as const)("knows %s", (name, unit) => {
    expect(unitOfMetric(name)).toBe(unit);
  });
});
