import { describe, expect, it } from "vitest";
import { wrapLines } from "./wrap-lines.ts";

describe("wrapLines", () => {
  it("breaks sentences at words", () => {
    expect(wrapLines("one two three four", 9)).toBe("one two\nthree\nfour");
  });

  it("leaves rows of tables whole", () => {
    const row = "bert-model-serving-7fgkn   1/1     Running   0";
    const box = "| 0   H100   On | 00000000:3B:00.0 Off |";
    expect(wrapLines(`${row}\n${box}`, 20)).toBe(`${row}\n${box}`);
  });

  it("hangs what a command does under itself", () => {
    expect(wrapLines("curl   fetch an address", 16, true)).toBe("curl   fetch an\n       address");
  });

  it("keeps the indent of a long line, and short lines as they are", () => {
    expect(wrapLines("a\n  bb cc dd", 7)).toBe("a\n  bb cc\n  dd");
  });

  it("leaves a word that is too long", () => {
    expect(wrapLines("abcdefghijkl m", 5)).toBe("abcdefghijkl\nm");
  });
});
