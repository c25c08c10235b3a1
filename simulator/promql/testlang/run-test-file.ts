import { parseTestFile } from "./parse-test-file.ts";
import { runEval } from "./run-eval.ts";
import { runLoad } from "./run-load.ts";
import { TestStorage } from "./test-storage.ts";

/** The outcome of one `eval`; `problem` is undefined when it passed. */
export interface EvalOutcome {
  readonly line: number;
  /** The statement as printed in reports: `eval instant at 5m up`. */
  readonly statement: string;
  readonly problem: string | undefined;
}

/** The outcomes of a file in order; `error` is a line that could not be read or loaded. */
export interface TestFileOutcome {
  readonly evals: readonly EvalOutcome[];
  readonly error: { readonly line: number; readonly message: string } | undefined;
}

/** Runs a `.test` file. Commands behind an error are not run, since they would test other data. */
export function runTestFile(text: string): TestFileOutcome {
  const { commands, error } = parseTestFile(text);
  const lines = text.split("\n");
  const evals: EvalOutcome[] = [];
  let storage = new TestStorage();
  for (const command of commands) {
    if (command.kind === "clear") storage = new TestStorage();
    else if (command.kind === "load") {
      const message = runLoad(command, storage);
      if (message !== undefined) return { evals, error: { line: command.line, message } };
    } else {
      const statement = (lines[command.line - 1] ?? "").trim();
      evals.push({ line: command.line, statement, problem: runEval(command, storage) });
    }
  }
  return { evals, error };
}
