import type { ShellFilter } from "./filter.ts";
import { lex } from "./lex.ts";
import type { ShellCommand, ShellHost } from "./shell-types.ts";

/** Most candidates offered at once. */
const maxCandidates = 200;

/** Candidates that begin with the last word; a word is not completed inside quotes. */
export function completeLine(
  line: string,
  host: ShellHost,
  commands: readonly ShellCommand[],
  filters: readonly ShellFilter[],
): readonly string[] {
  const lastPipe = line.lastIndexOf("|");
  const part = line.slice(lastPipe + 1);
  const lexed = lex(part);
  if (!lexed.ok) return [];
  const words = [...(lexed.commands[0]?.words ?? [])];
  if (words.length === 0 || /\s$/.test(part)) words.push("");
  const [name = "", ...rest] = words;
  const last = words.at(-1) ?? "";
  const candidates =
    rest.length === 0
      ? programNames(commands, filters, lastPipe >= 0)
      : argumentsOf(name, rest, host, commands);
  const fitting = [...new Set(candidates)].filter(
    (candidate) => candidate.startsWith(last) && candidate !== last,
  );
  return fitting.slice(0, maxCandidates);
}

function programNames(
  commands: readonly ShellCommand[],
  filters: readonly ShellFilter[],
  piped: boolean,
): string[] {
  return [...(piped ? [] : commands), ...filters].map(({ name }) => name);
}

function argumentsOf(
  name: string,
  words: readonly string[],
  host: ShellHost,
  commands: readonly ShellCommand[],
): readonly string[] {
  return commands.find((command) => command.name === name)?.complete?.(words, host) ?? [];
}
