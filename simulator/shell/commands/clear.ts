import { done } from "../result.ts";
import type { ShellCommand } from "../shell-types.ts";

/** Empties the screen: cursor home, erase display, erase scrollback (ECMA-48, and xterm's `3J`). */
export const clear: ShellCommand = {
  name: "clear",
  summary: "empty the screen",
  usage: "Usage: clear\n",
  run: () => done("\u001b[H\u001b[2J\u001b[3J", 0),
};
