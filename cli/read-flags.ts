import { type ParseArgsConfig, parseArgs } from "node:util";
import { didYouMean } from "../labs/load/did-you-mean.ts";
import { Misuse } from "./command.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Parsed flags by name, and the words between them. */
export interface Flags {
  readonly words: readonly string[];
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  on(name: string): boolean;
}

/** Reads `--flag value` and words. An unknown flag or a missing value is a `Misuse` with a suggestion. */
export function readFlags(argv: readonly string[], options: Options): Flags {
  const { values, positionals } = parse(argv, options);
  return {
    words: positionals,
    text(name) {
      const value = values[name];
      return typeof value === "string" ? value : undefined;
    },
    list(name) {
      const value = values[name];
      return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
    },
    on: (name) => values[name] === true,
  };
}

function parse(argv: readonly string[], options: Options) {
  // parseArgs would read a negative number or an expression such as `-x` as flags; after `--` it does not.
  for (const word of argv) {
    if (word === "--") break;
    const name = /^--([^=]+)/.exec(word)?.[1];
    if (name !== undefined && !(name in options)) {
      const near = didYouMean(name, Object.keys(options));
      throw new Misuse(`unknown flag --${name}${near === undefined ? "" : `; did you mean --${near}?`}`);
    }
  }
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Misuse(firstLine(error));
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n")[0] ?? text).replace(/\. .*$/, "");
}
