import { describe, expect, it } from "vitest";
import { findWords, fitOf } from "./find-words.ts";

describe("a search", () => {
  it("asks for every word, in the name or in what is said of it", () => {
    expect(fitOf("burn budget", "Burn rate", "how fast the budget is spent")).toBeGreaterThan(0);
    expect(fitOf("burn latency", "Burn rate", "how fast the budget is spent")).toBe(0);
  });

  it("puts names that begin so first, then names with such a word, then what is said of others", () => {
    const entries = ["the cost of a rate", "Burn rate", "rate", "irate"];
    const found = findWords("rate", entries, (entry) =>
      entry.startsWith("the") ? ["Cost", entry] : [entry, ""],
    );
    expect(found).toEqual(["rate", "Burn rate", "irate", "the cost of a rate"]);
  });

  it("finds everything when only blanks are typed, and nothing when nothing fits", () => {
    expect(findWords("  ", ["b", "a"], (entry) => [entry, ""])).toEqual(["b", "a"]);
    expect(findWords("zz", ["b", "a"], (entry) => [entry, ""])).toEqual([]);
  });

  it("takes any text as it is typed", () => {
    expect(fitOf("rate(", "rate(x[5m])", "")).toBe(4);
    expect(fitOf("[", "a", "b")).toBe(0);
  });
});
