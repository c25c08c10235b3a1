#!/usr/bin/env node
/** Starts the command line. Node 20 cannot run TypeScript, so the sources are bundled once per change. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, ".cache", "cli", "main.mjs");

/** Newest change of any source below a folder, in milliseconds. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (/\.(ts|json)$/.test(entry.name)) latest = Math.max(latest, statSync(path).mtimeMs);
  }
  return latest;
}

const built = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
if (["cli", "content", "labs", "simulator"].some((folder) => newest(join(root, folder)) > built)) {
  const { build } = await import("vite");
  await build({
    configFile: false,
    root,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: join(root, "cli", "main.ts"),
      outDir: dirname(bundle),
      emptyOutDir: true,
      minify: false,
      sourcemap: "inline",
      rolldownOptions: { output: { entryFileNames: "main.mjs" } },
    },
  });
}
const { main } = await import(pathToFileURL(bundle).href);
process.exitCode = await main(process.argv.slice(2));
