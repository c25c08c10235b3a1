/** Builds the production app into dist/ and checks the size budgets. A failed build leaves no half-new dist/. */
import { spawnSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkBudgets } from "./budgets.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const fresh = join(root, ".cache", "dist");
rmSync(fresh, { recursive: true, force: true });
const built = spawnSync(
  join(root, "node_modules", ".bin", "vite"),
  ["build", "--outDir", fresh, "--emptyOutDir", "--logLevel", "warn"],
  { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
);
if (built.status !== 0) {
  console.error("The build failed; dist/ is unchanged.");
  process.exit(1);
}
const over = checkBudgets(fresh);
for (const line of over.lines) console.log(line);
if (over.failures.length > 0) {
  for (const failure of over.failures) console.error(failure);
  process.exit(1);
}
rmSync(join(root, "dist"), { recursive: true, force: true });
renameSync(fresh, join(root, "dist"));
