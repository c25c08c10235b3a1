import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/find-chromium.mjs";

/** Another address than the production build in dist/, for example a deployed copy. */
const elsewhere = process.env.NINES_URL;

const timed = "first-success.spec.ts";

export default defineConfig({
  testDir: "web/e2e",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: ".cache/e2e.json" }]],
  outputDir: ".cache/e2e",
  projects: [
    { name: "journeys", testIgnore: timed },
    // After all others, and so alone: what it measures is not another journey's work.
    { name: "timed", testMatch: timed, dependencies: ["journeys"] },
  ],
  use: {
    baseURL: elsewhere ?? "http://127.0.0.1:4179",
    actionTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    // Every journey is a first visit: only those about being offline let the page be kept.
    serviceWorkers: "block",
    launchOptions: {
      ...(findChromium() ? { executablePath: findChromium() ?? "" } : {}),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  ...(elsewhere === undefined
    ? {
        webServer: {
          command: "node scripts/serve.mjs --port 4179",
          url: "http://127.0.0.1:4179",
          reuseExistingServer: false,
        },
      }
    : {}),
});
