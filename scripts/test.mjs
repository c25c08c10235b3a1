/**
 * `npm test`: formatting and lint, types, dead code, unit tests with the lab contract, the production
 * build, and the browser journeys. The last line is `N passed, N failed`; each gate counts as one.
 * `--deep` runs the long campaigns as well.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const deep = process.argv.includes("--deep");
const cache = join(root, ".cache");
mkdirSync(cache, { recursive: true });

let passed = 0;
let failed = 0;
const failures = [];

function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.on("close", (code) => resolve(code ?? 1));
    child.on("error", () => resolve(1));
  });
}

async function gate(name, command, args, env) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const code = await run(command, args, env);
  console.log(
    `== ${name}: ${code === 0 ? "ok" : `failed (exit ${code})`}, ${Math.round((Date.now() - started) / 1000)} s`,
  );
  if (code === 0) passed++;
  else {
    failed++;
    failures.push(name);
  }
  return code;
}

/** Adds the tests of a JSON report to the totals; a missing report is one failure. */
function count(name, file, read) {
  if (!existsSync(file)) {
    failed++;
    failures.push(`${name}: no report was written`);
    return;
  }
  const [ok, bad, names] = read(JSON.parse(readFileSync(file, "utf8")));
  passed += ok;
  failed += bad;
  failures.push(...names);
  if (ok + bad === 0) {
    failed++;
    failures.push(`${name}: ran no test`);
  }
}

const bin = (name) => join(root, "node_modules", ".bin", name);
const unitReport = join(cache, "unit.json");
const e2eReport = join(cache, "e2e.json");
rmSync(unitReport, { force: true });
rmSync(e2eReport, { force: true });

await gate("format and lint", bin("biome"), ["ci", "--error-on-warnings", "."]);
await gate("types", bin("tsc"), ["-b"]);
await gate("dead code", bin("knip"), ["--no-progress"]);
const env = deep ? { NINES_DEEP: "1" } : {};
const unit = await run(
  bin("vitest"),
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
  env,
);
count("unit tests", unitReport, (report) => [
  report.numPassedTests,
  report.numFailedTests +
    report.testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.every((t) => t.status === "passed"),
    ).length,
  report.testResults.flatMap((file) =>
    file.status === "failed"
      ? [
          `${file.name.replace(`${root}/`, "")}: ${
            file.assertionResults
              .filter((t) => t.status === "failed")
              .map((t) => t.fullName)
              .join("; ") || file.message.split("\n")[0]
          }`,
        ]
      : [],
  ),
]);
if (unit !== 0 && failed === 0) {
  failed++;
  failures.push("unit tests: the runner failed");
}

if ((await gate("build", process.execPath, ["scripts/build.mjs"])) === 0) {
  if (
    (await gate("browser", process.execPath, [
      "-e",
      "import('./scripts/ensure-chromium.mjs').then((m) => m.ensureChromium())",
    ])) === 0
  ) {
    const e2e = await run(bin("playwright"), ["test"], env);
    const before = failed;
    count("browser journeys", e2eReport, (report) => [
      report.stats.expected,
      report.stats.unexpected + report.stats.flaky,
      report.stats.unexpected + report.stats.flaky
        ? [`browser journeys: ${report.stats.unexpected} failed, ${report.stats.flaky} flaky`]
        : [],
    ]);
    if (e2e !== 0 && failed === before) {
      failed++;
      failures.push("browser journeys: the runner failed");
    }
  }
}

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((line) => `  - ${line}`).join("\n")}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
