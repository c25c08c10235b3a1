/** The operator's terminal: every command there is, and the two functions the world calls. */
import type { ShellResult } from "../world-types.ts";
import { amtool } from "./commands/amtool.ts";
import { cat } from "./commands/cat.ts";
import { clear } from "./commands/clear.ts";
import { curl } from "./commands/curl.ts";
import { date } from "./commands/date.ts";
import { echo } from "./commands/echo.ts";
import { grep } from "./commands/grep.ts";
import { head, tail } from "./commands/head-tail.ts";
import { helpCommands } from "./commands/help.ts";
import { jq } from "./commands/jq.ts";
import { kubectl } from "./commands/kubectl.ts";
import { logcli } from "./commands/logcli.ts";
import { ls } from "./commands/ls.ts";
import { nvidiaSmiCommand } from "./commands/nvidia-smi.ts";
import { promtool } from "./commands/promtool.ts";
import { sort } from "./commands/sort.ts";
import { ssh } from "./commands/ssh.ts";
import { uniq } from "./commands/uniq.ts";
import { wc } from "./commands/wc.ts";
import { completeLine } from "./complete-line.ts";
import type { ShellFilter } from "./filter.ts";
import { runLine } from "./run-line.ts";
import type { ShellCommand, ShellHost } from "./shell-types.ts";

/** Programs that act or look. */
const commands: readonly ShellCommand[] = [
  kubectl,
  nvidiaSmiCommand,
  ssh,
  curl,
  promtool,
  amtool,
  logcli,
  ls,
  cat,
  echo,
  date,
  clear,
  ...helpCommands(() => [...commands, ...filters]),
];

/** Programs that may stand behind a pipe. */
const filters: readonly ShellFilter[] = [grep, head, tail, wc, sort, uniq, jq];

/** Runs one line of the terminal. Never throws; a mistake is in the result, as the real tool words it. */
export function runCommand(line: string, host: ShellHost): ShellResult {
  return runLine(line, host, commands, filters);
}

/** Candidates for the last, possibly empty, word of a half-typed line, in order. */
export function completeCommand(line: string, host: ShellHost): readonly string[] {
  return completeLine(line, host, commands, filters);
}
