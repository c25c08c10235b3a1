import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { labFiles } from "../../cli/load-labs.ts";
import { WorldCache } from "../grader/world-supply.ts";
import { labFolders } from "../index.ts";
import { compileLab } from "../load/compile-lab.ts";
import { checkLab } from "./check-lab.ts";
import { checkLabSet } from "./check-lab-set.ts";
import { contractLine } from "./report.ts";

/** Every step of the first labs records this many mistakes, more than the contract asks for. */
const minimumMistakes = 5;
const deep = process.env.NINES_DEEP === "1";
const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = new WorldCache();

describe("the lab contract", () => {
  test.each(labFolders)("%s", { timeout: 600_000 }, async (slug) => {
    const files = labFiles(root, slug);
    const lab = compileLab(slug, files);
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

  test("the labs fit together", () => {
    const labs = labFolders.map((slug) => compileLab(slug, labFiles(root, slug)));
    expect(checkLabSet(labs, []).map(contractLine)).toEqual([]);
  });
});
