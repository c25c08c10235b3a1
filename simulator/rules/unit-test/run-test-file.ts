import { RE2JS, RE2JSException } from "re2js";
import { parseRuleFile } from "../rule-file.ts";
import type { RuleGroup } from "../rule-types.ts";
import type { ToolOutput } from "../tool-output.ts";
import { readTestFile } from "./read-test-file.ts";
import { type LoadedRules, runTestGroup } from "./run-test-group.ts";
import type { UnitTestFile } from "./test-file-types.ts";

/** How a test file's `rule_files` are found. */
export interface RuleFileAccess {
  /** Paths that match a pattern given relative to the test file, in order. */
  glob(pattern: string): readonly string[];
  /** Text of a file, or undefined when there is none. */
  read(path: string): string | undefined;
}

export interface RunTestsOptions {
  /** Only groups whose name matches one of these RE2 patterns, as promtool's `--run`. */
  readonly run?: readonly string[];
  /** Rule files may have keys promtool does not know. */
  readonly ignoreUnknownFields?: boolean;
}

/**
 * Runs the unit tests of one file as `promtool test rules` does and returns what it prints. Groups named in
 * `group_eval_order` come in that order; the others keep the order of their files, where promtool's order
 * is random.
 */
export function runUnitTests(
  text: string,
  file: string,
  access: RuleFileAccess,
  options: RunTestsOptions = {},
): ToolOutput {
  const warnings: string[] = [];
  const failures = failuresOf(text, access, options, warnings);
  const stdout = `Unit Testing:  ${file}\n`;
  const warned = warnings.map((warning) => `${warning}\n`).join("");
  if (failures.length === 0) return { stdout: `${stdout}  SUCCESS\n\n`, stderr: warned, exitCode: 0 };
  const stderr = `${warned}  FAILED:\n${failures.map((failure) => `${failure}\n`).join("")}`;
  return { stdout: `${stdout}${"\n".repeat(failures.length + 1)}`, stderr, exitCode: 1 };
}

function failuresOf(
  text: string,
  access: RuleFileAccess,
  options: RunTestsOptions,
  warnings: string[],
): readonly string[] {
  const read = readTestFile(text);
  if (!read.ok) return [read.error];
  const { file } = read;
  const paths: string[] = [];
  for (const pattern of file.ruleFiles) {
    const found = access.glob(pattern);
    if (found.length === 0) warnings.push(`  WARNING: no file match pattern ${pattern}`);
    paths.push(...found);
  }
  const repeated = file.groupEvalOrder.find((name, index) => file.groupEvalOrder.indexOf(name) !== index);
  if (repeated !== undefined) return [`group name repeated in evaluation order: ${repeated}`];
  const wanted = nameFilter(options.run);
  if (typeof wanted === "string") return [wanted];
  const failures: string[] = [];
  for (const group of file.tests) {
    if (!wanted(group.name)) continue;
    const { evaluationIntervalMs, fuzzyCompare } = file;
    const load = () => loadGroups(paths, access, file, options);
    failures.push(...runTestGroup(group, load, { evaluationIntervalMs, fuzzy: fuzzyCompare }));
  }
  return failures;
}

/** Accepts the names to run, or the error of a pattern. */
function nameFilter(patterns: readonly string[] | undefined): ((name: string) => boolean) | string {
  if (patterns === undefined || patterns.length === 0) return () => true;
  try {
    const regex = RE2JS.compile(patterns.join("|"));
    return (name) => regex.matcher(name).find();
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}

function loadGroups(
  paths: readonly string[],
  access: RuleFileAccess,
  file: UnitTestFile,
  options: RunTestsOptions,
): LoadedRules {
  const groups: RuleGroup[] = [];
  for (const path of paths) {
    const text = access.read(path);
    if (text === undefined)
      return { ok: false, errors: [`${path}: open ${path}: no such file or directory`] };
    const parsed = parseRuleFile(text, path, { ignoreUnknownFields: options.ignoreUnknownFields ?? false });
    if (parsed.errors.length > 0) return { ok: false, errors: parsed.errors.map((error) => error.text) };
    groups.push(...parsed.groups);
  }
  const place = (group: RuleGroup) => Math.max(file.groupEvalOrder.indexOf(group.name), 0);
  return { ok: true, groups: groups.sort((a, b) => place(a) - place(b)) };
}
