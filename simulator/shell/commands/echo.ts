import { done } from "../result.ts";
import type { ShellCommand } from "../shell-types.ts";

/** Prints its words. */
export const echo: ShellCommand = {
  name: "echo",
  summary: "print words",
  usage: "Usage: echo [-n] [STRING]...\n",
  run: (argv) => (argv[0] === "-n" ? done(argv.slice(1).join(" "), 0) : done(`${argv.join(" ")}\n`, 0)),
};
