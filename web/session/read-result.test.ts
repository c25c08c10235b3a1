import { describe, expect, it } from "vitest";
import { readOwnResults, readResult } from "./read-result.ts";
import { freshProgress } from "./store.ts";

const stored = { ...freshProgress, status: "passed", best: 80, attempts: 2 };
const verdict = { step: "one", status: "pass", score: 80, parts: [], findings: [], worlds: [] };

describe("a stored result", () => {
  it.each([
    ["a number", 7],
    ["another status", { ...stored, status: "won" }],
    ["a score over 100", { ...stored, best: 101 }],
    ["a score that is none", { ...stored, best: Number.NaN }],
    ["attempts below 0", { ...stored, attempts: -1 }],
  ])("is none when it is %s", (_what, value) => {
    expect(readResult(value)).toBeUndefined();
  });

  it("keeps its verdict when the browser stored it itself and every part is there", () => {
    const { results } = readOwnResults({ "a/one": { ...stored, verdict } });
    expect(results["a/one"]?.verdict).toEqual(verdict);
  });

  it.each([
    { ...verdict, findings: ["gone"] },
    { ...verdict, worlds: [{}] },
    { ...verdict, status: "maybe" },
    "gone",
  ])("loses a damaged verdict and nothing else", (damaged) => {
    const { results, damaged: count } = readOwnResults({ "a/one": { ...stored, verdict: damaged } });
    expect(results).toEqual({ "a/one": { ...stored, verdict: undefined } });
    expect(count).toBe(0);
  });
});

describe("stored results", () => {
  it("are read one by one: a damaged one takes no other away", () => {
    const { results, damaged } = readOwnResults({ "a/one": stored, "a/two": null, "a/three": { best: "9" } });
    expect(Object.keys(results)).toEqual(["a/one"]);
    expect(damaged).toBe(2);
  });

  it("are none where nothing was stored, and damaged where something else was", () => {
    expect(readOwnResults(undefined)).toEqual({ results: {}, damaged: 0 });
    expect(readOwnResults([stored])).toEqual({ results: {}, damaged: 1 });
  });
});
