import { describe, expect, it } from "vitest";
import { failureOf } from "./storage-failure.ts";

describe("a failure of the browser's storage", () => {
  it.each([
    ["QuotaExceededError", "storage-full"],
    ["VersionError", "newer"],
    ["SecurityError", "private"],
    ["UnknownError", "broken"],
    ["NotFoundError", "broken"],
  ])("%s is told as %s", (name, told) => {
    expect(failureOf(new DOMException("", name))).toBe(told);
  });

  it("that is no answer at all is told as broken", () => {
    expect(failureOf(new Error("The storage does not answer."))).toBe("broken");
  });
});
