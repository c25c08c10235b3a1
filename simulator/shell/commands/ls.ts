import { compareCodePoints } from "../../tsdb/labels.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand } from "../shell-types.ts";

/** Files of the home folder. */
export const ls: ShellCommand = {
  name: "ls",
  summary: "list the files of your home folder",
  usage: "Usage: ls [-l] [FILE]...\n",
  run(argv, host) {
    const long = argv.some((word) => /^-[a-zA-Z]*l/.test(word));
    const wanted = argv.filter((word) => !word.startsWith("-"));
    const missing = wanted.find((name) => !host.files.has(name) && ![".", "./", "~"].includes(name));
    if (missing !== undefined)
      return failed(`ls: cannot access '${missing}': No such file or directory`, 2, 0);
    const named = wanted.filter((name) => host.files.has(name));
    const names = named.length > 0 ? named : [...host.files.keys()];
    if (!long) return done(listNames(names), 0);
    const sizes = names.map((name) => String(host.files.get(name)?.length ?? 0));
    const width = Math.max(0, ...sizes.map((size) => size.length));
    return done(
      names
        .map((name, i) => `-rw-r--r-- 1 operator operator ${(sizes[i] ?? "").padStart(width)} ${name}\n`)
        .join(""),
      0,
    );
  },
  complete: (_, host) => [...host.files.keys()],
};

/** One name per line, in order, as `ls` prints into a pipe. */
export function listNames(names: readonly string[]): string {
  return [...names]
    .sort(compareCodePoints)
    .map((name) => `${name}\n`)
    .join("");
}
