/** Bundles a TypeScript entry for Node, once per change of any source, because Node 20 cannot run TypeScript. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Newest change of any source below a folder, in milliseconds. */
function newest(folder) {
  let latest = statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (/\.(ts|json)$/.test(entry.name)) latest = Math.max(latest, statSync(path).mtimeMs);
  }
  return latest;
}

/**
 * Imports a bundled entry, building it first when a source is newer.
 * @param {string} entry path from the repository's root, for example `cli/main.ts`
 */
export async function importBundled(entry) {
  const outDir = join(root, ".cache", "bundles", dirname(entry));
  const name = `${entry.split("/").pop()?.replace(/\.ts$/, "")}.mjs`;
  const file = join(outDir, name);
  const built = existsSync(file) ? statSync(file).mtimeMs : 0;
  const folders = ["cli", "content", "labs", "simulator", "scripts"];
  if (folders.some((folder) => newest(join(root, folder)) > built)) {
    const { build } = await import("vite");
    await build({
      configFile: false,
      root,
      logLevel: "warn",
      // QuickJS finds its WebAssembly file beside its own code, so it stays where it is installed.
      ssr: { noExternal: true, external: ["@jitl/quickjs-wasmfile-release-sync"] },
      build: {
        ssr: join(root, entry),
        outDir,
        emptyOutDir: false,
        minify: false,
        sourcemap: "inline",
        rolldownOptions: { output: { entryFileNames: name, chunkFileNames: "[name]-[hash].mjs" } },
      },
    });
  }
  return import(pathToFileURL(file).href);
}
