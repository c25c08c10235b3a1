/** Size budgets of the built app, in gzip kilobytes of 1,000 bytes (docs: the workbench's budget table). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Modules that must never be in what the browser loads first. */
const lazyOnly = ["monaco-editor", "@xterm/xterm", "@tensorflow", "yaml/dist", "zod/v4", "re2js"];

/** Gzip size in kB of one built file. */
function gzipKb(folder, file) {
  return gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / 1000;
}

/** Every chunk a manifest entry loads at once: itself and its static imports. */
function staticChunks(manifest, key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) staticChunks(manifest, next, seen);
  return seen;
}

/**
 * Reads Vite's manifest and measures the first load and the named lazy chunks.
 * @returns {{ lines: string[], failures: string[], sizes: Record<string, number> }}
 */
export function checkBudgets(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, ".vite", "manifest.json"), "utf8"));
  const entry = Object.keys(manifest).find((key) => manifest[key].isEntry && key.endsWith(".html"));
  if (entry === undefined) return { lines: [], failures: ["The manifest has no HTML entry."], sizes: {} };
  const chunks = [...staticChunks(manifest, entry)];
  const firstJs = chunks.reduce((sum, key) => sum + gzipKb(folder, manifest[key].file), 0);
  const css = new Set(chunks.flatMap((key) => manifest[key].css ?? []));
  const firstCss = [...css].reduce((sum, file) => sum + gzipKb(folder, file), 0);
  const sizes = { "first JavaScript": firstJs, "first CSS": firstCss };
  const limits = { "first JavaScript": 150, "first CSS": 20 };
  const lines = [];
  const failures = [];
  for (const [name, size] of Object.entries(sizes)) {
    lines.push(`${name}: ${size.toFixed(1)} kB gzip, limit ${limits[name]} kB`);
    if (size > limits[name])
      failures.push(`${name} is ${size.toFixed(1)} kB gzip; the limit is ${limits[name]} kB.`);
  }
  const source = chunks.map((key) => readFileSync(join(folder, manifest[key].file), "utf8")).join("\n");
  for (const name of lazyOnly) {
    if (chunks.some((key) => key.includes(name)) || source.includes(`node_modules/${name}`)) {
      failures.push(`${name} is in the first load; import it lazily.`);
    }
  }
  return { lines, failures, sizes };
}

/** Named chunks of a build with their gzip size in kB, largest first: the first load, then what comes later. */
export function lazySizes(folder) {
  const { sizes } = checkBudgets(folder);
  const manifest = JSON.parse(readFileSync(join(folder, ".vite", "manifest.json"), "utf8"));
  const rows = Object.entries(sizes);
  const named = [
    ["Monaco with its languages, lazy", /monaco/i],
    ["terminal, lazy", /xterm/i],
  ];
  for (const [name, pattern] of named) {
    const files = new Set(
      Object.entries(manifest)
        .filter(([key, { file }]) => (pattern.test(key) || pattern.test(file)) && file.endsWith(".js"))
        .map(([, { file }]) => file),
    );
    if (files.size > 0) rows.push([name, [...files].reduce((sum, file) => sum + gzipKb(folder, file), 0)]);
  }
  return rows;
}
