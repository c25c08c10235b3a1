import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { runTestFiles } from "./run-test-files.ts";

/**
 * Prometheus's own suite. Its files are not part of this repository; the evals that pass are listed in
 * `testdata/passing.txt`, and none of them may stop passing.
 */
const folder = process.env.PROMQL_UPSTREAM ?? resolve("../shared/data/promqltest");
const passingList = new URL("testdata/passing.txt", import.meta.url);

describe("Prometheus's conformance suite", () => {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".test")) : [];

  test("passes at least the evals it passed before", { timeout: 60_000 }, () => {
    if (names.length === 0) {
      process.stdout.write("PromQL conformance data not found (set PROMQL_UPSTREAM); skipped\n");
      expect(names).toEqual([]);
      return;
    }
    const files = names.sort().map((name) => ({ name, text: readFileSync(resolve(folder, name), "utf8") }));
    const report = runTestFiles(files, { list: true });
    const passing = new Set(report.lines);
    const wanted = readFileSync(passingList, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    expect(wanted.filter((line) => !passing.has(line))).toEqual([]);
    process.stdout.write(`PromQL conformance: ${report.passed} of ${report.passed + report.failed} evals\n`);
    expect(report.passed).toBeGreaterThanOrEqual(wanted.length);
  });
});
