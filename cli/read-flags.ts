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
  // Only `--name` is a flag, so that an expression such as `-x` is a word.
  const flags: string[] = [];
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? "";
    if (word === "--") {
      words.push(...argv.slice(i + 1));
      break;
    }
    const name = /^--([^=]+)/.exec(word)?.[1];
    if (name === undefined) {
      words.push(word);
      continue;
    }
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      const near = didYouMean(name, Object.keys(options));
      throw new Misuse(`unknown flag --${name}${near === undefined ? "" : `; did you mean --${near}?`}`);
    }
    if (option.type === "boolean" || word.includes("=")) flags.push(word);
    else {
      const value = argv[++i];
      if (value === undefined) throw new Misuse(`--${name} needs a value`);
      flags.push(`--${name}=${value}`);
    }
  }
  try {
    return { values: parseArgs({ args: flags, options, strict: true }).values, positionals: words };
  } catch (error) {
    throw new Misuse(firstLine(error));
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n")[0] ?? text).replace(/\. .*$/, "");
}
