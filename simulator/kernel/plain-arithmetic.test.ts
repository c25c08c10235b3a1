import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const simulator = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ["kernel", "cluster", "faults", "scenarios", "ledger"];

/**
 * Functions that engines may round differently, or that look at the machine instead of the run. ECMAScript
 * fixes every bit of + - * / and sqrt only.
 */
const banned =
  /\bMath\.(?!abs|ceil|floor|fround|imul|max|min|round|sqrt)\w+|\*\*|\b(?:Date|performance|Intl|setTimeout)\b|\.toLocale\w+|localeCompare|\.sort\(\)/;

function complaints(source: string): string[] {
  return source
    .split("\n")
    .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line))
    .filter((line) => banned.test(line));
}

describe("what decides telemetry", () => {
  it.each(folders)("uses plain arithmetic only in %s", (folder) => {
    const files = readdirSync(join(simulator, folder)).filter((name) => /(?<!\.test)\.ts$/.test(name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(complaints(readFileSync(join(simulator, folder, file), "utf8")), file).toEqual([]);
    }
  });

  it.each([
    "const a = Math.exp(1);",
    "const b = Math.pow(2, 0.5);",
    "const c = 2 ** 0.5;",
    "const d = Math.random();",
    "const e = Date.now();",
    "list.sort();",
    "text.localeCompare(other);",
  ])("would refuse %s", (line) => {
    expect(complaints(line)).toHaveLength(1);
  });
});
