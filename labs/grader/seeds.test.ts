import { expect, test } from "vitest";
import { attemptSeeds, contractAttempt, contractSeeds } from "./seeds.ts";

test("the contract's seeds never change", () => {
  expect(contractSeeds).toEqual([11, 23, 42, 77, 101]);
  expect(attemptSeeds("first-look", 1, contractAttempt)).toEqual(
    attemptSeeds("first-look", 1, contractAttempt),
  );
});

test("an attempt has five distinct seeds in range, ascending", () => {
  for (let k = 0; k < 200; k++) {
    const seeds = attemptSeeds("lab", 1, String(k));
    expect(new Set(seeds).size).toBe(5);
    expect([...seeds].sort((a, b) => a - b)).toEqual(seeds);
    for (const seed of seeds) {
      expect(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff).toBe(true);
    }
  }
});

test("lab, format and attempt each give other seeds", () => {
  const all = [
    attemptSeeds("a", 1, "x"),
    attemptSeeds("b", 1, "x"),
    attemptSeeds("a", 2, "x"),
    attemptSeeds("a", 1, "y"),
  ].map((seeds) => seeds.join());
  expect(new Set(all).size).toBe(4);
});
