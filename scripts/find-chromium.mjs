/** Finds a Chromium to run browser tests with: NINES_CHROMIUM, Playwright's own download, then a system one. */
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const systemNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @returns {string | undefined} path of a Chromium binary, or undefined when there is none. */
export function findChromium() {
  const override = process.env.NINES_CHROMIUM;
  if (override) return override;
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), ".cache", "ms-playwright");
  if (existsSync(cache)) {
    for (const folder of readdirSync(cache)
      .filter((name) => name.startsWith("chromium"))
      .sort()
      .reverse()) {
      for (const inner of [
        "chrome-linux/headless_shell",
        "chrome-headless-shell-linux64/chrome-headless-shell",
        "chrome-linux/chrome",
        "chrome-linux64/chrome",
      ]) {
        const path = join(cache, folder, inner);
        if (existsSync(path)) return path;
      }
    }
  }
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of systemNames) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}
