import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "vite";
import type { OfflineFiles } from "../web/offline/cache-plan.ts";

/** Stands in the built page until its version is known. */
const mark = "nines-version-of-this-build";
/** Written by the build for its own use; the page never asks for it. */
const ownFiles = /^(\.vite\/|service-worker\.js$)/;

/**
 * Writes `service-worker.js` beside the built page, with the list of all files of this build. The page
 * carries the version, so a worker never keeps a page of another build.
 */
export function offlinePlugin(root: string): Plugin {
  let outDir = "";
  return {
    name: "nines-offline",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [{ tag: "meta", attrs: { name: "nines-version", content: mark }, injectTo: "head" }],
    },
    async writeBundle() {
      const offline = listFiles(outDir);
      const page = join(outDir, "index.html");
      writeFileSync(page, readFileSync(page, "utf8").replaceAll(mark, offline.version));
      writeFileSync(join(outDir, "service-worker.js"), await workerCode(root, offline));
    },
  };
}

function listFiles(outDir: string): OfflineFiles {
  const paths = readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(outDir.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => !ownFiles.test(path))
    .sort();
  const hash = createHash("sha256");
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(join(outDir, path)));
  const files = paths.map((path) => (path === "index.html" ? "" : path));
  return { version: hash.digest("hex").slice(0, 12), files };
}

/** The worker as one classic script: workers of that kind run in every browser. */
async function workerCode(root: string, offline: OfflineFiles): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: "warn",
    publicDir: false,
    define: { ninesOfflineFiles: JSON.stringify(offline) },
    build: {
      write: false,
      target: "es2022",
      lib: { entry: join(root, "web", "offline", "service-worker.ts"), formats: ["iife"], name: "nines" },
    },
  });
  const first = Array.isArray(built) ? built[0] : built;
  const chunk = first !== undefined && "output" in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error("the service worker was not built");
  return chunk.code;
}
