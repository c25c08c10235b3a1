import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Md5 } from "./md5.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const ofText = (text: string) => {
  const md5 = new Md5();
  md5.update(bytes(text));
  return md5.hex();
};

describe("Md5", () => {
  it.each([
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["a", "0cc175b9c0f1b6a831c399e269772661"],
    ["abc", "900150983cd24fb0d6963f7d28e17f72"],
    ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
    [
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a",
    ],
  ])("hashes %j as RFC 1321 does", (text, digest) => {
    expect(ofText(text)).toBe(digest);
  });

  it("agrees with Node at every length around the block size", () => {
    for (let length = 0; length < 200; length++) {
      const text = "x".repeat(length);
      expect(ofText(text)).toBe(createHash("md5").update(text).digest("hex"));
    }
  });

  it("writes text as UTF-8 and a zero byte", () => {
    const md5 = new Md5();
    md5.text("Größe 数 🚀");
    expect(md5.hex()).toBe(createHash("md5").update("Größe 数 🚀\u0000").digest("hex"));
  });

  it("writes numbers as little-endian Float64 and every NaN alike", () => {
    const md5 = new Md5();
    for (const value of [1.5, -0, Number.NaN, 1e300]) md5.float64(value);
    const expected = Buffer.alloc(32);
    for (const [i, value] of [1.5, -0, 0, 1e300].entries()) expected.writeDoubleLE(value, i * 8);
    expected.writeUInt32LE(0x7ff80000, 20);
    expect(md5.hex()).toBe(createHash("md5").update(expected).digest("hex"));
  });
});
