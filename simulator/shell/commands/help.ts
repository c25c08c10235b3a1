import type { ShellFilter } from "../filter.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand } from "../shell-types.ts";

/** What `help` needs to know of a program. */
type Described = Pick<ShellCommand | ShellFilter, "name" | "summary" | "usage">;

/** `help` lists the programs, `help NAME` and `man NAME` print how one is used. */
export function helpCommands(programs: () => readonly Described[]): readonly ShellCommand[] {
  const names = () => programs().map(({ name }) => name);
  const topic = (name: string) => programs().find((program) => program.name === name);
  return [
    {
      name: "help",
      summary: "list the commands, or show how one is used: help kubectl",
      usage: "Usage: help [COMMAND]\n",
      run([name]) {
        if (name === undefined) return done(overview(programs()), 0);
        const found = topic(name);
        if (found !== undefined) return done(found.usage, 0);
        return failed(
          `bash: help: no help topics match \`${name}'.  Try \`help' alone for the list of commands.`,
          1,
          0,
        );
      },
      complete: names,
    },
    {
      name: "man",
      summary: "the same as help NAME",
      usage: "Usage: man COMMAND\n",
      run([name]) {
        if (name === undefined)
          return failed("What manual page do you want?\nFor example, try 'man man'.", 1, 0);
        const found = topic(name);
        return found === undefined
          ? failed(`No manual entry for ${name}`, 16, 0)
          : done(`${found.name} - ${found.summary}\n\n${found.usage}`, 0);
      },
      complete: names,
    },
  ];
}

function overview(programs: readonly Described[]): string {
  const width = Math.max(...programs.map(({ name }) => name.length)) + 3;
  return `${programs.map(({ name, summary }) => `${name.padEnd(width)}${summary}\n`).join("")}\nJoin commands with | into grep, head, tail, wc, sort, uniq and jq.\n`;
}
