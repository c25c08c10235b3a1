import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { repositoryRoot } from "../../cli/load-labs.ts";
import { expect, test } from "./test.ts";

const root = repositoryRoot();
const run = promisify(execFile);
const scenario = "flagship-leak";
const recorded = join(root, "simulator/scenarios/flagship-leak.actions.json");
const seeds = Array.from({ length: process.env.NINES_DEEP === "1" ? 20 : 3 }, (_, i) => i + 1);
const outDir = join(root, ".cache", "simulator-for-browsers");

/** What the command line prints, in a fresh process of Node. */
async function hashInNode(seed: number, actions: readonly string[] = []): Promise<string> {
  const args = [join(root, "cli/bin.mjs"), "hash", scenario, "--seed", String(seed), ...actions];
  const { stdout } = await run(process.execPath, args);
  return stdout.trim();
}

test.beforeAll(async () => {
  await build({
    configFile: false,
    root,
    logLevel: "warn",
    build: {
      lib: { entry: join(root, "simulator/index.ts"), formats: ["es"], fileName: "simulator" },
      outDir,
      emptyOutDir: true,
      minify: false,
    },
  });
});

type Simulator = typeof import("../../simulator/index.ts");

test("one seed gives the same telemetry in Node and in Chromium, to the byte", async ({ page }) => {
  await page.route("**/determinism/", (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Determinism</title>" }),
  );
  await page.route("**/determinism/simulator.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: readFileSync(join(outDir, "simulator.js"), "utf8"),
    }),
  );
  await page.goto("/determinism/");
  const hashInChromium = (seed: number, log: string): Promise<string> =>
    page.evaluate(
      async ({ seed, scenario, log }) => {
        const address = "/determinism/simulator.js";
        const { createWorld, telemetryHash }: Simulator = await import(address);
        const world = createWorld(scenario, seed);
        for (const action of JSON.parse(log)) {
          world.advance(action.atMs);
          world.act(action);
        }
        world.advance(world.endMs);
        return telemetryHash(world);
      },
      { seed, scenario, log },
    );
  const hashes = new Set<string>();
  for (const seed of seeds) {
    const [first, second, browser] = await Promise.all([
      hashInNode(seed),
      hashInNode(seed),
      hashInChromium(seed, "[]"),
    ]);
    expect(first, `seed ${seed} in Node`).toMatch(/^[0-9a-f]{32}$/);
    expect(second, `seed ${seed} in Node again`).toBe(first);
    expect(browser, `seed ${seed} in Chromium`).toBe(first);
    hashes.add(browser);
  }
  expect(hashes.size, "other seeds, other telemetry").toBe(seeds.length);
  const acted = await hashInNode(1, ["--actions", recorded]);
  expect(await hashInChromium(1, readFileSync(recorded, "utf8"))).toBe(acted);
  expect(hashes.has(acted), "actions change the telemetry").toBe(false);
});
