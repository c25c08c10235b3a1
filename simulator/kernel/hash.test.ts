import { describe, expect, it } from "vitest";
import { extendHash, hash32, hashPrefix, hashUnit, keyOf } from "./hash.ts";

/** Chi-square of draws over 256 bins, in standard deviations from its mean of 255. */
function chiSquare(draws: number, draw: (i: number) => number): number {
  const bins = new Float64Array(256);
  for (let i = 0; i < draws; i++) {
    const bin = Math.floor(draw(i) * 256);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const expected = draws / 256;
  let sum = 0;
  for (const count of bins) sum += (count - expected) ** 2 / expected;
  return (sum - 255) / Math.sqrt(2 * 255);
}

describe("hash32", () => {
  it("is uniform over 2^20 draws along every argument", () => {
    const n = 2 ** 20;
    const draws = [
      (i: number) => hashUnit(i, 7, 9, 11),
      (i: number) => hashUnit(1, i, 9, 11),
      (i: number) => hashUnit(1, 7, i, 11),
      (i: number) => hashUnit(1, 7, 9, i),
      // The low bits too: multiply away the high byte.
      (i: number) => (hashUnit(1, 7, 9, i) * 65536) % 1,
    ];
    for (const draw of draws) expect(Math.abs(chiSquare(n, draw))).toBeLessThan(4);
  });

  it("gives unrelated words to neighbouring indices", () => {
    const n = 200_000;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (hashUnit(1, 2, 3, i) - 0.5) * (hashUnit(1, 2, 3, i + 1) - 0.5);
    // The covariance of independent uniforms has standard deviation 1/12/sqrt(n).
    expect(Math.abs(sum / n)).toBeLessThan(4 / (12 * Math.sqrt(n)));
  });

  it("depends on every argument and takes it modulo 2^32", () => {
    const word = hash32(1, 2, 3, 4);
    expect(hash32(2, 2, 3, 4)).not.toBe(word);
    expect(hash32(1, 3, 3, 4)).not.toBe(word);
    expect(hash32(1, 2, 4, 4)).not.toBe(word);
    expect(hash32(1, 2, 3, 5)).not.toBe(word);
    expect(hash32(1 + 2 ** 32, 2, 3, 4)).toBe(word);
  });

  it("is pinned, because every golden figure rests on it", () => {
    expect([hash32(0, 0, 0), hash32(1, 2, 3, 4), keyOf(""), keyOf("router/arrivals")]).toMatchInlineSnapshot(`
      [
        205331723,
        3577583207,
        2872998923,
        2567667239,
      ]
    `);
  });

  it("splits into a prefix and an index", () => {
    for (let i = 0; i < 100; i++) expect(extendHash(hashPrefix(5, 6, 7), i)).toBe(hash32(5, 6, 7, i));
  });
});
