import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { checkRules, runUnitTests } from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { readFlags } from "../read-flags.ts";
import { readTextFile } from "../read-values.ts";

export const rulesCheck: Command = {
  name: "rules check",
  summary: "check rule files as promtool check rules does",
  usage: "nines rules check [--lint all|duplicate-rules|none] [--lint-fatal] FILE…",
  async run(argv) {
    const flags = readFlags(argv, { lint: { type: "string" }, "lint-fatal": { type: "boolean" } });
    if (flags.words.length === 0) throw new Misuse("FILE is missing");
    const lint = flags.text("lint");
    let bad = false;
    for (const file of flags.words) {
      const output = checkRules(readTextFile(file), file, {
        lintFatal: flags.on("lint-fatal"),
        ...(lint === undefined ? {} : { lint }),
      });
      process.stdout.write(output.stdout);
      process.stderr.write(output.stderr);
      bad ||= output.exitCode !== 0;
    }
    return bad ? 1 : 0;
  },
};

export const rulesTest: Command = {
  name: "rules test",
  summary: "run unit tests of rules as promtool test rules does",
  usage: "nines rules test [--run REGEX]… FILE…",
  async run(argv) {
    const flags = readFlags(argv, { run: { type: "string", multiple: true } });
    if (flags.words.length === 0) throw new Misuse("FILE is missing");
    let bad = false;
    for (const file of flags.words) {
      const folder = dirname(file);
      const output = runUnitTests(
        readTextFile(file),
        file,
        {
          glob: (pattern) => found(isAbsolute(pattern) ? pattern : join(folder, pattern)),
          read: (path) => readFileSync(path, "utf8"),
        },
        { run: flags.list("run") },
      );
      process.stdout.write(output.stdout);
      process.stderr.write(output.stderr);
      bad ||= output.exitCode !== 0;
    }
    return bad ? 1 : 0;
  },
};

/** Files a `rule_files` entry names; `*` and `?` stand for parts of the file's name, not of its folder. */
function found(pattern: string): string[] {
  if (existsSync(pattern)) return [pattern];
  const folder = dirname(pattern);
  if (!existsSync(folder)) return [];
  const wanted = basename(pattern);
  return readdirSync(folder)
    .filter((name) => fits(name, wanted))
    .sort()
    .map((name) => join(folder, name));
}

/** Does a name fit a pattern of plain characters, `?` and `*`? Linear in the name for each star. */
function fits(name: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern;
  if (pattern === "") return name === "";
  if (first !== "*")
    return name !== "" && (first === "?" || first === name[0]) && fits(name.slice(1), rest.join(""));
  for (let i = 0; i <= name.length; i++) if (fits(name.slice(i), rest.join(""))) return true;
  return false;
}
