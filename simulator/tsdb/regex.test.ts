import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRe2, compileRegex } from "./regex.ts";

function matches(pattern: string, value: string): boolean {
  const compiled = compileRegex(pattern);
  return compiled.ok && compiled.regex.matches(value);
}

describe("compileRegex", () => {
  test("is anchored at both ends and lets a dot match a newline", () => {
    expect(matches("gpu", "gpu-0")).toBe(false);
    expect(matches("gpu.*", "gpu-0\nnext")).toBe(true);
    expect(matches("a.b", "a\nb")).toBe(true);
  });

  test("knows RE2's syntax", () => {
    expect(matches("(?i)GPU", "gpu")).toBe(true);
    expect(matches("[[:alpha:]]+", "abc")).toBe(true);
    expect(matches("(?P<n>a)b", "ab")).toBe(true);
    const look = compileRegex("a(?=b)");
    expect(look.ok).toBe(false);
    expect(look.ok ? "" : look.error).toContain("error parsing regexp");
  });

  test("takes no time on patterns that hang backtracking engines", () => {
    expect(matches("(a+)+b", "a".repeat(40))).toBe(false);
  });

  test("refuses a pattern longer than the limit", () => {
    expect(compileRegex(`${"x".repeat(5000)}.*y`).ok).toBe(false);
  });

  test("answers simple patterns as the automaton would", () => {
    const piece = fc.constantFrom("a", "b", "ab", "a.b", "\\.", ".*", ".+", "|", "(a|b)", "-", "");
    const pattern = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
    const value = fc
      .array(fc.constantFrom("a", "b", ".", "-", "\n"), { maxLength: 4 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(pattern, value, (text, subject) => {
        const slow = compileRe2(text);
        if (typeof slow === "string") expect(compileRegex(text).ok).toBe(false);
        else expect(matches(text, subject)).toBe(slow.matches(subject));
      }),
      { numRuns: 1000, seed: 11 },
    );
  });
});
