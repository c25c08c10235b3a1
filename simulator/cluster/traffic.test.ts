import { describe, expect, it } from "vitest";
import { DAY } from "../kernel/units.ts";
import type { TrafficSpec } from "./cluster-spec.ts";
import { Traffic } from "./traffic.ts";

const flat: TrafficSpec = { profile: "flat", requestsPerSecond: 256, noise: false };
const diurnal: TrafficSpec = { profile: "diurnal", requestsPerSecond: 256, noise: true };

/** Arrivals of every second of a day. */
function dayOf(spec: TrafficSpec, seed: number, scale = 1): number[] {
  const traffic = new Traffic(spec, seed, scale);
  return Array.from({ length: 86_400 }, (_, second) => traffic.next(traffic.rateAt(second * 1000)));
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

describe("traffic", () => {
  it("is exactly even when flat, and whole numbers carry the fractions", () => {
    expect(new Set(dayOf(flat, 1))).toEqual(new Set([256]));
    const scaled = dayOf(flat, 1, 1.3);
    expect(new Set(scaled)).toEqual(new Set([332, 333]));
    expect(Math.abs(total(scaled) - 256 * 1.3 * 86_400)).toBeLessThan(1);
  });

  it("has the day's mean, a peak of 1.6 and independent arrivals when diurnal", () => {
    const counts = dayOf(diurnal, 1);
    expect(Math.abs(total(counts) / (256 * 86_400) - 1)).toBeLessThan(0.003);
    const hour = (from: number) => total(counts.slice(from, from + 3600)) / 3600 / 256;
    expect(Math.abs(hour(14 * 3600) - 1.6)).toBeLessThan(0.03);
    expect(Math.abs(hour(2 * 3600) - 0.5)).toBeLessThan(0.03);
    // Second-to-second noise is a Poisson process's: variance of differences is twice the mean.
    let squares = 0;
    for (let i = 50_401; i < 54_000; i++) squares += ((counts[i] ?? 0) - (counts[i - 1] ?? 0)) ** 2;
    expect(squares / 3599 / (2 * 256 * 1.6)).toBeGreaterThan(0.9);
    expect(squares / 3599 / (2 * 256 * 1.6)).toBeLessThan(1.1);
  });

  it("doubles at its instant", () => {
    const traffic = new Traffic(
      { profile: "double", requestsPerSecond: 100, doubleFromMs: DAY / 2, noise: false },
      1,
      1,
    );
    expect(traffic.rateAt(DAY / 2 - 1)).toBe(100);
    expect(traffic.rateAt(DAY / 2)).toBe(200);
  });

  it("multiplies by each reason once", () => {
    const traffic = new Traffic(flat, 1, 1);
    traffic.setFactor("a", 2);
    traffic.setFactor("b", 3);
    traffic.setFactor("a", 4);
    expect(traffic.rateAt(0)).toBe(256 * 12);
    traffic.setFactor("b", 1);
    traffic.setFactor("a", 1);
    expect(traffic.rateAt(0)).toBe(256);
  });
});
