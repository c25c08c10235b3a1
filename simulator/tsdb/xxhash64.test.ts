import { describe, expect, test } from "vitest";
import { appendUtf8, isUtf8 } from "./utf8.ts";
import { xxHash64 } from "./xxhash64.ts";

function hash(text: string): string {
  const bytes: number[] = [];
  appendUtf8(bytes, text);
  return xxHash64(Uint8Array.from(bytes)).toString(16).padStart(16, "0");
}

describe("xxHash64", () => {
  // Published test vectors of the reference implementation, seed 0.
  test("gives the reference values", () => {
    expect(hash("")).toBe("ef46db3751d8e999");
    expect(hash("a")).toBe("d24ec4f1a98c6e5b");
    expect(hash("abc")).toBe("44bc2cf5ad770999");
    expect(hash("Nobody inspects the spammish repetition")).toBe("fbcea83c8a378bf1");
  });
});

describe("UTF-8", () => {
  test("encodes one to four bytes and replaces half a surrogate pair", () => {
    const bytes: number[] = [];
    appendUtf8(bytes, "a\u00e9\u20ac\u{1f600}\ud800");
    expect(bytes).toEqual([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xef, 0xbf, 0xbd]);
    expect(isUtf8("a\u{1f600}")).toBe(true);
    expect(isUtf8("a\ud83d")).toBe(false);
  });
});
