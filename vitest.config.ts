import { defineConfig } from "vitest/config";
import { ContractFirst } from "./scripts/contract-first.ts";

export default defineConfig({
  test: {
    include: ["{simulator,labs,content,cli,web}/**/*.test.{ts,tsx}"],
    exclude: ["web/e2e/**", "node_modules/**"],
    // An assertion that is never awaited must fail instead of passing green.
    expect: { requireAssertions: true },
    pool: "threads",
    // Without this a machine with two cores would use one.
    maxWorkers: "100%",
    sequence: { sequencer: ContractFirst },
    // Not a measure of anything: a busy machine must not turn a right answer into a failure.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
