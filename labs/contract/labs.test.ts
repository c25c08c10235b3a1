import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
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

function filesOf(slug: string): Record<string, string> {
  const files: Record<string, string> = {};
  const add = (path: string): void => {
    if (!existsSync(`${root}${path}`)) return;
    if (statSync(`${root}${path}`).isDirectory()) {
      for (const name of readdirSync(`${root}${path}`)) add(`${path}/${name}`);
    } else files[path] = readFileSync(`${root}${path}`, "utf8");
  };
  add(`labs/${slug}`);
  add(`content/labs/${slug}.md`);
  add("content/templates");
  return files;
}

describe("the lab contract", () => {
  test.each(labFolders)("%s", { timeout: 600_000 }, async (slug) => {
    const files = filesOf(slug);
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
    const labs = labFolders.map((slug) => compileLab(slug, filesOf(slug)));
    expect(checkLabSet(labs, []).map(contractLine)).toEqual([]);
  });
});
