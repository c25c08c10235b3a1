/** `npm run bench`: the figures the README quotes. `--markdown` prints them as its table. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lazySizes } from "./budgets.mjs";
import { importBundled } from "./bundle.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { measure } = await importBundled("scripts/bench.ts");
const rows = [...(await measure())];
const dist = join(root, "dist");
if (existsSync(dist)) rows.push(...lazySizes(dist).map(([name, kb]) => [name, `${kb.toFixed(1)} kB gzip`]));
else rows.push(["bundle sizes", "run npm run build first"]);

if (process.argv.includes("--markdown")) {
  console.log("| what | measured |\n|---|---|");
  for (const [name, value] of rows) console.log(`| ${name} | ${value} |`);
} else {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
}
