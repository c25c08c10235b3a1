import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { fillMessage } from "./message.ts";
import { t, tCode } from "./t.ts";

describe("fillMessage", () => {
  it("puts in values and picks a form by the number", () => {
    const text = "{name}: {count|# pod|# pods} left";
    expect(fillMessage(text, { name: "bert", count: 1 })).toBe("bert: 1 pod left");
    expect(fillMessage(text, { name: "bert", count: 4 })).toBe("bert: 4 pods left");
  });

  it("leaves an unknown name visible instead of hiding it", () => {
    expect(fillMessage("{x} of {y}", { x: 1 })).toBe("1 of {y}");
  });

  it("does not fill in what a value happens to contain", () => {
    expect(fillMessage("{a} {b}", { a: "{b}", b: "x" })).toBe("{b} x");
  });
});

describe("messages", () => {
  it("are found by section and name", () => {
    expect(t("lesson.checking", { done: 3, total: 9 })).toBe("Checking 3 of 9");
    expect(tCode("explain", "aggregateBy", { op: "sum", labels: "pod" })).toBe(
      "sum over lines, one for each pod",
    );
    expect(tCode("explain", "constructor", {})).toBe("constructor");
  });

  it("have balanced braces and no exclamation marks", () => {
    for (const [section, messages] of Object.entries(en)) {
      for (const [name, text] of Object.entries(messages)) {
        expect(text.replace(/\{[a-zA-Z0-9]+(\|[^{}|]*\|[^{}|]*)?\}/g, ""), `${section}.${name}`).not.toMatch(
          /[{}!]/,
        );
      }
    }
  });
});
