import type { CompiledLab } from "../compiled-lab.ts";
import { attemptSeeds, contractAttempt, contractSeeds } from "../grader/seeds.ts";
import { LabWorlds, WorldCache } from "../grader/world-supply.ts";
import {
  type ContractGrading,
  checkCounts,
  checkMistakes,
  checkSolutions,
  checkStarters,
  unneededWorlds,
} from "./answers.ts";
import { checkProse } from "./prose.ts";
import type { ContractFailure, ContractReport } from "./report.ts";
import { staleLines, worldsLock } from "./worlds-lock.ts";

/** Seeds of a quick run, a slice of the contract's. */
const quickSeeds = 3;
/** Simulated hours one lab's worlds may take (04 section 2, a battery's limit for each step). */
const mostHoursPerStep = 2_500;

export interface ContractOptions {
  /** All ten seeds, and every solution twice from nothing; three seeds otherwise. */
  readonly deep?: boolean | undefined;
  /** Recorded mistakes each step needs; 3 when absent. */
  readonly minimumMistakes?: number | undefined;
  /** Text of the lab's `worlds.lock`; not compared when absent. */
  readonly lock?: string | undefined;
  readonly cache?: WorldCache | undefined;
  readonly breathe?: (() => Promise<void>) | undefined;
}

/**
 * The lab contract: a lab fails as shipped, passes with each solution, fails each recorded mistake with its
 * declared finding, and its prose tells the truth. Every failure says what to do next.
 */
export async function checkLab(lab: CompiledLab, options: ContractOptions = {}): Promise<ContractReport> {
  const failures: ContractFailure[] = [];
  const add = (
    failure: Omit<ContractFailure, "lab" | "severity">,
    severity: ContractFailure["severity"] = "failure",
  ) => {
    failures.push({ ...failure, lab: lab.slug, severity });
  };
  const cache = options.cache ?? new WorldCache();
  const breathe = options.breathe ?? (async () => undefined);
  const grading: ContractGrading = {
    batches: options.deep === true ? [contractSeeds, deepSeeds(lab)] : [contractSeeds.slice(0, quickSeeds)],
    cache,
    breathe,
    twiceFromNothing: options.deep === true,
  };
  const before = cache.simulatedMs;
  checkCounts(lab, options.minimumMistakes ?? 3, add);
  await checkStarters(lab, grading, add);
  const right = await checkSolutions(lab, grading, add);
  const caught = await checkMistakes(lab, grading, add);
  const play = await new LabWorlds(lab, cache, breathe).open(lab.play.world, lab.play.seed);
  checkProse(lab, play, add);
  if (options.lock !== undefined) {
    const fresh = await worldsLock(lab, grading.batches.flat(), breathe);
    for (const line of staleLines(options.lock, fresh)) {
      const next = "see what changed, then run nines check --update-locks";
      add({ item: 8, where: "worlds.lock", message: `world and seed "${line}" differ from the lock`, next });
    }
  }
  for (const name of unneededWorlds(lab, caught)) {
    const next = "add a mistake that only this world catches, or drop the world";
    add(
      { item: 9, where: `world "${name}"`, message: "no recorded mistake fails only here", next },
      "warning",
    );
  }
  const simulatedHours = (cache.simulatedMs - before) / 3_600_000;
  if (simulatedHours > mostHoursPerStep * lab.steps.length) {
    const message = `${Math.round(simulatedHours)} simulated hours; at most ${mostHoursPerStep} a step`;
    add({ item: 8, where: "lab.yaml", message, next: "drop worlds or shorten them with until" });
  }
  return {
    lab: lab.slug,
    failures,
    solutions: { right, of: lab.solutions.length * lab.steps.length },
    mistakes: { caught: caught.size, of: lab.mistakes.length },
    simulatedHours,
  };
}

function deepSeeds(lab: CompiledLab): readonly number[] {
  return attemptSeeds(lab.id, lab.format, contractAttempt);
}
