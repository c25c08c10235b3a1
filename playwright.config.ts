import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/find-chromium.mjs";

export default defineConfig({
  testDir: "web/e2e",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 120_000,
  reporter: [["list"], ["json", { outputFile: ".cache/e2e.json" }]],
  use: {
    baseURL: "http://127.0.0.1:4179",
    launchOptions: {
      ...(findChromium() ? { executablePath: findChromium() ?? "" } : {}),
      chromiumSandbox: process.getuid?.() !== 0,
      args: ["--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  webServer: { command: "node scripts/serve.mjs --port 4179", url: "http://127.0.0.1:4179", reuseExistingServer: false },
});
