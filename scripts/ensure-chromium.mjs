/** Makes sure a Chromium is there for the browser tests, installing one when it can. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "./find-chromium.mjs";

/** Runs a command with its output on stderr. @returns {boolean} whether it exited with 0. */
function run(command, args) {
  return spawnSync(command, args, { stdio: ["ignore", 2, 2] }).status === 0;
}

/** @returns {string} path of a Chromium. Exits with 1 and says the three ways when there is none. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.error("No Chromium found; installing one …");
  if (
    !run("npx", ["playwright", "install", "--only-shell", "chromium"]) &&
    process.getuid?.() === 0 &&
    existsSync("/usr/bin/apt-get")
  ) {
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"]);
  }
  const installed = findChromium();
  if (installed) return installed;
  console.error(
    [
      "The browser tests need Chromium. Three ways to get one:",
      "  1. npx playwright install --only-shell chromium",
      "  2. on Debian or Ubuntu, as root: apt-get install chromium",
      "  3. set NINES_CHROMIUM to the path of a Chromium or Chrome you have",
    ].join("\n"),
  );
  process.exit(1);
}
