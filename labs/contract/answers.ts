import type { CompiledLab, CompiledStep } from "../compiled-lab.ts";
import type { Verdict } from "../finding.ts";
import { grade } from "../grader/grade.ts";
import { WorldCache } from "../grader/world-supply.ts";
import type { ContractFailure } from "./report.ts";

/** How the contract grades. */
export interface ContractGrading {
  /** Seeds in batches of at most five, as an attempt has them. */
  readonly batches: readonly (readonly number[])[];
  readonly cache: WorldCache;
  readonly breathe?: (() => Promise<void>) | undefined;
  /** Grade every solution a second time from nothing, and demand equal bytes. */
  readonly twiceFromNothing: boolean;
}

type Add = (failure: Omit<ContractFailure, "lab" | "severity">) => void;

async function gradeWith(
  lab: CompiledLab,
  step: CompiledStep,
  answer: string,
  grading: ContractGrading,
  seeds: readonly number[],
  cache = grading.cache,
): Promise<Verdict> {
  return grade(lab, step.id, answer, { seeds, cache, breathe: grading.breathe });
}

/** Item 1: a step as it is handed out, and an empty answer, must not pass. */
export async function checkStarters(lab: CompiledLab, grading: ContractGrading, add: Add): Promise<void> {
  const seeds = (grading.batches[0] ?? []).slice(0, 1);
  for (const step of lab.steps) {
    for (const [what, answer] of [
      ["the starter", step.starter],
      ["an empty answer", ""],
    ] as const) {
      const verdict = await gradeWith(lab, step, answer, grading, seeds);
      if (verdict.status === "fail") continue;
      const message = `${what} gives ${verdict.status} with ${verdict.score} of 100${reason(verdict)}`;
      add({ item: 1, where: step.id, message, next: "change the starter or tighten the checks" });
    }
  }
}

/** Item 2: every solution passes on every seed, twice, with equal bytes. Answers how many did. */
export async function checkSolutions(lab: CompiledLab, grading: ContractGrading, add: Add): Promise<number> {
  let right = 0;
  for (const { file, steps } of lab.solutions) {
    for (const step of lab.steps) {
      const answer = steps[step.id];
      if (answer === undefined) {
        add({ item: 2, where: file, message: `no answer for step "${step.id}"`, next: "add it to the file" });
        continue;
      }
      if (await solves(lab, step, answer, file, grading, add)) right++;
    }
  }
  return right;
}

async function solves(
  lab: CompiledLab,
  step: CompiledStep,
  answer: string,
  file: string,
  grading: ContractGrading,
  add: Add,
): Promise<boolean> {
  for (const seeds of grading.batches) {
    const first = await gradeWith(lab, step, answer, grading, seeds);
    if (first.status !== "pass") {
      const message = `step "${step.id}" gives ${first.status} with ${first.score} of 100 on seeds ${seeds.join(", ")}${reason(first)}`;
      add({ item: 2, where: file, message, next: "mend the solution, the reference or the check" });
      return false;
    }
    const cache = grading.twiceFromNothing ? new WorldCache() : grading.cache;
    const second = await gradeWith(lab, step, answer, grading, seeds, cache);
    if (JSON.stringify(first) === JSON.stringify(second)) continue;
    const message = `step "${step.id}" is graded differently the second time on seeds ${seeds.join(", ")}`;
    add({
      item: 2,
      where: file,
      message,
      next: "find what in the check or the world is not a function of the seed",
    });
    return false;
  }
  return true;
}

/** Item 3: every mistake fails with its declared code as the first essential finding. */
export async function checkMistakes(
  lab: CompiledLab,
  grading: ContractGrading,
  add: Add,
): Promise<ReadonlyMap<string, Verdict>> {
  const caught = new Map<string, Verdict>();
  for (const mistake of lab.mistakes) {
    const step = lab.steps.find((one) => one.id === mistake.step);
    if (step === undefined) continue;
    const verdicts: Verdict[] = [];
    for (const seeds of mistakeBatches(step, grading)) {
      verdicts.push(await gradeWith(lab, step, mistake.answer, grading, seeds));
    }
    const wrong = verdicts.find(
      (verdict) => verdict.status !== "fail" || essential(verdict) !== mistake.finding,
    );
    if (wrong === undefined) {
      const [first] = verdicts;
      if (first !== undefined) caught.set(mistake.file, first);
      continue;
    }
    const got = essential(wrong) ?? `${wrong.status} with ${wrong.score} of 100`;
    const message = `expected ${mistake.finding}, got ${got}${reason(wrong)}`;
    add({ item: 3, where: mistake.file, message, next: "declare the code it earns, or mend the check" });
  }
  return caught;
}

/** Each wrong list of actions is a world of its own on each seed; a quick run tries them on one. */
function mistakeBatches(step: CompiledStep, grading: ContractGrading): ContractGrading["batches"] {
  if (step.answer !== "actions" || grading.twiceFromNothing) return grading.batches;
  return [(grading.batches[0] ?? []).slice(0, 1)];
}

function essential(verdict: Verdict): string | undefined {
  return verdict.findings.find((one) => one.type === "essential")?.code;
}

function reason(verdict: Verdict): string {
  const first = verdict.findings.find((one) => one.type === "essential");
  return first === undefined ? "" : ` (${first.code}: ${first.message})`;
}

/** Item 4: enough mistakes and solutions, and solutions that differ. */
export function checkCounts(lab: CompiledLab, minimumMistakes: number, add: Add): void {
  for (const step of lab.steps) {
    const mistakes = lab.mistakes.filter((one) => one.step === step.id).length;
    if (mistakes < minimumMistakes) {
      const message = `${mistakes} recorded mistakes, at least ${minimumMistakes} are needed`;
      add({ item: 4, where: step.id, message, next: `add files to labs/${lab.slug}/mistakes/` });
    }
    const answers = new Set(lab.solutions.map((one) => normalised(one.steps[step.id] ?? "")));
    if (answers.size < 2 && step.onlyAnswer === undefined) {
      const message = "fewer than two solutions that differ";
      add({
        item: 4,
        where: step.id,
        message,
        next: "add one, or say why there is one answer with onlyAnswer",
      });
    }
  }
}

/** Item 9: a hidden world is needed when some mistake fails only there. */
export function unneededWorlds(lab: CompiledLab, caught: ReadonlyMap<string, Verdict>): readonly string[] {
  const alone = new Set<string>();
  const all = new Set<string>();
  for (const { worlds } of caught.values()) {
    for (const { name } of worlds) all.add(name);
    const failing = worlds.filter((row) => row.seeds.some((seed) => !seed.ok));
    if (failing.length === 1 && failing[0] !== undefined) alone.add(failing[0].name);
  }
  const title = (name: string): string => lab.worlds[name]?.title ?? name;
  return [...all].filter((name) => !alone.has(name) && name !== title(lab.play.world)).sort();
}

/** Text without spaces and case. */
export function normalised(text: string): string {
  return text.replace(/\s+/g, "").toLowerCase();
}
