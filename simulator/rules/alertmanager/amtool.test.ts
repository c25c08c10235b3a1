import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { parseAlertmanagerConfig } from "./config.ts";
import { DEFAULT_ALERTMANAGER_CONFIG } from "./default-config.ts";
import { showRoutes, testRoutes } from "./route-text.ts";

/** The real amtool as the judge; Debian's is of Alertmanager 0.25. */
const installed = spawnSync("amtool", ["--version"]).status === 0;
const deep = process.env.NINES_DEEP === "1";
const folder = mkdtempSync(join(tmpdir(), "nines-amtool-"));
afterAll(() => rmSync(folder, { recursive: true }));

function amtool(...args: string[]) {
  return spawnSync("amtool", args, { cwd: folder, encoding: "utf8" });
}

function skipped(): boolean {
  if (!installed) {
    process.stdout.write("amtool is not installed; comparison with it skipped\n");
    expect(installed).toBe(false);
  }
  return !installed;
}

test("check-config takes and refuses the same files, with the same text", () => {
  if (skipped()) return;
  const configs: string[] = JSON.parse(
    readFileSync(new URL("../testdata/alertmanager-configs.json", import.meta.url), "utf8"),
  );
  configs.push(DEFAULT_ALERTMANAGER_CONFIG);
  const names = configs.map((content, index) => {
    writeFileSync(join(folder, `c${index}.yml`), content);
    return `c${index}.yml`;
  });
  const { stdout } = amtool("check-config", ...names);
  const verdicts = stdout.split(/^Checking '/m).slice(1);
  const differences: unknown[] = [];
  configs.forEach((content, index) => {
    const theirs = (verdicts[index] ?? "").replace(/^[^']*' */, "");
    const read = parseAlertmanagerConfig(content);
    const ours = read.ok ? "SUCCESS\n" : `FAILED: ${read.error}\n`;
    if (!theirs.startsWith(ours)) differences.push({ content, ours, theirs });
  });
  expect(differences).toEqual([]);
});

const matcher = fc.constantFrom(
  'team="ml"',
  "team!=ml",
  'severity=~"crit.*|page"',
  'severity!~"info"',
  "service=db",
  'zone=""',
);
interface Tree {
  readonly receiver?: string;
  readonly matchers: readonly string[];
  readonly continue: boolean;
  readonly routes: readonly Tree[];
}
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record(
    {
      receiver: fc.constantFrom("a", "b", "c"),
      matchers: fc.uniqueArray(matcher, { minLength: 1, maxLength: 2 }),
      continue: fc.boolean(),
      routes: fc.oneof({ maxDepth: 2 }, fc.constant([]), fc.array(tie("tree"), { maxLength: 3 })),
    },
    { requiredKeys: ["matchers", "continue", "routes"] },
  ),
}));
const labels = fc
  .record(
    {
      team: fc.constantFrom("ml", "infra"),
      severity: fc.constantFrom("critical", "page", "info"),
      service: fc.constantFrom("db", "web"),
      zone: fc.constant("z"),
    },
    { requiredKeys: [] },
  )
  .map((record) => Object.entries(record).map(([name, value]) => `${name}=${value}`));

describe("config routes", () => {
  const trees = fc.sample(fc.array(tree, { minLength: 1, maxLength: 4 }), {
    numRuns: deep ? 100 : 12,
    seed: 3,
  });
  const configs = trees.map((routes) =>
    JSON.stringify({
      route: { receiver: "default", routes },
      receivers: [{ name: "default" }, { name: "a" }, { name: "b" }, { name: "c" }],
    }),
  );

  function routeOf(config: string) {
    const read = parseAlertmanagerConfig(config);
    if (!read.ok) throw new Error(read.error);
    return read.config.route;
  }

  test("show", () => {
    if (skipped()) return;
    for (const config of configs) {
      writeFileSync(join(folder, "routes.yml"), config);
      expect(showRoutes(routeOf(config))).toBe(
        amtool("config", "routes", "show", "--config.file=routes.yml").stdout,
      );
    }
  });

  // Each comparison starts the real amtool once: the deep campaign takes minutes.
  test("test", { timeout: deep ? 600_000 : 60_000 }, () => {
    if (skipped()) return;
    const sets = fc.sample(labels, { numRuns: deep ? 20 : 5, seed: 4 });
    for (const config of configs) {
      writeFileSync(join(folder, "routes.yml"), config);
      for (const words of sets) {
        const theirs = amtool("config", "routes", "test", "--config.file=routes.yml", "--tree", ...words);
        expect(testRoutes(routeOf(config), words, { tree: true }).stdout).toBe(theirs.stdout);
      }
    }
  });

  test("verification", () => {
    if (skipped()) return;
    writeFileSync(join(folder, "routes.yml"), configs[0] ?? "");
    const args = ["config", "routes", "test", "--config.file=routes.yml", "--verify.receivers=nobody", "x=y"];
    const theirs = amtool(...args);
    const ours = testRoutes(routeOf(configs[0] ?? ""), ["x=y"], { verifyReceivers: "nobody" });
    expect([ours.exitCode, ours.stdout]).toEqual([theirs.status, theirs.stdout]);
  });
});
