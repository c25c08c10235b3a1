import { parseTestFile } from "../testlang/parse-test-file.ts";
import { runLoad } from "../testlang/run-load.ts";
import { TestStorage } from "../testlang/test-storage.ts";

/** A store filled from lines of the test language, one value per `step`, the first at time zero. */
export function loadSeries(step: string, ...lines: readonly string[]): TestStorage {
  const storage = new TestStorage();
  const file = parseTestFile(`load ${step}\n${lines.map((line) => `  ${line}\n`).join("")}`);
  if (file.error !== undefined) throw new Error(file.error.message);
  for (const command of file.commands) {
    if (command.kind !== "load") continue;
    const problem = runLoad(command, storage);
    if (problem !== undefined) throw new Error(problem);
  }
  return storage;
}
