import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkLab } from "../../labs/contract/check-lab.ts";
import { type ContractReport, contractLine } from "../../labs/contract/report.ts";
import { worldsLock } from "../../labs/contract/worlds-lock.ts";
import { contractSeeds } from "../../labs/grader/seeds.ts";
import { WorldCache } from "../../labs/grader/world-supply.ts";
import { AuthorError } from "../../labs/load/author-error.ts";
import type { Command } from "../command.ts";
import { labSlugs, loadLab, repositoryRoot } from "../load-labs.ts";
import { progressLine } from "../progress-line.ts";
import { readFlags } from "../read-flags.ts";

export const check: Command = {
  name: "check",
  summary: "hold labs to the lab contract",
  usage: "nines check [PATH…] [--deep] [--update-locks] [--json]",
  async run(argv) {
    const flags = readFlags(argv, {
      deep: { type: "boolean" },
      "update-locks": { type: "boolean" },
      json: { type: "boolean" },
    });
    const root = repositoryRoot();
    const progress = progressLine();
    const cache = new WorldCache();
    let bad = false;
    for (const slug of labSlugs(root, flags.words)) {
      progress.show(`checking ${slug}`);
      let report: ContractReport;
      try {
        const lab = loadLab(root, slug);
        const lockFile = join(root, "labs", slug, "worlds.lock");
        if (flags.on("update-locks")) {
          writeFileSync(lockFile, await worldsLock(lab, contractSeeds));
          process.stderr.write(`wrote labs/${slug}/worlds.lock\n`);
        }
        const lock = existsSync(lockFile) ? readFileSync(lockFile, "utf8") : undefined;
        report = await checkLab(lab, { deep: flags.on("deep"), lock, cache });
      } catch (error) {
        progress.clear();
        if (!(error instanceof AuthorError)) throw error;
        process.stdout.write(`${error.message}\n`);
        bad = true;
        continue;
      }
      progress.clear();
      bad ||= report.failures.some(({ severity }) => severity === "failure");
      process.stdout.write(flags.on("json") ? `${JSON.stringify(report)}\n` : text(report));
    }
    return bad ? 1 : 0;
  },
};

function text(report: ContractReport): string {
  const { solutions, mistakes } = report;
  const head = `${report.lab}: ${solutions.right} of ${solutions.of} solutions pass, ${mistakes.caught} of ${mistakes.of} mistakes caught`;
  return [head, ...report.failures.map((failure) => `  ${contractLine(failure)}`), ""].join("\n");
}
