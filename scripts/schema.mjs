/** Writes labs/lab.schema.json, which editors use, from labs/schema.ts; with --check only says whether it is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const path = join(root, "labs", "lab.schema.json");
const { module } = await runnerImport(join(root, "labs", "load", "editor-schema.ts"), {
  root,
  logLevel: "silent",
});
const fresh = module.editorSchema();

if (!process.argv.includes("--check")) {
  writeFileSync(path, fresh);
  console.log("wrote labs/lab.schema.json");
} else if (read(path) !== fresh) {
  console.error("labs/lab.schema.json is stale; run npm run schema.");
  process.exit(1);
}

/** @returns {string} the file's text, or nothing when it does not exist. */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
