import { didYouMean } from "../did-you-mean.ts";
import type { ShellResult } from "../world-types.ts";
import type { ShellFilter } from "./filter.ts";
import { type LexedCommand, lex } from "./lex.ts";
import { done, failed } from "./result.ts";
import type { ShellCommand, ShellHost } from "./shell-types.ts";

/** Longest line read, in UTF-16 units. */
const maxLine = 16_384;
/** Most text one command prints, in UTF-16 units; real terminals scroll on for ever. */
const maxOutput = 256 * 1024;
const cutNote = "… output cut at 256 kB; pipe it through head or grep\n";

/** Runs a pipeline: each filter reads what the program before it printed, and the last one's exit code counts. */
export function runLine(
  line: string,
  host: ShellHost,
  commands: readonly ShellCommand[],
  filters: readonly ShellFilter[],
): ShellResult {
  if (line.length > maxLine) return failed("bash: this line is too long", 2, 0);
  const lexed = lex(printable(line));
  if (!lexed.ok) return failed(lexed.error, 2, 0);
  let stdin: string | undefined;
  let stderr = "";
  let tookSeconds = 0;
  let last = done("", 0);
  for (const [i, command] of lexed.commands.entries()) {
    last = redirect(runOne(command, stdin, host, commands, filters, i > 0), command);
    stdin = last.stdout;
    stderr += last.stderr;
    tookSeconds += last.tookSeconds;
  }
  return { stdout: cut(last.stdout), stderr: cut(stderr), exitCode: last.exitCode, tookSeconds };
}

/** What was typed or pasted, printable: escape is shown as ␛, other control characters vanish, half characters too. */
function printable(line: string): string {
  return line
    .replaceAll("\u001b", "␛")
    .replaceAll("\u009b", "␛[")
    .replace(/\p{Cc}/gu, (char) => (char === "\t" || char === "\n" ? char : ""))
    .replace(/\p{Surrogate}/gu, "\ufffd");
}

function runOne(
  { words }: LexedCommand,
  stdin: string | undefined,
  host: ShellHost,
  commands: readonly ShellCommand[],
  filters: readonly ShellFilter[],
  piped: boolean,
): ShellResult {
  const [name = "", ...argv] = words;
  const filter = filters.find((candidate) => candidate.name === name);
  if (filter !== undefined) return filter.run(argv, { stdin, files: host.files });
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return notFound(name, commands, filters);
  if (piped)
    return failed(`${name}: only grep, head, tail, wc, sort, uniq and jq read from a pipe here`, 2, 0);
  return command.run(argv, host);
}

function notFound(
  name: string,
  commands: readonly ShellCommand[],
  filters: readonly ShellFilter[],
): ShellResult {
  const shown = name.slice(0, 200);
  if (name === "") return failed("bash: : command not found", 127, 0);
  const nearest = didYouMean(
    name,
    [...commands, ...filters].map((program) => program.name),
  );
  const hint = nearest === undefined ? "" : `\nDid you mean ${nearest}? "help" lists the commands.`;
  return failed(`bash: ${shown}: command not found${hint}`, 127, 0);
}

function redirect(result: ShellResult, { errors, outputDropped }: LexedCommand): ShellResult {
  const stdout = outputDropped ? "" : result.stdout;
  if (errors === "dropped") return { ...result, stdout, stderr: "" };
  if (errors === "output") return { ...result, stdout: stdout + result.stderr, stderr: "" };
  return { ...result, stdout };
}

function cut(text: string): string {
  if (text.length <= maxOutput) return text;
  const end = text.lastIndexOf("\n", maxOutput);
  return (
    (end > 0 ? text.slice(0, end + 1) : `${text.slice(0, maxOutput).replace(/\p{Surrogate}/gu, "")}\n`) +
    cutNote
  );
}
