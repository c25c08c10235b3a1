import { describe, expect, it } from "vitest";
import { didYouMean } from "./did-you-mean.ts";

const ids = ["flagship-leak", "flagship-exit", "slow-leak"];

describe("didYouMean", () => {
  it.each([
    ["flagship-leek", "flagship-leak"],
    ["Flagship-Leak", "flagship-leak"],
    ["slowleak", "slow-leak"],
    ["flag", "flagship-leak"],
    ["flagship", "flagship-leak"],
  ])("%s: %s", (wrong, right) => {
    expect(didYouMean(wrong, ids)).toBe(right);
  });

  it.each(["", "x", "incident", "q".repeat(10_000)])("finds nothing near %j", (wrong) => {
    expect(didYouMean(wrong, ids)).toBeUndefined();
  });
});
