import { done, failed } from "../result.ts";
import type { ShellCommand } from "../shell-types.ts";

/** Prints files of the home folder. */
export const cat: ShellCommand = {
  name: "cat",
  summary: "print a file of your home folder: cat rules.yml",
  usage: "Usage: cat [-n] FILE...\n",
  run(argv, host) {
    const numbered = argv.includes("-n");
    const wanted = argv.filter((word) => word === "-" || !word.startsWith("-"));
    if (wanted.length === 0) return failed("cat: name a file; this terminal has no input to type into", 1, 0);
    let stdout = "";
    let stderr = "";
    for (const name of wanted) {
      const text = host.files.get(name.replace(/^(\.|~)\//, ""));
      if (text === undefined) stderr += `cat: ${name}: No such file or directory\n`;
      else stdout += text;
    }
    const lines = stdout.endsWith("\n") ? stdout.slice(0, -1).split("\n") : stdout.split("\n");
    const shown =
      numbered && stdout !== ""
        ? lines.map((line, i) => `${String(i + 1).padStart(6)}\t${line}\n`).join("")
        : stdout;
    return stderr === "" ? done(shown, 0) : failed(stderr, 1, 0, shown);
  },
  complete: (_, host) => [...host.files.keys()],
};
