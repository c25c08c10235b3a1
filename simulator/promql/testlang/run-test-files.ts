import { runTestFile, type TestFileOutcome } from "./run-test-file.ts";

/** A `.test` file by the name it is reported under. */
export interface NamedTestFile {
  readonly name: string;
  readonly text: string;
}

/** How `nines promqltest` prints. */
export interface TestReportOptions {
  /** Every failure of a file instead of the first 20. */
  readonly all?: boolean;
  /** Only the passing evals, as `file:line`. */
  readonly list?: boolean;
}

/** The printed lines and the counts behind the exit status. */
export interface TestReport {
  readonly lines: readonly string[];
  readonly passed: number;
  readonly failed: number;
}

const SHOWN_FAILURES = 20;

/**
 * Runs `.test` files and prints one line a file (`name.test 78/78`), its failures behind it, and a last line
 * with the totals. A line that cannot be read or loaded counts as one failure.
 */
export function runTestFiles(files: readonly NamedTestFile[], options: TestReportOptions = {}): TestReport {
  const lines: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const { name, text } of files) {
    const outcome = runTestFile(text);
    const good = outcome.evals.filter(({ problem }) => problem === undefined);
    const failures = failureLines(name, outcome);
    passed += good.length;
    failed += failures.length;
    if (options.list === true) lines.push(...good.map(({ line }) => `${name}:${line}`));
    else {
      const shown = options.all === true ? failures.length : SHOWN_FAILURES;
      lines.push(`${name} ${good.length}/${outcome.evals.length}`, ...failures.slice(0, shown));
      if (failures.length > shown) lines.push(`  and ${failures.length - shown} more (--all shows them)`);
    }
  }
  if (options.list !== true) lines.push(`${passed} passed, ${failed} failed`);
  return { lines, passed, failed };
}

function failureLines(name: string, { evals, error }: TestFileOutcome): string[] {
  const lines: string[] = [];
  for (const { line, statement, problem } of evals) {
    if (problem !== undefined) lines.push(`  ${name}:${line} ${statement}: ${problem}`);
  }
  if (error !== undefined) lines.push(`  ${name}:${error.line} ${error.message}`);
  return lines;
}
