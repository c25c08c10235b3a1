import { loadLabById, repositoryRoot } from "../../cli/load-labs.ts";

/** The answer of a lab's first recorded solution to one step. */
export function solution(labId: string, stepId: string): string {
  const answer = loadLabById(repositoryRoot(), labId).solutions[0]?.steps[stepId];
  if (answer === undefined) throw new Error(`${labId} has no solution for ${stepId}`);
  return answer.trim();
}

/** A recorded mistake: what it hands in, and the finding it must earn. `name` is its file's name. */
export function mistake(labId: string, name: string): { answer: string; finding: string } {
  const found = loadLabById(repositoryRoot(), labId).mistakes.find(({ file }) =>
    file.endsWith(`${name}.yaml`),
  );
  if (found === undefined) throw new Error(`${labId} has no mistake ${name}`);
  return { answer: found.answer.trim(), finding: found.finding };
}

/** The terminal commands of an answer that is a list of actions. */
export function commandsOf(answer: string): readonly string[] {
  return [...answer.matchAll(/command: (.+)/g)].map(([, command = ""]) => command);
}
