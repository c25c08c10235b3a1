import { describe, expect, it } from "vitest";
import { answerFor, cacheName, staleCaches, versionLock } from "./cache-plan.ts";

const scope = "https://host.example/nines/";
const files = { version: "2", files: ["", "theme.js", "assets/index-a.js"] };

describe("answerFor", () => {
  it.each([
    ["https://host.example/nines/", "page"],
    ["https://host.example/nines/?safe=1", "page"],
    ["https://host.example/nines/index.html", "page"],
    ["https://host.example/nines/assets/index-a.js", "hashed"],
    ["https://host.example/nines/assets/of-an-older-version.js", "hashed"],
    ["https://host.example/nines/theme.js", "named"],
    ["https://host.example/nines/notes.html", "other"],
    ["https://host.example/other/assets/index-a.js", "other"],
    ["https://elsewhere.example/nines/assets/index-a.js", "other"],
  ])("%s is %s", (url, answer) => {
    expect(answerFor(url, scope, files)).toBe(answer);
  });
});

describe("staleCaches", () => {
  const names = [
    cacheName(scope, "1"),
    cacheName(scope, "2"),
    cacheName(scope, "0"),
    cacheName("https://host.example/", "1"),
    "somebody else's",
  ];

  it("are those of this folder that no open page holds", () => {
    expect(staleCaches(names, scope, "2", [versionLock(scope, "1")])).toEqual([cacheName(scope, "0")]);
    expect(staleCaches(names, scope, "2", [])).toEqual([cacheName(scope, "1"), cacheName(scope, "0")]);
  });

  it("never belong to a copy in another folder", () => {
    expect(staleCaches(names, "https://host.example/", "1", [])).toEqual([]);
  });
});
