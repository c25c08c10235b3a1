import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { labFiles } from "../../cli/load-labs.ts";
import { labFolders } from "../index.ts";
import { compileLab } from "../load/compile-lab.ts";
import { checkLabSet } from "./check-lab-set.ts";
import { contractLine } from "./report.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the labs fit together", () => {
  const labs = labFolders.map((slug) => compileLab(slug, labFiles(root, slug)));
  expect(checkLabSet(labs, []).map(contractLine)).toEqual([]);
  for (const { slug, section } of labs) expect([0, 1, 2, 3, 4, 5, 6, 7], slug).toContain(section);
});
