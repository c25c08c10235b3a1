import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{simulator,labs,content,cli,web}/**/*.test.{ts,tsx}"],
    exclude: ["web/e2e/**", "node_modules/**"],
    // An assertion that is never awaited must fail instead of passing green.
    expect: { requireAssertions: true },
    pool: "threads",
    testTimeout: 60_000,
  },
});
