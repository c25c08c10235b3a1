import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { runTestFiles } from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { readFlags } from "../read-flags.ts";
import { readTextFile } from "../read-values.ts";

export const promqltest: Command = {
  name: "promqltest",
  summary: "run files of Prometheus's PromQL test language",
  usage: "nines promqltest [--all] [--list] FILE|DIR…",
  async run(argv) {
    const flags = readFlags(argv, { all: { type: "boolean" }, list: { type: "boolean" } });
    const paths = flags.words.flatMap(testFiles);
    if (paths.length === 0) throw new Misuse("no .test file was found");
    let passed = 0;
    let failed = 0;
    for (const path of paths) {
      const file = { name: basename(path), text: readTextFile(path) };
      const report = runTestFiles([file], { all: flags.on("all"), list: flags.on("list") });
      passed += report.passed;
      failed += report.failed;
      const lines = flags.on("list") ? report.lines : report.lines.slice(0, -1);
      if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
    }
    if (!flags.on("list")) process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  },
};

function testFiles(path: string): string[] {
  if (!existsSync(path)) throw new Misuse(`${path}: no such file`, false);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith(".test"))
    .sort()
    .map((name) => join(path, name));
}
