import { describe, expect, test } from "vitest";
import { compareCodePoints, Labels } from "./labels.ts";

describe("Labels", () => {
  test("sorts by name, drops empty values and refuses a name twice", () => {
    const labels = Labels.fromPairs([
      ["job", "serve"],
      ["gpu", ""],
      ["__name__", "up"],
    ]);
    expect(labels.pairs).toEqual([
      ["__name__", "up"],
      ["job", "serve"],
    ]);
    expect(labels.get("gpu")).toBe("");
    const twice: [string, string][] = [
      ["a", "1"],
      ["a", "2"],
    ];
    expect(() => Labels.fromPairs(twice)).toThrow('label name "a" is not unique');
  });

  test("has one key per label set", () => {
    expect(Labels.of({ a: "b", c: "d" }).key).toBe(Labels.of({ c: "d", a: "b" }).key);
    expect(Labels.of({ a: "bc" }).key).not.toBe(Labels.of({ ab: "c" }).key);
  });

  test("changes, keeps and removes labels in copies", () => {
    const labels = Labels.of({ __name__: "up", job: "serve", pod: "p1" });
    expect(labels.with({ pod: "p2", zone: "a" }).toRecord()).toEqual({
      __name__: "up",
      job: "serve",
      pod: "p2",
      zone: "a",
    });
    expect(labels.with({ pod: "" }).has("pod")).toBe(false);
    expect(labels.without(["__name__", "pod"]).toRecord()).toEqual({ job: "serve" });
    expect(labels.only(["pod", "nothing"]).toRecord()).toEqual({ pod: "p1" });
  });

  test("orders as Prometheus does: pair by pair, the shorter set first", () => {
    const sets = [{ a: "1", b: "0" }, { a: "1" }, { a: "0", z: "9" }, { b: "0" }].map((set) =>
      Labels.of(set),
    );
    sets.sort(Labels.compare);
    expect(sets.map((set) => set.toRecord())).toEqual([
      { a: "0", z: "9" },
      { a: "1" },
      { a: "1", b: "0" },
      { b: "0" },
    ]);
  });
});

describe("compareCodePoints", () => {
  test("follows UTF-8 bytes where UTF-16 units disagree", () => {
    const fullWidth = "\uff01";
    const emoji = "\u{1f600}";
    expect(emoji < fullWidth).toBe(true);
    expect(compareCodePoints(fullWidth, emoji)).toBeLessThan(0);
    expect(compareCodePoints("ab", "abc")).toBeLessThan(0);
    expect(compareCodePoints("b", "abc")).toBeGreaterThan(0);
    expect(compareCodePoints("same", "same")).toBe(0);
  });
});
