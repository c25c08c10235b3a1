import type { Verdict } from "../../labs/finding.ts";
import { grade as gradeStep } from "../../labs/grader/grade.ts";
import { attemptSeeds } from "../../labs/grader/seeds.ts";
import { didYouMean } from "../../labs/load/did-you-mean.ts";
import { type Command, Misuse } from "../command.ts";
import { loadLabById, repositoryRoot } from "../load-labs.ts";
import { progressLine } from "../progress-line.ts";
import { readFlags } from "../read-flags.ts";
import { readSeed, readTextFile } from "../read-values.ts";

export const grade: Command = {
  name: "grade",
  summary: "grade an answer file over hidden worlds",
  usage: "nines grade LAB STEP FILE [--seed N] [--json]",
  async run(argv) {
    const flags = readFlags(argv, { seed: { type: "string" }, json: { type: "boolean" } });
    const [labId, stepId, file] = flags.words;
    const lab = loadLabById(repositoryRoot(), labId);
    if (stepId === undefined) throw new Misuse("STEP is missing");
    const steps = lab.steps.map(({ id }) => id);
    if (!steps.includes(stepId)) {
      const near = didYouMean(stepId, steps);
      throw new Misuse(
        `lab "${lab.id}" has no step "${stepId}"${near === undefined ? `; it has ${steps.join(", ")}` : `; did you mean "${near}"?`}`,
        false,
      );
    }
    if (file === undefined) throw new Misuse("FILE is missing");
    const answer = readTextFile(file);
    const seedText = flags.text("seed");
    const seeds =
      seedText === undefined ? undefined : attemptSeeds(lab.id, lab.format, String(readSeed(seedText)));
    const progress = progressLine();
    const verdict = await gradeStep(lab, stepId, answer, {
      seeds,
      onProgress: ({ done, total, detail }) => progress.show(`${done}/${total} ${detail}`),
    });
    progress.clear();
    if (flags.on("json")) process.stdout.write(`${JSON.stringify(verdict)}\n`);
    else process.stdout.write(report(verdict));
    if (verdict.status === "error") return 3;
    return verdict.status === "pass" ? 0 : 1;
  },
};

function report(verdict: Verdict): string {
  const lines = [`${verdict.step}: ${verdict.status}, ${Math.round(verdict.score)} of 100`];
  for (const part of verdict.parts) lines.push(`  ${part.name}: ${Math.round(part.score)} (${part.value})`);
  for (const finding of verdict.findings) lines.push(`  ${finding.type} ${finding.code}: ${finding.message}`);
  for (const world of verdict.worlds) {
    const agreed = world.seeds.filter(({ ok }) => ok).length;
    lines.push(
      `  world "${world.name}", ${world.wants}: ${agreed} of ${world.seeds.length} seeds; ${world.yours}`,
    );
  }
  return `${lines.join("\n")}\n`;
}
