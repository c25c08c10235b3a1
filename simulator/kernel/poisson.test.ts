import { describe, expect, it } from "vitest";
import { expMinus, poisson } from "./poisson.ts";
import { stream } from "./stream.ts";

describe("expMinus", () => {
  it("agrees with exp to nine digits over its range", () => {
    for (let x = 0; x <= 32; x += 0.0137) {
      expect(Math.abs(expMinus(x) / Math.exp(-x) - 1)).toBeLessThan(2e-9);
    }
    expect(expMinus(0)).toBe(1);
  });
});

describe("poisson", () => {
  it.each([0.1, 1, 31, 32, 33, 500])("has mean and variance %s", (mean) => {
    const source = stream(1, `poisson ${mean}`);
    const n = 40_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const count = poisson(source, mean);
      sum += count;
      squares += count * count;
    }
    const average = sum / n;
    const variance = squares / n - average * average;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / n));
    // Variance of the sample variance of a Poisson variable: (mean + 2 mean^2) / n.
    expect(Math.abs(variance - mean)).toBeLessThan(4 * Math.sqrt((mean + 2 * mean * mean) / n));
  });

  it("follows the whole distribution at mean 2", () => {
    const source = stream(7, "distribution");
    const n = 100_000;
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < n; i++) {
      const k = poisson(source, 2);
      if (k < 8) counts[k] = (counts[k] ?? 0) + 1;
    }
    let probability = Math.exp(-2);
    counts.forEach((count, k) => {
      if (k > 0) probability *= 2 / k;
      expect(Math.abs(count - n * probability)).toBeLessThan(4.5 * Math.sqrt(n * probability));
    });
  });

  it("gives none for a mean of zero or less", () => {
    const source = stream(1, "none");
    expect(poisson(source, 0)).toBe(0);
    expect(poisson(source, -3)).toBe(0);
  });
});
