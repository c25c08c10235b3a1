import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { labFiles } from "../cli/load-labs.ts";
import { checkLab } from "../labs/contract/check-lab.ts";
import { contractLine } from "../labs/contract/report.ts";
import { WorldCache } from "../labs/grader/world-supply.ts";
import { labFolders } from "../labs/index.ts";
import { compileLab } from "../labs/load/compile-lab.ts";

/** Every step of the labs that ship records this many mistakes, more than the contract asks for. */
const minimumMistakes = 5;
const deep = process.env.NINES_DEEP === "1";
const root = fileURLToPath(new URL("..", import.meta.url));

/** The lab contract over the labs of some sections; the test files of `labs/contract/` share them out, so that two cores are used. */
export function contractOf(sections: readonly number[]): void {
  const cache = new WorldCache();
  const labs = labFolders
    .map((slug) => ({ slug, files: labFiles(root, slug) }))
    .map(({ slug, files }) => ({ slug, files, lab: compileLab(slug, files) }))
    .filter(({ lab }) => sections.includes(lab.section));
  describe("the lab contract", () => {
    test.each(labs)("$slug", { timeout: 600_000 }, async ({ slug, files, lab }) => {
      const report = await checkLab(lab, {
        deep,
        minimumMistakes,
        cache,
        lock: files[`labs/${slug}/worlds.lock`],
      });
      expect(report.failures.filter((one) => one.severity === "failure").map(contractLine)).toEqual([]);
      expect(report.solutions.right).toBe(report.solutions.of);
      expect(report.mistakes.caught).toBe(report.mistakes.of);
    });
  });
}
